import type { RunResult } from "../run/results.ts"
import { masked } from "../secrets.ts"

/**
 * A run in Prometheus' text format, for the textfile collector of node_exporter. Names end in their unit; a gauge says how
 * the last run was. `command` tells runs of one target apart.
 */
export function prometheusText(result: RunResult): string {
  const run = { project: result.project, target: result.target, command: result.command }
  const nodes = result.nodes.filter(({ kind }) => kind !== "test" && kind !== "unit_test")
  const checks = result.nodes.flatMap((node) => node.checks)
  return [
    ...family("lux_run_success", "Whether the last run succeeded.", [[run, result.success ? 1 : 0]]),
    ...family("lux_run_start_timestamp_seconds", "When the last run started.", [
      [run, result.startedAt.getTime() / 1000],
    ]),
    ...family("lux_run_duration_seconds", "How long the last run took.", [[run, seconds(result)]]),
    ...family("lux_run_nodes", "Nodes of the last run by status.", byStatus(run, nodeStatuses, result.nodes)),
    ...family("lux_run_checks", "Checks of the last run by status.", byStatus(run, checkStatuses, checks)),
    ...family(
      "lux_node_duration_seconds",
      "How long a node took in the last run.",
      nodes.filter(ran).map((node) => [{ ...run, node: node.uniqueId }, seconds(node)]),
    ),
    ...family(
      "lux_node_success",
      "Whether a node was built and published in the last run.",
      nodes.map((node) => [
        { ...run, node: node.uniqueId },
        node.status === "ok" || node.status === "warn" ? 1 : 0,
      ]),
    ),
    ...family(
      "lux_node_rows",
      "Rows that a node wrote or changed in the last run.",
      nodes.flatMap((node): Sample[] =>
        node.rows === undefined ? [] : [[{ ...run, node: node.uniqueId }, node.rows]],
      ),
    ),
    ...family(
      "lux_check_failures",
      "What a check that did not pass counted in the last run.",
      checks.flatMap((check): Sample[] =>
        check.status !== "pass" && check.failures !== null
          ? [[{ ...run, check: check.uniqueId, severity: check.severity }, check.failures]]
          : [],
      ),
    ),
    "",
  ].join("\n")
}

/** Of a command that errors ended before anything ran. */
export function prometheusOfErrors(command: string, now: Date): string {
  return [
    ...family("lux_run_success", "Whether the last run succeeded.", [[{ command }, 0]]),
    ...family("lux_run_start_timestamp_seconds", "When the last run started.", [
      [{ command }, now.getTime() / 1000],
    ]),
    "",
  ].join("\n")
}

type Labels = Readonly<Record<string, string>>
type Sample = readonly [labels: Labels, value: number]

/** All are there in every file, so that a series does not end where its number becomes none. */
const nodeStatuses = ["ok", "warn", "rejected", "fail", "error", "skipped", "cancelled"]
const checkStatuses = ["pass", "warn", "fail", "insufficient", "error", "skipped"]

function byStatus(
  run: Labels,
  statuses: readonly string[],
  results: readonly { readonly status: string }[],
): readonly Sample[] {
  return statuses.map((status) => [
    { ...run, status },
    results.filter((each) => each.status === status).length,
  ])
}

function ran({ status }: RunResult["nodes"][number]): boolean {
  return status !== "skipped" && status !== "cancelled"
}

function seconds({ startedAt, finishedAt }: Pick<RunResult, "startedAt" | "finishedAt">): number {
  return (finishedAt.getTime() - startedAt.getTime()) / 1000
}

function family(name: string, help: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return []
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...samples.map(([labels, value]) => `${name}{${labelText(labels)}} ${value}`),
  ]
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(
      ([name, value]) =>
        // Secrets are masked first: escaped, nobody would know them.
        `${name}="${masked(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
    )
    .join(",")
}

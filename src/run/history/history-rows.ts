import { digest } from "../../project/files/project-inputs.ts"
import { isDataTest } from "../../project/resource-guards.ts"
import type { DataTest, GenericTestUse, Project } from "../../project/types.ts"
import { type HistoryRows, historyTime } from "../../quality/history.ts"
import { measuredNumber } from "../../quality/measured-number.ts"
import { maskedDeep } from "../../secrets.ts"
import { doubleOf } from "../../template/exact-number.ts"
import { luxVersion } from "../../version.ts"
import type { CheckResult, NodeResult, RunResult } from "../results.ts"
import { invocationMetadata } from "./invocation-metadata.ts"

/** What the quality history keeps of an invocation; secrets are masked. */
export function historyRows(project: Project, result: RunResult, selection: string | null): HistoryRows {
  const checks = result.nodes.flatMap((node) => node.checks)
  const failed = result.nodes.filter((node) => !isWell(node))
  const tests = new Map(
    project.resources.flatMap((each) => (isDataTest(each) ? [[each.uniqueId, each] as const] : [])),
  )
  return maskedDeep({
    invocationId: result.invocationId,
    invocation: {
      invocation_id: result.invocationId,
      command: result.command,
      project: project.name,
      target: project.target.name,
      lux_version: luxVersion,
      selection,
      started_at: historyTime(result.startedAt),
      finished_at: historyTime(result.finishedAt),
      duration_seconds: seconds(result.startedAt, result.finishedAt),
      status: result.cancelled ? "cancelled" : failed.length > 0 ? "failed" : "ok",
      nodes: result.nodes.length,
      nodes_failed: failed.length,
      checks: checks.length,
      checks_failed: checks.filter((check) => check.status === "fail" || check.status === "error").length,
      ...invocationMetadata(project),
    },
    nodes: result.nodes.map((node) => nodeRow(result.invocationId, node)),
    checks: checks.map((check) => checkRow(result.invocationId, check, tests)),
    metrics: checks.flatMap((check) => metricRows(result.invocationId, check)),
  })
}

function metricRows(invocationId: string, check: CheckResult): HistoryRows["metrics"] {
  return check.metrics.map(({ metric, columns, group, value }) => {
    const measured = value === null ? Number.NaN : (measuredNumber(value) ?? Number.NaN)
    const isNumber = !Number.isNaN(Number(measured))
    const isWhole = isNumber && doubleOf(measured) !== undefined
    return {
      invocation_id: invocationId,
      measured_at: historyTime(check.startedAt),
      relation: check.relation ?? "",
      unique_id: check.uniqueId,
      column_name: columns.length === 0 ? null : columns.join(","),
      metric,
      group_value: group ?? null,
      value: isNumber ? Number(measured) : null,
      text_value: isWhole || value === null ? null : String(value),
      source: "check",
    }
  })
}

/** What a check asks of what: not how it or its file is called. */
function fingerprintOf(check: CheckResult, test: DataTest | undefined): string {
  const { definition } = test ?? {}
  const what =
    definition?.kind === "generic"
      ? [definition.test, definition.column ?? null, argumentsText(definition.arguments)]
      : [check.name]
  return digest(JSON.stringify([check.relation ?? null, ...what, test?.config.where ?? null]))
}

/** Of relations and templates what was written: where it stands is not a part of it. */
function argumentsText(given: GenericTestUse["arguments"]): string {
  const said = Object.entries(given)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, argument]) => [
      name,
      argument.kind === "value"
        ? argument.value
        : argument.kind === "relation"
          ? argument.relation.parts
          : argument.template.text,
    ])
  return JSON.stringify(said)
}

function nodeRow(invocationId: string, node: NodeResult): HistoryRows["nodes"][number] {
  return {
    invocation_id: invocationId,
    unique_id: node.uniqueId,
    relation: node.label,
    kind: node.kind,
    status: node.status,
    message: node.error?.message ?? node.message,
    rows_affected: node.rows ?? null,
    grants: Object.keys(node.grants).length === 0 ? null : JSON.stringify(node.grants),
    started_at: historyTime(node.startedAt),
    duration_seconds: seconds(node.startedAt, node.finishedAt),
  }
}

function checkRow(
  invocationId: string,
  check: CheckResult,
  tests: ReadonlyMap<string, DataTest>,
): HistoryRows["checks"][number] {
  return {
    invocation_id: invocationId,
    check_id: check.uniqueId,
    check_name: check.name,
    test: check.test,
    gates: check.gates ?? null,
    relation: check.relation ?? null,
    column_name: check.column ?? null,
    severity: check.severity,
    warn_if: check.warnIf,
    error_if: check.errorIf,
    status: check.status,
    failures: check.failures,
    checked_at: historyTime(check.startedAt),
    duration_seconds: check.durationMs / 1000,
    message: check.error?.message ?? check.message ?? null,
    sample: check.sample.length === 0 ? null : JSON.stringify(check.sample),
    fingerprint: fingerprintOf(check, tests.get(check.uniqueId)),
    observed: check.observed === null ? null : String(check.observed),
    expected: check.expected,
    total_rows: check.totalRows,
  }
}

/** True when the node came through. */
function isWell(node: NodeResult): boolean {
  return node.status === "ok" || node.status === "warn"
}

function seconds(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000
}

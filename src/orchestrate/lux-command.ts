import { LuxError } from "../errors.ts"
import type { BuildCommand, TestTask, WorkDag } from "./work-graph.ts"

/** The words of a `lux build`: lux itself keeps the order of what it builds. `command` runs lux. */
export function buildCommand({ nodes, added, excluded }: BuildCommand, command: string): readonly string[] {
  return [
    ...[...command.split(/\s+/), "build", "--select", ...nodes.map(({ selector }) => selector), ...added],
    ...(excluded.length === 0 ? [] : ["--exclude", ...excluded]),
  ]
}

/** The words of a `lux test`. */
export function testCommand({ checks }: TestTask, command: string): readonly string[] {
  return [...command.split(/\s+/), "test", "--select", ...new Set(checks.map(({ selector }) => selector))]
}

const named: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
}

/**
 * The five fields of cron; undefined for a DAG that nothing starts. LUX-3403 for one that waits for others, which
 * `scheduler` knows nothing of.
 */
export function cronOf({ id, schedule }: WorkDag, scheduler: string): string | undefined {
  if (schedule === "none") return undefined
  if (schedule === "assets")
    throw new LuxError(
      "LUX-3403",
      `${scheduler} cannot start the DAG "${id}" after others: schedule: assets`,
      {
        hint: "Give it a cron expression in orchestrate:, or use airflow or dagster.",
      },
    )
  return named[schedule] ?? schedule
}

import type { Age } from "../project/types.ts"
import type { FreshnessRun, SourceFreshness } from "../run/commands/source-freshness.ts"
import type { Colors } from "./colors.ts"
import { errorData, type LogEntry, type LogLevel } from "./log-line.ts"
import { duration, type Position, paintOf } from "./node-line.ts"
import { printable } from "./printable.ts"

/** `2/3 WARN  lake.media 0.01s loaded 3 hours ago, 2024-03-04 05:00:00 UTC (warn after 2 hours)` */
export function freshnessLine(result: SourceFreshness, { index, total }: Position, colors: Colors): string {
  const { name, outcome, startedAt, finishedAt } = result
  const at = `${String(index).padStart(String(total).length)}/${total}`
  const { status } = outcome
  const word = status === "runtime error" ? "ERROR" : status.toUpperCase()
  const paint = paintOf(status === "runtime error" ? "error" : status, colors)
  const took = duration(finishedAt.getTime() - startedAt.getTime())
  return [colors.dim(at), paint(word.padEnd(5)), printable(name), colors.dim(took), noteOf(result)].join(" ")
}

/** `Done in 0.02s: 2 pass, 1 warn, 0 error` */
export function freshnessTotals({ results, startedAt, finishedAt }: FreshnessRun): string {
  const count = (...wanted: readonly string[]): number =>
    results.filter(({ outcome }) => wanted.includes(outcome.status)).length
  const took = duration(finishedAt.getTime() - startedAt.getTime())
  return `Done in ${took}: ${count("pass")} pass, ${count("warn")} warn, ${count("error", "runtime error")} error`
}

/** The result as a line of a log that machines read. */
export function freshnessEntry(
  result: SourceFreshness,
  { index, total }: Position,
  message: string,
): LogEntry {
  const { uniqueId, name, freshness, outcome, startedAt, finishedAt } = result
  const known = outcome.status === "runtime error" ? undefined : outcome
  return {
    level: levels[outcome.status],
    type: "source-finished",
    message,
    data: {
      index,
      total,
      unique_id: uniqueId,
      name,
      status: outcome.status,
      max_loaded_at: known?.maxLoadedAt,
      snapshotted_at: known?.snapshottedAt,
      warn_after: freshness.warnAfter,
      error_after: freshness.errorAfter,
      filter: freshness.filter,
      duration_ms: finishedAt.getTime() - startedAt.getTime(),
      error: outcome.status === "runtime error" ? errorData(outcome.error) : undefined,
    },
  }
}

const levels: Readonly<Record<SourceFreshness["outcome"]["status"], LogLevel>> = {
  pass: "info",
  warn: "warn",
  error: "error",
  "runtime error": "error",
}

function noteOf({ freshness, outcome }: SourceFreshness): string {
  if (outcome.status === "runtime error") return `${outcome.error.code} ${printable(outcome.error.message)}`
  const { status, maxLoadedAt, snapshottedAt } = outcome
  const limit = status === "pass" ? undefined : status === "warn" ? freshness.warnAfter : freshness.errorAfter
  const bound = limit === undefined ? "" : ` (${status} after ${ageText(limit)})`
  if (maxLoadedAt.getUTCFullYear() <= 1) return `nothing was ever loaded${bound}`
  const moment = maxLoadedAt.toISOString().slice(0, 19).replace("T", " ")
  const seconds = (snapshottedAt.getTime() - maxLoadedAt.getTime()) / 1000
  return `loaded ${agoText(seconds)}, ${moment} UTC${bound}`
}

function ageText({ count, period }: Age): string {
  return `${count} ${period}${count === 1 ? "" : "s"}`
}

const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const

function agoText(seconds: number): string {
  if (seconds < 0) return `in the future, in ${agoText(-seconds).replace(" ago", "")}`
  // Two of a unit say more than one of the next.
  const [unit, size] = units.find(([, each]) => seconds >= 2 * each) ?? (["second", 1] as const)
  const count = Math.floor(seconds / size)
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`
}

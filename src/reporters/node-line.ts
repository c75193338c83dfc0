import { measuredText } from "../run/build/measured-text.ts"
import type { RunEvent } from "../run/events.ts"
import type { CheckResult, CheckStatus, NodeResult, NodeStatus } from "../run/results.ts"
import type { Colors } from "./colors.ts"
import { cutMiddle, mostMessageWidth, printable } from "./printable.ts"

const nodeWords: Readonly<Record<NodeStatus, string>> = {
  ok: "OK",
  warn: "WARN",
  rejected: "REJECTED",
  fail: "FAIL",
  error: "ERROR",
  skipped: "SKIP",
  cancelled: "CANCELLED",
}

const checkWords: Readonly<Record<CheckStatus, string>> = {
  pass: "PASS",
  warn: "WARN",
  fail: "FAIL",
  insufficient: "TOO FEW",
  error: "ERROR",
  skipped: "SKIP",
}

export interface Position {
  readonly index: number
  readonly total: number
}

/** `12/244 OK table analytics.popularity_factor 0.03s 11 rows`, and a line for each check that did not pass. */
export function nodeLines(result: NodeResult, { index, total }: Position, colors: Colors): readonly string[] {
  const at = `${String(index).padStart(String(total).length)}/${total}`
  return [
    `${colors.dim(at)} ${nodeLine(result, colors, { word: 8, kind: 11 })}`,
    ...result.checks.filter(isTold).map((check) => `${" ".repeat(at.length + 1)}${checkLine(check, colors)}`),
  ]
}

/** `OK table analytics.popularity_factor 0.03s 11 rows`, its first words at least as wide as asked. */
export function nodeLine(
  result: NodeResult,
  colors: Colors,
  widths: { readonly word: number; readonly kind: number } = { word: 0, kind: 0 },
): string {
  const ran = result.status !== "skipped" && result.status !== "cancelled"
  const parts = [
    paintOf(result.status, colors)(nodeWords[result.status].padEnd(widths.word)),
    colors.dim(result.kind.padEnd(widths.kind)),
    printable(result.label),
    ran ? colors.dim(duration(result.finishedAt.getTime() - result.startedAt.getTime())) : "",
    noteOf(result),
  ]
  return parts.filter((part) => part !== "").join(" ")
}

/** `waits for table analytics.sales, which run 5f0c... builds since 2024-03-04 05:00:00` */
export function waitsText({
  kind,
  label,
  run,
  since,
}: Omit<Extract<RunEvent, { type: "node-waits" }>, "type">): string {
  return `waits for ${kind} ${printable(label)}, which run ${run} builds since ${since}`
}

/** `FAIL unique_brand_user_id 3 rows` */
export function checkLine(check: CheckResult, colors: Colors): string {
  const word = paintOf(check.status, colors)(checkWords[check.status])
  const note = check.error === undefined ? findingOf(check) : firstLine(check.error.message)
  return [word, printable(check.name), note].filter((part) => part !== "").join(" ")
}

/** `0.03s`, `1m 05s` */
export function duration(milliseconds: number): string {
  if (milliseconds < 59_995) return `${(milliseconds / 1000).toFixed(2)}s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, "0")}s`
}

export function paintOf(status: NodeStatus | CheckStatus, colors: Colors): (text: string) => string {
  switch (status) {
    case "ok":
    case "pass":
      return colors.green
    case "warn":
      return colors.yellow
    case "skipped":
    case "insufficient":
    case "cancelled":
      return colors.dim
    default:
      return (text) => colors.bold(colors.red(text))
  }
}

export function isFailure(status: NodeStatus): boolean {
  return status === "rejected" || status === "fail" || status === "error"
}

export function isTold(check: CheckResult): boolean {
  return check.status === "fail" || check.status === "error" || check.status === "warn"
}

function noteOf(result: NodeResult): string {
  if (result.error === undefined) return firstLine(result.message)
  return `${result.error.code} ${firstLine(result.error.message)}`
}

/** `3 rows`, or what was measured and what was expected: `mean of price is 12.4, expected between 13 and 20`. */
export function findingOf(check: CheckResult): string {
  if (check.notAsked !== undefined) return printable(check.message ?? "")
  return check.expected === null ? rowsText(check.observed ?? check.failures) : printable(measuredText(check))
}

function rowsText(count: number | string | null): string {
  return count === null ? "" : `${count} ${count === 1 ? "row" : "rows"}`
}

function firstLine(text: string): string {
  return cutMiddle(printable(text.split("\n", 1)[0] ?? ""), mostMessageWidth)
}

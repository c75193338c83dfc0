import type { Remaining } from "../run/remaining.ts"
import type { NodeResult, RunResult } from "../run/results.ts"
import type { Colors } from "./colors.ts"
import { nodeBlock } from "./node-block.ts"
import { duration, isFailure } from "./node-line.ts"
import { printable } from "./printable.ts"

export interface SummaryOptions {
  readonly colors: Colors
  /** Width of the terminal now; undefined where there is none. */
  readonly columns: () => number | undefined
  /** The command that does again what did not come through. */
  readonly again: string
  /** The command that shows a relation of the run's target. */
  readonly show: (relation: string, run: RunResult) => string
}

/** Told in full; of more the names, and of very many names their number. */
const mostBlocks = 20
const mostWarningBlocks = 10
const mostNames = 30

/** What did not come through, each with all that is known: message, place, sample of rows, compiled file, what to run. */
export function failureText(result: RunResult, options: SummaryOptions): string {
  const failed = result.nodes.filter((node) => isFailure(node.status))
  if (failed.length === 0) return ""
  return [
    ...blocksOf(failed, mostBlocks, "failed", result, options),
    `Retry: ${options.colors.bold(options.again)}`,
  ].join("\n\n")
}

/** What was published although a check warned of it. */
export function warningText(result: RunResult, options: SummaryOptions): string {
  const warned = result.nodes.filter(({ status }) => status === "warn")
  return blocksOf(warned, mostWarningBlocks, "warned", result, options).join("\n\n")
}

/** `Done in 1.23s: 15 ok, 1 warn, 0 rejected, 0 error, 2 skipped; checks: 60 pass, 1 warn`, and where the tables are. */
export function totalsText(result: RunResult, colors: Colors): string {
  const spent = duration(result.finishedAt.getTime() - result.startedAt.getTime())
  const word = result.cancelled ? "Cancelled after" : "Done in"
  const counts = [nodeTotals(result, colors), checkTotals(result)].filter((part) => part !== "").join("; ")
  // Unit tests alone need none.
  const opened = result.nodes.length === 0 || result.nodes.some(({ kind }) => kind !== "unit_test")
  return [
    `${colors.bold(word)} ${spent}: ${counts}`,
    ...(opened ? [`Warehouse: ${result.warehouse}`] : []),
    ...(result.remaining ?? []).map(remainingText),
  ].join("\n")
}

/** `unchecked: 9 (lux test --select marts)` */
function remainingText({ what, count, command }: Remaining): string {
  return `${what}: ${count}${command === undefined ? "" : ` (${command})`}`
}

function blocksOf(
  nodes: readonly NodeResult[],
  most: number,
  word: string,
  result: RunResult,
  { colors, columns, show }: SummaryOptions,
): readonly string[] {
  const blocks = nodes.slice(0, most).map((node) => {
    const rejected = node.rejectedAs === undefined ? undefined : show(node.rejectedAs, result)
    return nodeBlock(node, colors, { columns: columns(), rejected }).join("\n")
  })
  const rest = nodes.slice(most)
  if (rest.length === 0) return blocks
  const names = rest.slice(0, mostNames).map(({ label }) => printable(label))
  const more = rest.length > mostNames ? `, and ${rest.length - mostNames} others` : ""
  return [...blocks, `${colors.bold(`${rest.length} more ${word}:`)} ${names.join(", ")}${more}`]
}

function nodeTotals(result: RunResult, colors: Colors): string {
  const count = (status: NodeResult["status"]): number =>
    result.nodes.filter((node) => node.status === status).length
  return [
    `${count("ok")} ok`,
    colored(`${count("warn")} warn`, count("warn"), colors.yellow),
    colored(`${count("rejected")} rejected`, count("rejected"), colors.red),
    ...(count("fail") > 0 ? [colors.red(`${count("fail")} fail`)] : []),
    colored(`${count("error")} error`, count("error"), colors.red),
    `${count("skipped")} skipped`,
    ...(count("cancelled") > 0 ? [`${count("cancelled")} cancelled`] : []),
  ].join(", ")
}

function checkTotals(result: RunResult): string {
  const checks = result.nodes.flatMap((node) => node.checks)
  if (checks.length === 0) return ""
  const statuses = ["pass", "warn", "fail", "insufficient", "error", "skipped"] as const
  const told = statuses.flatMap((status) => {
    const count = checks.filter((check) => check.status === status).length
    return count > 0 ? [`${count} ${status}`] : []
  })
  return `checks: ${told.join(", ")}`
}

function colored(text: string, count: number, paint: (text: string) => string): string {
  return count > 0 ? paint(text) : text
}

import type { CheckResult, NodeResult, RunResult } from "../run/results.ts"
import type { Colors } from "./colors.ts"
import { errorText } from "./error-text.ts"
import { checkLine, duration, isFailure, isTold } from "./node-line.ts"
import { printable } from "./printable.ts"
import { tableLines } from "./table.ts"

export interface SummaryOptions {
  readonly colors: Colors
  /** The command that runs the named selection again, with the flags that matter. */
  readonly again: (selectors: readonly string[]) => string
}

const sampleRows = 5
const sampleCellWidth = 40

/** What did not come through, each with all that is known: message, place, sample of rows, compiled file, what to run. */
export function failureText(result: RunResult, options: SummaryOptions): string {
  const failed = result.nodes.filter((node) => isFailure(node.status))
  if (failed.length === 0) return ""
  const blocks = failed.map((node) => nodeBlock(node, options.colors).join("\n"))
  const selectors = [...new Set(failed.flatMap(selectorsOf))]
  return [...blocks, `Again: ${options.colors.bold(options.again(selectors))}`].join("\n\n")
}

/** `Done in 1.23s: 15 ok, 1 warn, 0 rejected, 0 error, 2 skipped; checks: 60 pass, 1 warn`, and where the tables are. */
export function totalsText(result: RunResult, colors: Colors): string {
  const spent = duration(result.finishedAt.getTime() - result.startedAt.getTime())
  const count = (status: NodeResult["status"]): number =>
    result.nodes.filter((node) => node.status === status).length
  const nodes = [
    `${count("ok")} ok`,
    colored(`${count("warn")} warn`, count("warn"), colors.yellow),
    colored(`${count("rejected")} rejected`, count("rejected"), colors.red),
    ...(count("fail") > 0 ? [colors.red(`${count("fail")} fail`)] : []),
    colored(`${count("error")} error`, count("error"), colors.red),
    `${count("skipped")} skipped`,
    ...(count("cancelled") > 0 ? [`${count("cancelled")} cancelled`] : []),
  ]
  const word = result.cancelled ? "Cancelled after" : "Done in"
  return [
    `${colors.bold(word)} ${spent}: ${[nodes.join(", "), checkTotals(result)].filter((part) => part !== "").join("; ")}`,
    `Warehouse: ${result.warehouse}`,
  ].join("\n")
}

function checkTotals(result: RunResult): string {
  const checks = result.nodes.flatMap((node) => node.checks)
  if (checks.length === 0) return ""
  const statuses = ["pass", "warn", "fail", "error", "skipped"] as const
  const told = statuses.flatMap((status) => {
    const count = checks.filter((check) => check.status === status).length
    return count > 0 ? [`${count} ${status}`] : []
  })
  return `checks: ${told.join(", ")}`
}

function nodeBlock(node: NodeResult, colors: Colors): readonly string[] {
  const lines = [
    `${colors.red(colors.bold(`${node.status.toUpperCase()} ${node.label}`))}  ${nodeNote(node)}`.trimEnd(),
  ]
  if (node.error !== undefined) lines.push(...errorText(node.error, colors).split("\n"))
  if (node.compiledPath !== undefined) lines.push(`  compiled: ${node.compiledPath}`)
  for (const check of node.checks.filter(isTold)) lines.push(...checkBlock(check, colors))
  return lines
}

function checkBlock(check: CheckResult, colors: Colors): readonly string[] {
  const lines = [`  ${checkLine(check, colors)}${boundText(check)}`]
  if (check.error !== undefined)
    lines.push(
      ...errorText(check.error, colors)
        .split("\n")
        .map((line) => `    ${line}`),
    )
  lines.push(`    declared: ${check.declaredAt}`)
  if (check.compiledPath !== undefined) lines.push(`    compiled: ${check.compiledPath}`)
  if (check.storedIn !== undefined) lines.push(`    stored:   ${check.storedIn}`)
  const [first] = check.sample
  if (first === undefined) return lines
  const rows = check.sample.slice(0, sampleRows)
  const table = tableLines(
    Object.keys(first).map((name) => ({ name })),
    rows,
    { colors, cellWidth: sampleCellWidth },
  )
  return [...lines, ...table.map((line) => `    ${line}`)]
}

function boundText(check: CheckResult): string {
  const bound = check.status === "warn" ? check.warnIf : check.errorIf
  return check.status === "error" || bound === "!= 0" ? "" : ` (${check.status} if ${bound})`
}

function nodeNote(node: NodeResult): string {
  return node.error === undefined ? printable(node.message) : ""
}

/** What `--select` takes to run it again: the node and what was skipped behind it, or the failed checks themselves. */
function selectorsOf(node: NodeResult): readonly string[] {
  if (node.kind !== "test") return [`${nameOf(node.uniqueId)}+`]
  return node.checks
    .filter((check) => check.status === "fail" || check.status === "error")
    .map((check) => check.name)
}

function nameOf(uniqueId: string): string {
  const [, , ...name] = uniqueId.split(".")
  return name[0] ?? uniqueId
}

function colored(text: string, count: number, paint: (text: string) => string): string {
  return count > 0 ? paint(text) : text
}

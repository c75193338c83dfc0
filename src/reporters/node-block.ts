import type { CheckResult, NodeResult } from "../run/results.ts"
import type { Colors } from "./colors.ts"
import { errorText } from "./error-text.ts"
import { findingLines } from "./finding-lines.ts"
import { checkLine, isTold, paintOf } from "./node-line.ts"
import { printable } from "./printable.ts"
import { tableLines } from "./table.ts"

const sampleRows = 5
const sampleCellWidth = 40
const mostChecks = 20

export interface BlockOptions {
  /** Width of the terminal; undefined where there is none. */
  readonly columns?: number | undefined
  /** The command that shows the version that was rejected. */
  readonly rejected?: string | undefined
}

/** A node that needs a look, with all that is known of it: message, place, failing checks with rows, compiled file. */
export function nodeBlock(
  node: NodeResult,
  colors: Colors,
  { columns, rejected }: BlockOptions = {},
): readonly string[] {
  const paint = paintOf(node.status, colors)
  const note = node.error === undefined ? printable(node.message) : ""
  const lines = [
    `${paint(`${node.status.toUpperCase()} ${printable(node.label)}`)}${note === "" ? "" : `  ${note}`}`,
  ]
  if (node.error !== undefined) lines.push(...errorText(node.error, colors, "error", columns).split("\n"))
  if (node.compiledPath !== undefined) lines.push(`  compiled: ${node.compiledPath}`)
  if (rejected !== undefined) lines.push(`  rejected: ${colors.bold(rejected)}`)
  const told = node.checks.filter(isTold)
  for (const check of told.slice(0, mostChecks)) lines.push(...checkBlock(check, colors, columns))
  if (told.length > mostChecks) lines.push(`  and ${told.length - mostChecks} more checks`)
  return lines
}

function checkBlock(check: CheckResult, colors: Colors, columns?: number): readonly string[] {
  // What a check that could not run says comes below with its place.
  const line = check.error === undefined ? check : { ...check, error: undefined, failures: null }
  const lines = [`  ${checkLine(line, colors)}${boundText(check)}`]
  if (check.error !== undefined)
    lines.push(
      ...errorText(check.error, colors, "error", columns)
        .split("\n")
        .map((line) => `    ${line}`),
    )
  lines.push(`    declared: ${check.declaredAt}`)
  if (check.compiledPath !== undefined) lines.push(`    compiled: ${check.compiledPath}`)
  if (check.storedIn !== undefined) lines.push(`    stored:   ${check.storedIn}`)
  if (check.findings !== undefined)
    return [
      ...lines,
      ...check.findings.flatMap((each) => findingLines(each, colors)).map((line) => `    ${line}`),
    ]
  const [first] = check.sample
  if (first === undefined) return lines
  const names = Object.keys(first).map((name) => ({ name }))
  const table = tableLines(names, check.sample.slice(0, sampleRows), { colors, cellWidth: sampleCellWidth })
  return [...lines, ...table.map((line) => `    ${line}`)]
}

function boundText(check: CheckResult): string {
  const bound = check.status === "warn" ? check.warnIf : check.errorIf
  return check.status === "error" || check.notAsked !== undefined || bound === "!= 0"
    ? ""
    : ` (${check.status} if ${bound})`
}

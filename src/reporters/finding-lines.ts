import type { DifferentRow, Finding, RowsFinding } from "../run/unit-test/findings.ts"
import type { Colors } from "./colors.ts"
import { cutEnd, padEnd, printable, widthOf } from "./printable.ts"

const mostRows = 20
const cellWidth = 40

/**
 * What a unit test found, as lines: of rows a table in which `-` is missing, `+` is too many, and a value that differs
 * is told as `expected → actual`.
 */
export function findingLines(finding: Finding, colors: Colors): readonly string[] {
  if (finding.kind === "rows") return rowsLines(finding, colors)
  const { model, check, expected, status, failures } = finding
  const rows = failures === null ? "" : ` (${failures} ${failures === 1 ? "row" : "rows"})`
  return [
    `${printable(model)}: check ${colors.bold(printable(check))} must ${expected}, and came out as ${status}${rows}`,
  ]
}

function rowsLines({ model, columns, rows, same }: RowsFinding, colors: Colors): readonly string[] {
  const shown = rows.slice(0, mostRows)
  const cells = shown.map((row) => columns.map((_, at) => cellOf(row, at)))
  const heads = columns.map((name) => cutEnd(printable(name), cellWidth))
  const widths = heads.map((head, at) =>
    Math.max(widthOf(head), ...cells.map((row) => widthOf(row[at]?.text ?? ""))),
  )
  const line = (texts: readonly string[], paint: (text: string, at: number) => string): string =>
    texts.map((text, at) => paint(padEnd(text, widths[at] ?? 0), at)).join("  ")
  return [
    `${printable(model)}: ${countsOf(rows, same)}`,
    `   ${line(heads, (text) => colors.bold(text))}`.trimEnd(),
    `   ${widths.map((width) => colors.dim("─".repeat(width))).join("  ")}`,
    ...shown.map((row, index) => {
      const own = cells[index] ?? []
      const paint = paintOf(row, colors)
      const texts = line(
        own.map(({ text }) => text),
        (text, at) => (own[at]?.isTold === true ? paint(text) : text),
      )
      return `${paint(markOf(row))}  ${texts}`.trimEnd()
    }),
    ...(rows.length > mostRows ? [`   and ${rows.length - mostRows} more rows`] : []),
  ]
}

interface Cell {
  readonly text: string
  /** True where it is what differs. */
  readonly isTold: boolean
}

function cellOf({ expected, actual }: DifferentRow, at: number): Cell {
  const [before, now] = [expected?.[at], actual?.[at]]
  if (expected === undefined || actual === undefined)
    return { text: cutEnd(shownValue((expected ?? actual)?.[at]), cellWidth), isTold: true }
  if (before === now) return { text: cutEnd(shownValue(now), cellWidth), isTold: false }
  return {
    text: `${cutEnd(shownValue(before), cellWidth)} → ${cutEnd(shownValue(now), cellWidth)}`,
    isTold: true,
  }
}

/** A text that could be taken for something else stands in quotes. */
function shownValue(value: string | null | undefined): string {
  if (value === null || value === undefined) return "null"
  return value === "" || value === "null" || value !== value.trim() ? JSON.stringify(value) : printable(value)
}

function markOf({ expected, actual }: DifferentRow): string {
  return actual === undefined ? "-" : expected === undefined ? "+" : "≠"
}

function paintOf({ expected, actual }: DifferentRow, colors: Colors): (text: string) => string {
  return actual === undefined ? colors.red : expected === undefined ? colors.green : colors.yellow
}

/** `2 rows as expected, 1 missing (-), 1 unexpected (+), 1 that differs (≠: expected → actual)` */
function countsOf(rows: readonly DifferentRow[], same: number): string {
  const missing = rows.filter(({ actual }) => actual === undefined).length
  const unexpected = rows.filter(({ expected }) => expected === undefined).length
  const differ = rows.length - missing - unexpected
  return [
    ...(differ > 0 ? [`${differ} ${differ === 1 ? "differs" : "differ"} (≠ expected → actual)`] : []),
    ...(missing > 0 ? [`${missing} missing (-)`] : []),
    ...(unexpected > 0 ? [`${unexpected} unexpected (+)`] : []),
    `${same} as expected`,
  ].join(", ")
}

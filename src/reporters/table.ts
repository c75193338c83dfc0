import type { Colors } from "./colors.ts"
import { jsonOf } from "./json-of.ts"
import { cutEnd, padEnd, padStart, printable, widthOf } from "./printable.ts"

export interface TableOptions {
  readonly colors: Colors
  /** Widest that a cell may be, in terminal columns. */
  readonly cellWidth: number
}

export interface TableColumn {
  readonly name: string
  /** The engine's type, where it is known: decimals arrive as text and are numbers all the same. */
  readonly type?: string
}

const numericType =
  /^(u?(tiny|small|big|huge)?int(eger)?\d*|decimal|numeric|float\d*|double|real)\b(?!.*\[\])/i

type Row = Readonly<Record<string, unknown>>

/**
 * Rows as aligned lines: a head, a rule, one line a row. Numbers stand to the right, null is dim, control characters are
 * escaped, and a cell that is too wide ends in `…`. No columns give no lines.
 */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly Row[],
  options: TableOptions,
): readonly string[] {
  if (columns.length === 0) return []
  const { colors, cellWidth } = options
  const cells = rows.map((row) => columns.map(({ name }) => cutEnd(valueText(row[name]), cellWidth)))
  const heads = columns.map(({ name }) => cutEnd(printable(name), cellWidth))
  const widths = heads.map((head, at) =>
    cells.reduce((most, row) => Math.max(most, widthOf(row[at] ?? "")), widthOf(head)),
  )
  const numeric = columns.map(
    ({ name, type = "" }) => numericType.test(type) || isNumeric(rows.map((row) => row[name])),
  )
  const line = (texts: readonly string[], paint: (text: string, at: number) => string): string =>
    texts
      .map((text, at) => {
        const width = widths[at] ?? 0
        const last = at === texts.length - 1
        const padded = numeric[at] === true ? padStart(text, width) : last ? text : padEnd(text, width)
        return paint(padded, at)
      })
      .join("  ")
      .trimEnd()
  return [
    line(heads, (text) => colors.bold(text)),
    widths.map((width) => colors.dim("─".repeat(width))).join("  "),
    ...cells.map((texts, index) =>
      line(texts, (text, at) => (isNull(rows[index]?.[columns[at]?.name ?? ""]) ? colors.dim(text) : text)),
    ),
  ]
}

/** One value on one line: texts as they are, dates in ISO form, nested values as JSON. */
export function valueText(value: unknown): string {
  if (isNull(value)) return "null"
  if (typeof value === "string") return printable(value)
  if (value instanceof Date) return value.toISOString()
  if (typeof value === "object") return printable(jsonOf(value))
  return printable(String(value))
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined
}

function isNumeric(values: readonly unknown[]): boolean {
  const known = values.filter((value) => !isNull(value))
  return known.length > 0 && known.every((value) => typeof value === "number" || typeof value === "bigint")
}

import type { ProfiledColumn, ProfileMetric, ProfileResult } from "../api/types.ts"
import type { Colors } from "./colors.ts"
import { cutEnd, padEnd, padStart, printable, widthOf } from "./printable.ts"
import { tableLines, valueText } from "./table.ts"

export interface ProfileLinesOptions {
  readonly colors: Colors
  /** Columns of the terminal. */
  readonly width: number
}

type Values = ReadonlyMap<string, ProfileMetric["value"]>

/** A profile for people: a line a column, or of a single column all that was measured. */
export function profileLines(result: ProfileResult, options: ProfileLinesOptions): readonly string[] {
  const [only, ...more] = result.columns
  const lines =
    only !== undefined && more.length === 0
      ? detailLines(only, valuesOf(result, only.name), options)
      : overviewLines(result, options)
  return [...lines, ...setLines(result, options)]
}

/** `12 rows, 4 columns of lake.media; 5 queries`. */
export function profileSummary({ name, rows, columns, queries, recorded }: ProfileResult): string {
  const kept = recorded ? "; kept in the quality history" : ""
  return `${counted(rows, "row")}, ${counted(columns.length, "column")} of ${name}; ${queries} queries${kept}`
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : what.endsWith("y") ? "" : "s"}`
}

function overviewLines(result: ProfileResult, options: ProfileLinesOptions): readonly string[] {
  const rows = result.columns.map((column) => overviewOf(column, valuesOf(result, column.name)))
  const names = ["column", "type", "filled", "distinct", "once", "min", "mean", "max", "values"]
  const table = tableLines(
    names.map((name) => ({ name })),
    rows,
    { colors: options.colors, cellWidth: 60 },
  )
  return table.map((line) =>
    widthOf(line) > options.width && !line.includes("\x1b") ? cutEnd(line, options.width) : line,
  )
}

function overviewOf({ name, type, kind }: ProfiledColumn, values: Values): Readonly<Record<string, string>> {
  const isText = kind === "text"
  const unit = isText ? " chars" : ""
  const shown = (metric: string): string => {
    const value = values.get(isText ? `${metric}_length` : metric)
    return value === undefined || value === null ? "" : `${numberText(value)}${unit}`
  }
  return {
    column: name,
    type: type.toLowerCase(),
    filled: percent(values.get("completeness")),
    distinct: numberText(values.get("count_distinct")),
    once: percent(values.get("uniqueness")),
    min: shown("min"),
    mean: shown("mean"),
    max: shown("max"),
    values: values.has("histogram") ? sparkline(values.get("histogram")) : commonText(values),
  }
}

/** The most common values with their shares, as many as are worth a line. */
function commonText(values: Values): string {
  const total = Number(values.get("count_distinct") ?? 0)
  const common = listOf(values.get("most_common"))
  const [first] = common
  const seen = seenRows(values)
  if (first === undefined || seen === 0) return ""
  if (first.count === 1) return `each once: ${cutEnd(valueText(first.label), 24)} …`
  const shown = common.slice(0, 3).map(({ label, count }) => {
    const text = label === "" ? '""' : cutEnd(valueText(label), 16)
    return `${block(count / seen)}${text} ${percent(count / seen)}`
  })
  return `${shown.join("  ")}${total > 3 ? "  …" : ""}`
}

function detailLines(
  { name, type }: ProfiledColumn,
  values: Values,
  { colors, width }: ProfileLinesOptions,
): readonly string[] {
  // What text does not read as is not worth a line.
  const scalars = [...values].filter(
    ([metric, value]) => !Array.isArray(value) && !(metric.endsWith("_share") && value === 0),
  )
  const widest = Math.max(...scalars.map(([metric]) => metric.length))
  const lines = [
    `${colors.bold(name)} ${colors.dim(type.toLowerCase())}`,
    ...scalars.map(([metric, value]) => `  ${padEnd(metric, widest)}  ${exactText(value)}`),
  ]
  const bins = binsOf(values.get("histogram"))
  if (bins.length > 1) lines.push("", colors.bold("histogram"), ...bars(bins, width))
  const seen = seenRows(values)
  const common = listOf(values.get("most_common")).map(({ label, count }) => ({
    label: label === "" ? '""' : valueText(label),
    count,
    note: percent(seen === 0 ? null : count / seen),
  }))
  if (common.length > 0) lines.push("", colors.bold("most common values"), ...bars(common, width))
  return lines
}

function setLines({ metrics }: ProfileResult, { colors }: ProfileLinesOptions): readonly string[] {
  const sets = new Map<string, Record<string, string>>()
  for (const { columns, metric, value } of metrics) {
    if (columns === undefined) continue
    const name = columns.join(", ")
    const row = sets.get(name) ?? { columns: name }
    row[metric] = exactText(value)
    sets.set(name, row)
  }
  const rows = [...sets.values()]
  if (rows.length === 0) return []
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const whole = rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? ""])))
  return [
    "",
    ...tableLines(
      names.map((name) => ({ name })),
      whole,
      { colors, cellWidth: 60 },
    ),
  ]
}

interface Bar {
  readonly label: string
  readonly count: number
  readonly note?: string
}

/** Labels, bars in eighths of a column, and counts; wide characters take the two columns that they have. */
function bars(found: readonly Bar[], width: number): readonly string[] {
  const labels = found.map(({ label }) => cutEnd(label, Math.max(8, Math.min(40, Math.floor(width / 3)))))
  const widest = Math.max(...labels.map(widthOf))
  const most = Math.max(...found.map(({ count }) => count))
  const room = Math.max(4, Math.min(40, width - widest - 24))
  return found.map(({ count, note = "" }, at) => {
    const bar = padEnd(eighths(most === 0 ? 0 : (count / most) * room), room)
    return `  ${padEnd(labels[at] ?? "", widest)}  ${bar} ${padStart(count.toLocaleString("en-US"), 11)} ${note}`.trimEnd()
  })
}

const parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
const heights = "▁▂▃▄▅▆▇█"

function eighths(length: number): string {
  const whole = Math.floor(length)
  return "█".repeat(whole) + (parts[Math.round((length - whole) * 8)] ?? "█")
}

/** One character for a share, from nothing to all. */
function block(share: number): string {
  return heights[Math.min(7, Math.floor(share * 8))] ?? ""
}

/** A bin without rows is a blank: it is not the same as one with few. */
function sparkline(value: ProfileMetric["value"] | undefined): string {
  const counts = binsOf(value).map(({ count }) => count)
  const most = Math.max(0, ...counts)
  return counts
    .map((count) => (count === 0 ? " " : (heights[Math.min(7, Math.floor((count / most) * 8))] ?? "")))
    .join("")
    .replace(/^ | $/g, "·")
}

function valuesOf({ metrics }: ProfileResult, name: string): Values {
  return new Map(
    metrics.flatMap(({ column, metric, value }) => (column === name ? [[metric, value] as const] : [])),
  )
}

function listOf(value: ProfileMetric["value"] | undefined): readonly { label: unknown; count: number }[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((each) => ("value" in each ? [{ label: each.value, count: each.count }] : []))
}

function binsOf(value: ProfileMetric["value"] | undefined): readonly Bar[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((each) =>
    "from" in each ? [{ label: `${edgeText(each.from)} to ${edgeText(each.to)}`, count: each.count }] : [],
  )
}

/** Rows that have a value: distinct values by the share of them. */
function seenRows(values: Values): number {
  const share = Number(values.get("distinctness") ?? 0)
  return share === 0 ? 0 : Math.round(Number(values.get("count_distinct")) / share)
}

function edgeText(edge: number | string): string {
  return typeof edge === "number" ? numberText(edge) : edge.replace("T", " ").slice(0, 16)
}

function percent(share: ProfileMetric["value"] | undefined): string {
  if (typeof share !== "number") return ""
  const hundredths = Math.round(share * 1000) / 10
  // What is not all or nothing is not shown as such.
  if (hundredths === 100 && share < 1) return "<100 %"
  if (hundredths === 0 && share > 0) return ">0 %"
  return `${hundredths} %`
}

/** Short, to be looked over; a time without what is past its seconds. */
function numberText(value: ProfileMetric["value"] | undefined): string {
  if (typeof value === "string") return printable(value).slice(0, 19)
  if (typeof value !== "number") return ""
  if (Number.isInteger(value)) return value.toLocaleString("en-US")
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e15
    ? value.toLocaleString("en-US", { maximumSignificantDigits: Math.abs(value) >= 1000 ? 8 : 4 })
    : value.toExponential(3)
}

function exactText(value: ProfileMetric["value"]): string {
  return value === null ? "null" : printable(String(value))
}

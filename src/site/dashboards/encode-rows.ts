import type { ExportColumn } from "../../project/dashboards/export-plan.ts"
import type { QueryResult } from "../../warehouse/warehouse.ts"
import type { ColumnData, Value, ValueType } from "./dashboard-data.ts"
import { compareValues } from "./values.ts"

/** A column of exported rows as a page reads it. */
export function columnData(column: ExportColumn, at: number, result: QueryResult | undefined): ColumnData {
  const name = result?.columns[at]?.name ?? ""
  const raw = (result?.rows ?? []).map((row) => row[name] ?? null)
  const type = typeOf(result?.columns[at]?.type ?? "")
  switch (column.kind) {
    case "key":
      return { kind: "codes", codes: told(raw.map((value) => plain(value, type))).codes }
    case "kept":
    case "newest":
      return { kind: "codes", codes: raw.map(Number) }
    case "field":
      return categories(raw, type)
    case "input":
      return inputData(column.metric.measure.agg, raw, type)
  }
}

/** What only is counted is not told: the page of a dashboard has no more of the rows than it shows. */
function inputData(agg: string, raw: readonly unknown[], type: ValueType): ColumnData {
  if (agg === "count_distinct")
    return { kind: "codes", codes: told(raw.map((value) => plain(value, type))).codes }
  if (agg === "count") return { kind: "codes", codes: raw.map((value) => (value === null ? -1 : 0)) }
  if (agg === "min" || agg === "max") {
    const isExact = type === "number" && raw.every((value) => typeof plain(value, type) !== "string")
    if (!isExact) return categories(raw, type)
  }
  return { kind: "number", values: raw.map((value) => (value === null ? null : Number(value))) }
}

/** In their order, so that places can be compared instead of values. */
function categories(raw: readonly unknown[], type: ValueType): ColumnData {
  const { values, codes } = told(raw.map((value) => plain(value, type)))
  const order = values
    .map((_, code) => code)
    .sort((a, b) => compareValues(values[a] ?? null, values[b] ?? null, type))
  const places = new Map(order.map((code, place) => [code, place]))
  return {
    kind: "category",
    type,
    values: order.map((code) => values[code] ?? null),
    codes: codes.map((code) => places.get(code) ?? -1),
  }
}

/** Each value once, and for each row its place; -1 for null. */
function told(raw: readonly Value[]): {
  readonly values: readonly Value[]
  readonly codes: readonly number[]
} {
  const places = new Map<Value, number>()
  const codes = raw.map((value) => {
    if (value === null) return -1
    const place = places.get(value) ?? places.size
    places.set(value, place)
    return place
  })
  return { values: [...places.keys()], codes }
}

/** Exact numbers come as texts; one that a double does not hold stays a text, so that two of them stay two. */
function plain(value: unknown, type: ValueType): Value {
  if (value === null || value === undefined) return null
  if (typeof value === "boolean" || typeof value === "number") return value
  const text = typeof value === "string" ? value : JSON.stringify(value)
  if (type !== "number") return text
  const number = Number(text)
  return text.replace(/[^0-9]/g, "").length <= 15 ? number : text
}

const types: readonly (readonly [ValueType, RegExp])[] = [
  ["boolean", /^bool/i],
  ["time", /^(date|time)/i],
  [
    "number",
    /^(u?(tiny|small|big|huge)?int(?!erval)|int\d|integer|float|real|double|decimal|numeric|number)/i,
  ],
]

function typeOf(type: string): ValueType {
  return types.find(([, pattern]) => pattern.test(type))?.[0] ?? "text"
}

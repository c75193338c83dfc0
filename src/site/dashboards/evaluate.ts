/** Metrics of exported rows, as the SQL of `lux show --tile` computes them. It runs in the page, and knows nothing of it. */
import type {
  ColumnData,
  MeasureData,
  ModelData,
  SimpleMeasureData,
  Sorting,
  TileData,
  Value,
  ValueType,
} from "./dashboard-data.ts"
import { testOf } from "./filter-test.ts"
import { compareValues } from "./values.ts"

/** Whether a row of the model counts. */
export type Keep = (row: number) => boolean

export interface ResultRow {
  readonly dimensions: readonly Value[]
  readonly metrics: readonly Value[]
}

export type Question = Pick<TileData, "by" | "metrics" | "having" | "sort" | "limit">

/** The rows of a tile, over the rows that are kept. */
export function evaluate(
  { by, metrics, having, sort, limit }: Question,
  model: ModelData,
  keep: Keep,
): readonly ResultRow[] {
  const groups = groupsOf(
    model,
    by.map(({ column }) => column),
    keep,
  )
  const tests = having.map(({ metric, test }) => ({ metric, holds: testOf(test, "number") }))
  return groups
    .map(({ values, rows }) => ({
      dimensions: values,
      metrics: metrics.map(({ measure }) => measured(measure, model, rows)),
    }))
    .filter((row) => tests.every(({ metric, holds }) => holds(row.metrics[metric] ?? null)))
    .sort(orderOf(sort, typesOf({ by, metrics }, model)))
    .slice(0, limit)
}

/** What no row shows alone: the metrics of all rows, by fewer dimensions. */
export function totalOf(metrics: Question["metrics"], model: ModelData, keep: Keep): readonly Value[] {
  return evaluate({ by: [], metrics, having: [], sort: [], limit: undefined }, model, keep)[0]?.metrics ?? []
}

interface Group {
  readonly values: readonly Value[]
  readonly rows: readonly number[]
}

/** Rows that share their values. Without a dimension there is one group, also of no rows. */
function groupsOf(model: ModelData, by: readonly number[], keep: Keep): readonly Group[] {
  const columns = by.map((at) => model.columns[at])
  const groups = new Map<string, { readonly values: readonly Value[]; readonly rows: number[] }>()
  if (by.length === 0) groups.set("", { values: [], rows: [] })
  for (let row = 0; row < model.rows; row++) {
    if (!keep(row)) continue
    const key = columns.map((column) => codeOf(column, row)).join(" ")
    const group = groups.get(key)
    if (group === undefined)
      groups.set(key, { values: columns.map((column) => valueIn(column, row)), rows: [row] })
    else group.rows.push(row)
  }
  return [...groups.values()]
}

function measured(measure: MeasureData, model: ModelData, rows: readonly number[]): Value {
  if (measure.kind === "simple") return aggregated(measure, model, rows)
  const numerator = aggregated(measure.numerator, model, rows)
  const denominator = aggregated(measure.denominator, model, rows)
  if (typeof numerator !== "number" || typeof denominator !== "number" || denominator === 0) return null
  return numerator / denominator
}

function aggregated(
  { agg, column: at, per }: SimpleMeasureData,
  model: ModelData,
  rows: readonly number[],
): Value {
  const column = model.columns[at]
  if (agg === "count_distinct") {
    const codes = new Set(rows.map((row) => codeOf(column, row)))
    codes.delete(-1)
    return codes.size
  }
  const type = typeOf(column)
  const values = per.length === 0 ? valuesOf(column, rows) : onceForEachKey(column, per, model, rows)
  switch (agg) {
    case "count":
      return values.length
    case "sum":
      return values.length === 0 ? null : sumOf(values)
    case "average":
      return values.length === 0 ? null : sumOf(values) / values.length
    case "min":
      return values.reduce<Value>(
        (least, each) => (least === null || compareValues(each, least, type) < 0 ? each : least),
        null,
      )
    case "max":
      return values.reduce<Value>(
        (most, each) => (most === null || compareValues(each, most, type) > 0 ? each : most),
        null,
      )
  }
}

/** Of what rows are sorted by. */
function typesOf({ by, metrics }: Pick<Question, "by" | "metrics">, { columns }: ModelData) {
  return {
    dimension: by.map(({ column }) => typeOf(columns[column])),
    metric: metrics.map(({ measure }) =>
      measure.kind === "simple" && (measure.agg === "min" || measure.agg === "max")
        ? typeOf(columns[measure.column])
        : "number",
    ),
  }
}

function typeOf(column: ColumnData | undefined): ValueType {
  return column?.kind === "category" ? column.type : "number"
}

function valuesOf(column: ColumnData | undefined, rows: readonly number[]): readonly Value[] {
  return rows.map((row) => valueIn(column, row)).filter((value) => value !== null)
}

/** Where rows of one key disagree, the largest value counts. */
function onceForEachKey(
  column: ColumnData | undefined,
  per: readonly number[],
  model: ModelData,
  rows: readonly number[],
): readonly Value[] {
  const keys = per.map((at) => model.columns[at])
  const found = new Map<string, Value>()
  for (const row of rows) {
    const value = valueIn(column, row)
    if (value === null) continue
    const key = keys.map((each) => codeOf(each, row)).join(" ")
    const known = found.get(key)
    if (known === undefined || compareValues(value, known, "number") > 0) found.set(key, value)
  }
  return [...found.values()]
}

function sumOf(values: readonly Value[]): number {
  return values.reduce<number>((sum, value) => sum + Number(value), 0)
}

function valueIn(column: ColumnData | undefined, row: number): Value {
  switch (column?.kind) {
    case "number":
      return column.values[row] ?? null
    case "category":
      return column.values[column.codes[row] ?? -1] ?? null
    case "codes":
      return column.codes[row] === -1 ? null : (column.codes[row] ?? null)
    case undefined:
      return null
  }
}

/** Equal for equal values; -1 for null. */
function codeOf(column: ColumnData | undefined, row: number): number {
  if (column?.kind === "category" || column?.kind === "codes") return column.codes[row] ?? -1
  return column?.values[row] ?? -1
}

/** What is not known comes last, whichever way it is sorted. */
function orderOf(
  sort: readonly Sorting[],
  types: ReturnType<typeof typesOf>,
): (a: ResultRow, b: ResultRow) => number {
  return (a, b) => {
    for (const { by, at, descending } of sort) {
      const [one, other] = [a, b].map(
        (row) => (by === "metric" ? row.metrics[at] : row.dimensions[at]) ?? null,
      )
      if (one === other || one === undefined || other === undefined) continue
      if (one === null) return 1
      if (other === null) return -1
      const order = compareValues(one, other, types[by][at] ?? "text")
      if (order !== 0) return descending ? -order : order
    }
    return 0
  }
}

import type { TimeGrain } from "../../project/metrics/metric-types.ts"
import type { DimensionData, MeasureData, ModelData, TileData, Value } from "./dashboard-data.ts"
import type { Keep, ResultRow } from "./evaluate.ts"
import { keyOf } from "./values.ts"

/** Of longer stretches than any chart shows, nothing is filled. */
const mostFilled = 5_000

/**
 * The rows of a tile with those that have nothing to count: each day between the first and the last, each cell of a heat
 * map. Counts and sums are 0 there; averages, the least and the greatest have no value. `keep` are the
 * rows that its axes are of.
 */
export function filledRows(
  rows: readonly ResultRow[],
  tile: TileData,
  model: ModelData,
  keep: Keep,
): readonly ResultRow[] {
  const domains = tile.by.map((dimension) => domainOf(dimension, model, keep))
  const cells = domains.reduce((product, { length }) => product * length, 1)
  if (tile.by.length === 0 || cells > mostFilled) return rows
  const known = new Set(rows.map(({ dimensions }) => cellKey(dimensions)))
  const nothing = tile.metrics.map(({ measure }) => emptyValue(measure))
  const empty = combinations(domains)
    .filter((dimensions) => !known.has(cellKey(dimensions)))
    .map((dimensions) => ({ dimensions, metrics: nothing }))
  return [...rows, ...empty]
}

function emptyValue(measure: MeasureData): Value {
  return measure.kind === "simple" && (measure.agg === "sum" || measure.agg.startsWith("count")) ? 0 : null
}

function cellKey(dimensions: readonly Value[]): string {
  return JSON.stringify(dimensions.map((value) => keyOf(value) ?? null))
}

function combinations(domains: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return domains.reduce<readonly (readonly Value[])[]>(
    (all, domain) => all.flatMap((each) => domain.map((value) => [...each, value])),
    [[]],
  )
}

/** The values that rows have, and between whole numbers and times those that none has. */
function domainOf(
  { column: at, grain, range }: DimensionData,
  model: ModelData,
  keep: Keep,
): readonly Value[] {
  const column = model.columns[at]
  if (column?.kind !== "category") return []
  if (range !== undefined) return between(...range)
  const seen = new Set<number>()
  for (let row = 0; row < model.rows; row++) if (keep(row)) seen.add(column.codes[row] ?? -1)
  const values = column.values.filter((_, code) => seen.has(code))
  const [first, last] = [values[0], values.at(-1)]
  if (column.type === "number" && values.every(Number.isSafeInteger))
    return between(Number(first), Number(last))
  if (grain !== undefined && typeof first === "string" && typeof last === "string")
    return times(first, last, grain)
  return values
}

function between(first: number, last: number): readonly number[] {
  return last - first > mostFilled ? [] : Array.from({ length: last - first + 1 }, (_, step) => first + step)
}

/** From the first to the last, in UTC and written as they are. */
function times(first: string, last: string, grain: TimeGrain): readonly string[] {
  const found: string[] = []
  const end = timeOf(last)
  for (let at = timeOf(first); at <= end && found.length <= mostFilled; at = stepped(at, grain))
    found.push(at.toISOString().replace("T", " ").slice(0, first.length))
  return found.length > mostFilled ? [] : found
}

export function timeOf(text: string): Date {
  return new Date(`${text.length === 10 ? `${text}T00:00:00` : text.replace(" ", "T").slice(0, 19)}Z`)
}

function stepped(at: Date, grain: TimeGrain): Date {
  const next = new Date(at)
  switch (grain) {
    case "hour":
      next.setUTCHours(at.getUTCHours() + 1)
      return next
    case "day":
    case "week":
      next.setUTCDate(at.getUTCDate() + (grain === "day" ? 1 : 7))
      return next
    case "month":
    case "quarter":
      next.setUTCMonth(at.getUTCMonth() + (grain === "month" ? 1 : 3))
      return next
    case "year":
      next.setUTCFullYear(at.getUTCFullYear() + 1)
      return next
  }
}

import type { Session } from "../../warehouse/warehouse.ts"
import { isNumber } from "./column-kind.ts"
import { scanParts, scanQuery } from "./scan-query.ts"
import { keyQuery, pairQuery } from "./sets-queries.ts"
import { textPatterns } from "./text-patterns.ts"
import type { HistogramBin, MeasuredProfile, ProfileDemands, ProfiledColumn, ProfileMetric } from "./types.ts"
import { bins, quantiles, valuesQuery } from "./values-query.ts"

type Row = Readonly<Record<string, unknown>>

/**
 * Measures every column of a relation: one scan for all aggregates of all columns, then one query a column for what
 * its groups of equal values say, and one for each pair or set of columns that is asked for.
 */
export async function measureProfile(
  session: Session,
  relation: string,
  columns: readonly ProfiledColumn[],
  demands: ProfileDemands,
): Promise<MeasuredProfile> {
  let queries = 0
  const ask = async (sql: string): Promise<Row> => {
    queries += 1
    return (await session.query(sql)).rows[0] ?? {}
  }
  const parts = scanParts(columns)
  const scan = await ask(scanQuery(relation, parts))
  const rows = Number(scan["row_count"])
  const metrics: ProfileMetric[] = [{ metric: "row_count", value: rows }]
  for (const column of columns) {
    const scanned = new Map(
      parts.flatMap((part) => (part.column === column.name ? [[part.metric, scan[part.name]] as const] : [])),
    )
    const values = await ask(valuesQuery(relation, column))
    metrics.push(...metricsOf(column, rows, scanned, values))
  }
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]))
  for (const pair of demands.pairs) {
    const numeric = pair.every((name) => isNumber(kinds.get(name) ?? "other"))
    const { correlation, mutual_information } = await ask(pairQuery(relation, pair, { numeric }))
    if (numeric) metrics.push({ columns: pair, metric: "correlation", value: numberOf(correlation) })
    metrics.push({ columns: pair, metric: "mutual_information", value: numberOf(mutual_information) })
  }
  for (const key of demands.keys) {
    const found = await ask(keyQuery(relation, key))
    for (const [metric, value] of distinctness(found, Number(found["count"] ?? 0)))
      metrics.push({ columns: key, metric, value })
  }
  return { columns, metrics, queries }
}

function metricsOf(
  { name, kind }: ProfiledColumn,
  rows: number,
  scanned: ReadonlyMap<string, unknown>,
  values: Row,
): readonly ProfileMetric[] {
  const count = Number(scanned.get("count"))
  const found: (readonly [metric: string, value: ProfileMetric["value"]])[] = [
    ["completeness", share(count, rows)],
    ...distinctness(values, count),
    ["entropy", count === 0 ? null : positive(numberOf(values["entropy"]))],
  ]
  const scalars =
    kind === "time" ? ["min", "max"] : ["min", "max", "mean", "sum", "stddev", "non_finite_count"]
  for (const metric of scalars)
    if (scanned.has(metric)) found.push([metric, scalarOf(scanned.get(metric), kind === "time")])
  for (const metric of ["min_length", "max_length", "mean_length"])
    if (scanned.has(metric)) found.push([metric, numberOf(scanned.get(metric))])
  if (scanned.has("blank_count")) found.push(["blank_share", share(Number(scanned.get("blank_count")), rows)])
  if (kind === "text") for (const { metric } of textPatterns) found.push([metric, numberOf(values[metric])])
  const cut: unknown = values["quantiles"]
  quantiles.forEach(([metric], at) => {
    if (isNumber(kind)) found.push([metric, numberOf(Array.isArray(cut) ? cut[at] : null)])
  })
  const histogram = binsOf(values["histogram"], scanned.get("min"), scanned.get("max"), kind === "time")
  if (histogram.length > 0) found.push(["histogram", histogram])
  found.push(["most_common", countsOf(values["most_common"])])
  return found.map(([metric, value]) => ({ column: name, metric, value }))
}

/** Shares are of the rows that have a value: null is none. */
function distinctness(
  found: Row,
  count: number,
): readonly (readonly [metric: string, value: number | null])[] {
  const distinct = Number(found["count_distinct"])
  const once = Number(found["unique_values"])
  return [
    ["count_distinct", distinct],
    ["distinctness", share(distinct, count)],
    ["uniqueness", share(once, count)],
    ["unique_value_ratio", share(once, distinct)],
  ]
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** Never -0, which minus the sum of one certain value is. */
function positive(value: number | null): number | null {
  return value === null ? null : Math.max(0, value)
}

function numberOf(value: unknown): number | null {
  if (value === null || value === undefined) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

function scalarOf(value: unknown, isTime: boolean): number | string | null {
  if (!isTime) return numberOf(value)
  return value === null || value === undefined ? null : String(value)
}

function countsOf(value: unknown) {
  return listOf(value).map((each) => ({ value: each["value"] ?? null, count: Number(each["count"]) }))
}

/** All bins, those without rows too, between the smallest and the greatest value. */
function binsOf(value: unknown, low: unknown, high: unknown, isTime: boolean): readonly HistogramBin[] {
  const counts = new Map(listOf(value).map((each) => [Number(each["bin"] ?? 0), Number(each["count"])]))
  const [from, to] = isTime ? [timeOf(low), timeOf(high)] : [Number(low), Number(high)]
  if (counts.size === 0 || !Number.isFinite(from) || !Number.isFinite(to)) return []
  const edge = (at: number): number => (at === bins ? to : from + ((to - from) / bins) * at)
  const shown = (at: number): number | string => (isTime ? new Date(edge(at)).toISOString() : edge(at))
  if (from === to) return [{ from: shown(0), to: shown(0), count: counts.get(0) ?? 0 }]
  return Array.from({ length: bins }, (_, at) => ({
    from: shown(at),
    to: shown(at + 1),
    count: counts.get(at) ?? 0,
  }))
}

function timeOf(value: unknown): number {
  const text = String(value).replace(" ", "T")
  return Date.parse(
    /[+-]\d\d$/.test(text) && text.includes("T")
      ? `${text}:00`
      : /T.*[+-]\d\d:?\d\d$/.test(text)
        ? text
        : `${text.includes("T") ? text : `${text}T00:00`}Z`,
  )
}

function listOf(value: unknown): readonly Row[] {
  return Array.isArray(value)
    ? value.filter((each): each is Row => typeof each === "object" && each !== null)
    : []
}

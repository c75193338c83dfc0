import type { Plain } from "../compiled/plain.ts"
import type { Metric, SimpleMeasure } from "../project/metrics/metric-types.ts"
import { fieldMetaOf } from "./looker-meta.ts"
import { block, type LookmlEntry, names, prose, sql, text, word, yes } from "./lookml.ts"

/** What a measure needs to know of its view. */
export interface MeasureScope {
  /** An expression with its columns as LookML names them. */
  readonly expression: (sql: string) => string
  readonly column: (name: string) => string
  readonly drills: boolean
}

/** A metric as a measure; nothing for what lux does not compute, or what is left out by `meta.looker: false`. */
export function measureOf(metric: Plain<Metric>, scope: MeasureScope): readonly LookmlEntry[] {
  const { measure, meta, place } = metric
  const own = fieldMetaOf(meta, place)
  if (measure === undefined || own === undefined) return []
  const shape = measure.kind === "ratio" ? ratio(measure) : simple(measure, metric.filter, scope)
  return [
    block("measure", metric.name, [
      ...yes("hidden", own.hidden ?? metric.hidden),
      ...text("label", own.label ?? metric.label),
      ...text("group_label", own.group_label),
      ...prose("description", metric.description),
      ...shape,
      ...text("value_format", own.value_format ?? metric.format),
      ...(scope.drills ? names("drill_fields", ["detail*"]) : []),
    ]),
  ]
}

function ratio({ numerator, denominator }: { readonly numerator: string; readonly denominator: string }) {
  return [
    ...word("type", "number"),
    ...sql("sql", `cast(\${${numerator}} as double precision) / nullif(\${${denominator}}, 0)`),
  ]
}

function simple(
  { agg, expr, per }: SimpleMeasure,
  filter: string | undefined,
  { expression, column }: MeasureScope,
): readonly LookmlEntry[] {
  const value = expression(expr)
  const counted = (what: string): string =>
    filter === undefined ? what : `case when ${expression(filter)} then ${what} end`
  switch (agg) {
    case "sum":
    case "average": {
      // Looker's average of whole numbers would be a whole number on Redshift.
      const number = agg === "average" ? `cast(${value} as double precision)` : value
      const once = per.length > 0
      return [
        ...word("type", once ? `${agg}_distinct` : agg),
        ...(once ? sql("sql_distinct_key", keyOf(per, column)) : []),
        ...sql("sql", counted(number)),
      ]
    }
    case "count":
      // A count of Looker takes no expression: a sum of ones is the same, and stays right across joins.
      return [...word("type", "sum"), ...sql("sql", oneWhere(value, filter, expression))]
    case "count_distinct":
      return [...word("type", "count_distinct"), ...sql("sql", counted(value))]
    case "min":
    case "max":
      return [...word("type", agg), ...sql("sql", counted(value))]
  }
}

function oneWhere(value: string, filter: string | undefined, expression: (sql: string) => string): string {
  const isThere = /^\d+$/.test(value) ? [] : [`(${value}) is not null`]
  const conditions = [...(filter === undefined ? [] : [expression(filter)]), ...isThere]
  return conditions.length === 0 ? "1" : `case when ${conditions.join(" and ")} then 1 else 0 end`
}

function keyOf(per: readonly string[], column: (name: string) => string): string {
  const [only] = per
  if (only !== undefined && per.length === 1) return column(only)
  return per.map((each) => `coalesce(cast(${column(each)} as varchar), '')`).join(" || '|' || ")
}

import type { Aggregation, SimpleMeasure } from "../../project/metrics/metric-types.ts"

const written: Readonly<Record<Aggregation, (value: string) => string>> = {
  sum: (value) => `sum(${value})`,
  // Redshift's avg of whole numbers is a whole number.
  average: (value) => `avg(cast(${value} as double precision))`,
  count: (value) => `count(${value})`,
  count_distinct: (value) => `count(distinct ${value})`,
  min: (value) => `min(${value})`,
  max: (value) => `max(${value})`,
}

/** A metric's aggregation of the rows that its own filter leaves. */
export function aggregateOf({
  measure,
  filter,
}: {
  readonly measure: SimpleMeasure
  readonly filter: string | undefined
}): string {
  return written[measure.agg](rowValue(filter, measure.expr))
}

/** A value where the metric's own filter holds, else null. */
export function rowValue(filter: string | undefined, expr: string): string {
  return filter === undefined ? expr : `case when ${filter} then ${expr} end`
}

/** Null where there is nothing to divide by. */
export function ratioOf(numerator: string, denominator: string): string {
  return `cast(${numerator} as double precision) / nullif(${denominator}, 0)`
}

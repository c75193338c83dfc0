import type { SqlDialect } from "../project/types.ts"
import type { MetricName, Scope } from "./question.ts"
import { duckDbText, redshiftText, type TextSql } from "./text-sql.ts"

/** Writes aggregates as an engine has them. Columns are SQL. */
export interface MetricSql {
  /** An aggregate expression over the rows of a scope. Nulls are left out; of no value it is null. */
  aggregate(metric: Aggregate, column: string): string
  quantile(column: string, share: number, approximate: boolean): string
  /** True where a query has room for one order of values only, so that each median and quantile needs its own. */
  readonly sortsAlone: boolean
  correlation(left: string, right: string): string
  /** A query of one value. Nulls are left out. */
  overValues(metric: OverValues, columns: readonly string[], scope: Scope): string
  /** A query of one value. */
  shape(metric: Shape, column: string, scope: Scope): string
  /** In nats. */
  mutualInformation(left: string, right: string, scope: Scope): string
  readonly text: TextSql
}

export type Aggregate = Extract<
  MetricName,
  | "completeness"
  | "count_distinct"
  | "approx_count_distinct"
  | "min"
  | "max"
  | "mean"
  | "median"
  | "sum"
  | "stddev"
  | "variance"
  | "min_length"
  | "max_length"
  | "mean_length"
>

/** Metrics of how often each value occurs. */
export type OverValues = Extract<
  MetricName,
  "uniqueness" | "distinctness" | "unique_value_ratio" | "entropy" | "duplicate_count"
>

/** Metrics of how values lie around their mean: of the population, kurtosis beyond that of the normal distribution. */
export type Shape = Extract<MetricName, "skewness" | "kurtosis">

export function metricSql(dialect: SqlDialect): MetricSql {
  return dialect === "duckdb" ? duckDb : redshift
}

const sameEverywhere: Readonly<Record<string, (column: string) => string>> = {
  // Times a decimal: Redshift divides whole numbers to whole numbers.
  completeness: (column) => `count(${column}) * 1.0e0 / nullif(count(*), 0)`,
  count_distinct: (column) => `count(distinct ${column})`,
  min: (column) => `min(${column})`,
  max: (column) => `max(${column})`,
  mean: (column) => `avg(cast(${column} as double precision))`,
  median: (column) => `median(${column})`,
  stddev: (column) => `stddev_pop(cast(${column} as double precision))`,
  variance: (column) => `var_pop(cast(${column} as double precision))`,
}

const duckDb: MetricSql = {
  aggregate(metric, column) {
    switch (metric) {
      case "approx_count_distinct":
        return `approx_count_distinct(${column})`
      case "sum":
        return `sum(${column})`
      case "min_length":
        return `min(${duckDbText.length(column)})`
      case "max_length":
        return `max(${duckDbText.length(column)})`
      case "mean_length":
        return `avg(${duckDbText.length(column)})`
      default:
        return sameEverywhere[metric]?.(column) ?? "null"
    }
  },
  quantile: (column, share, approximate) =>
    approximate
      ? `approx_quantile(cast(${column} as double precision), ${share})`
      : `quantile_cont(cast(${column} as double precision), ${share})`,
  sortsAlone: false,
  // Where one of them never changes DuckDB says NaN.
  correlation: (left, right) => {
    const constant = (value: string, other: string): string => {
      const paired = `case when ${other} is not null then ${value} end`
      return `min(${paired}) = max(${paired})`
    }
    return `case when ${constant(left, right)} or ${constant(right, left)} then null else corr(${left}, ${right}) end`
  },
  overValues,
  shape,
  mutualInformation,
  text: duckDbText,
}

/** From Redshift's documentation; Postgres has the same but for median and approximate counts. */
const redshift: MetricSql = {
  aggregate(metric, column) {
    switch (metric) {
      case "approx_count_distinct":
        return `approximate count(distinct ${column})`
      case "sum":
        return `sum(${column})`
      case "min_length":
        return `min(${redshiftText.length(column)})`
      case "max_length":
        return `max(${redshiftText.length(column)})`
      case "mean_length":
        return `avg(cast(${redshiftText.length(column)} as double precision))`
      default:
        return sameEverywhere[metric]?.(column) ?? "null"
    }
  },
  quantile: (column, share, approximate) =>
    `${approximate ? "approximate percentile_disc" : "percentile_cont"}(${share}) within group (order by ${column})`,
  sortsAlone: true,
  correlation: (left, right) => {
    const [x, y] = [`cast(${left} as double precision)`, `cast(${right} as double precision)`]
    const both = (sql: string): string =>
      `case when ${left} is not null and ${right} is not null then ${sql} end`
    const covariance = `avg(${x} * ${y}) - avg(${both(x)}) * avg(${both(y)})`
    return `(${covariance}) / nullif(stddev_pop(${both(x)}) * stddev_pop(${both(y)}), 0)`
  },
  overValues,
  shape,
  mutualInformation,
  text: redshiftText,
}

const overGroups: Readonly<Record<OverValues, string>> = {
  uniqueness: "sum(case when n = 1 then 1 else 0 end) * 1.0e0 / nullif(sum(n), 0)",
  distinctness: "count(*) * 1.0e0 / nullif(sum(n), 0)",
  unique_value_ratio: "sum(case when n = 1 then 1 else 0 end) * 1.0e0 / nullif(count(*), 0)",
  entropy: "-sum(n * 1.0e0 / total * ln(n * 1.0e0 / total))",
  duplicate_count: "coalesce(sum(n - 1), 0)",
}

function overValues(metric: OverValues, columns: readonly string[], scope: Scope): string {
  return `select ${overGroups[metric]}
from (
  select count(*) as n, sum(count(*)) over () as total
  ${grouped(columns, scope)}
) as lux_values`
}

/** From distances to the mean, not from sums of powers: those lose all digits of large values. */
function shape(metric: Shape, column: string, { relation, where }: Scope): string {
  const value =
    metric === "skewness"
      ? "avg(power((x - m) / nullif(s, 0), 3))"
      : "avg(power((x - m) / nullif(s, 0), 4)) - 3"
  const x = `cast(${column} as double precision)`
  return `select ${value}
from (
  select ${x} as x, avg(${x}) over () as m, stddev_pop(${x}) over () as s
  from ${relation}
  where ${where === undefined ? "" : `(${where}) and `}${column} is not null
) as lux_values`
}

function mutualInformation(left: string, right: string, scope: Scope): string {
  return `select sum(n * 1.0e0 / total * ln(n * 1.0e0 * total / (of_left * of_right)))
from (
  select
    count(*) as n,
    sum(count(*)) over () as total,
    sum(count(*)) over (partition by ${left}) as of_left,
    sum(count(*)) over (partition by ${right}) as of_right
  ${grouped([left, right], scope)}
) as lux_pairs`
}

function grouped(columns: readonly string[], { relation, where }: Scope): string {
  const conditions = [
    ...(where === undefined ? [] : [`(${where})`]),
    ...columns.map((each) => `${each} is not null`),
  ]
  return `from ${relation}
  where ${conditions.join(" and ")}
  group by ${columns.join(", ")}`
}

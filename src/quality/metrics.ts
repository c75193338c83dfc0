import type { SqlDialect } from "../project/types.ts"
import { readQuotient } from "./measured-number.ts"
import type { Measure, MetricName, Scope } from "./question.ts"
import { duckDbText, postgresText, redshiftText, type TextSql } from "./text-sql.ts"

/** Writes aggregates as an engine has them. Columns are SQL. */
export interface MetricSql {
  /** An aggregate expression over the rows of a scope. Nulls are left out; of no value it is null. Means and medians may be doubles. */
  aggregate(metric: Aggregate, column: string): string
  /** With all digits, except of a column that is declared as a floating point number. */
  mean(column: string, dataType: string | undefined): SqlOfMeasure
  /** With all digits of whole numbers and decimals; half a step between two values counts. */
  quantile(column: string, share: number, scope: Scope): SqlOfMeasure
  approximateQuantile(column: string, share: number, scope: Scope): SqlOfMeasure
  correlation(left: string, right: string): string
  /** A query of one value. Nulls are left out. */
  overValues(metric: OverValues, columns: readonly string[], scope: Scope): string
  /** A query of one value. */
  shape(metric: Shape, column: string, scope: Scope): string
  /** In nats. */
  mutualInformation(left: string, right: string, scope: Scope): string
  readonly text: TextSql
}

type SqlOfMeasure = Pick<Measure, "sql" | "own" | "read">

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
type OverValues = Extract<
  MetricName,
  "uniqueness" | "distinctness" | "unique_value_ratio" | "entropy" | "duplicate_count"
>

/** Metrics of how values are around their mean: of the population, kurtosis beyond that of the normal distribution. */
export type Shape = Extract<MetricName, "skewness" | "kurtosis">

export function metricSql(dialect: SqlDialect): MetricSql {
  return metrics[dialect]
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
  mean: (column) => quotient(`cast(sum(${column}) as varchar)`, column),
  quantile: quantileOfRows,
  approximateQuantile: (column, share) => ({
    sql: `approx_quantile(cast(${column} as double precision), ${share})`,
  }),
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

/** From Redshift's documentation; Postgres has much of it too. */
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
  // Redshift's average of whole numbers is a whole number, its text of a double has 15 digits.
  mean: (column, dataType = "") =>
    /^\s*(double|float|real)/i.test(dataType)
      ? { sql: `avg(cast(${column} as double precision))` }
      : quotient(`cast(sum(${column} * 1.0) as varchar(64))`, column),
  // It takes no query for each group.
  quantile: (column, share, scope) =>
    scope.groupBy.length === 0
      ? quantileOfRows(column, share, scope)
      : { sql: `percentile_cont(${share}) within group (order by ${column})` },
  // A query has room for one order of values only.
  approximateQuantile: (column, share, { relation, where, groupBy }) => {
    const sql = `approximate percentile_disc(${share}) within group (order by ${column})`
    const filter = where === undefined ? "" : `\nwhere ${where}`
    return groupBy.length > 0 ? { sql } : { sql: `select ${sql}\nfrom ${relation}${filter}`, own: true }
  },
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

const metrics: Readonly<Record<SqlDialect, MetricSql>> = {
  duckdb: duckDb,
  redshift,
  postgres: {
    ...redshift,
    aggregate(metric, column) {
      switch (metric) {
        case "approx_count_distinct":
          return `count(distinct ${column})`
        case "median":
          return `percentile_cont(0.5) within group (order by ${column})`
        case "min_length":
          return `min(${postgresText.length(column)})`
        case "max_length":
          return `max(${postgresText.length(column)})`
        case "mean_length":
          return `avg(${postgresText.length(column)})`
        default:
          return redshift.aggregate(metric, column)
      }
    },
    quantile: quantileOfRows,
    approximateQuantile: (column, share) => ({
      sql: `percentile_disc(${share}) within group (order by ${column})`,
    }),
    text: postgresText,
  },
}

/** Divided by lux: no engine keeps all digits of a quotient. */
function quotient(sum: string, column: string): SqlOfMeasure {
  return { sql: `${sum} || '/' || cast(count(${column}) as varchar(20))`, read: readQuotient }
}

/** From the two rows around the place: DuckDB and Postgres calculate percentiles as doubles. */
function quantileOfRows(column: string, share: number, { relation, where }: Scope): SqlOfMeasure {
  return {
    sql: `select min(value) + (max(value) - min(value)) * max(place - floor(place))
from (
  select
    ${column} as value,
    row_number() over (order by ${column}) - 1 as position,
    (count(*) over () - 1) * ${share} as place
  from ${relation}
  where ${where === undefined ? "" : `(${where}) and `}${column} is not null
) as lux_values
where position between floor(place) and ceiling(place)`,
    own: true,
  }
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

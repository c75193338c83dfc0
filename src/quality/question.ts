/** What a check asks, in the engine's SQL: planners decide how it is asked. */

/** The rows that a check looks at. */
export interface Scope {
  /** SQL that names the relation, or a subquery with its name. */
  readonly relation: string
  readonly where: string | undefined
  /** Expressions: the question is answered for each of their values. */
  readonly groupBy: readonly string[]
}

/** Name of the row that stands for a group, with the columns `g0`, `g1` and so on. */
export const groupName = "lux_group"

/** The rows of one group of a scope, in a query that has the group by its name. */
export function rowsOfGroup({ relation, where, groupBy }: Scope): Scope {
  const conditions = groupBy.map((each, index) => `(${each}) is not distinct from ${groupName}.g${index}`)
  const all = [...(where === undefined ? [] : [`(${where})`]), ...conditions].join(" and ")
  return { relation: `(select * from ${relation} where ${all}) as lux_rows`, where: undefined, groupBy: [] }
}

export type Question =
  /** Rows of which each is wrong by itself: `failing` is true of them; where it is null they are right. */
  | {
      readonly kind: "rows"
      readonly scope: Scope
      readonly failing: string
      /** Columns that `failing` reads, where they are known: what reads the same ones may be asked together. */
      readonly columns?: readonly string[]
      /** Present where an engine may answer from the smallest and greatest values and null counts that it keeps. */
      readonly statistic?: RowStatistic | undefined
    }
  /** Aggregates that are judged together. */
  | { readonly kind: "measures"; readonly scope: Scope; readonly measures: readonly Measure[] }
  /** Groups of rows, of which those that `having` is true of are wrong. */
  | {
      readonly kind: "groups"
      readonly scope: Scope
      readonly by: readonly string[]
      readonly having: string
    }
  /**
   * A query whose rows are the failures, of the rows of `scope` where that is known. Of a scope with groups `inGroup` finds
   * those of one group.
   */
  | { readonly kind: "query"; readonly sql: string; readonly scope?: Scope; readonly inGroup?: string }

/** A question of nulls, or of a comparison with constants. */
type RowStatistic =
  | { readonly kind: "null"; readonly column: string }
  | { readonly kind: "bounds"; readonly column: string }

/**
 * One aggregate over a scope: an aggregate expression, or a whole scalar query where it is its `own`; of a scope with
 * groups a query of one group.
 */
export interface Measure {
  readonly metric: MetricName
  readonly columns: readonly string[]
  readonly sql: string
  readonly own?: boolean
  /** The number that a value of `sql` stands for, where it is not the value itself; null is not asked. */
  readonly read?: (value: number | string) => number | string
}

/** What can be measured of a relation, a column or several together. */
export type MetricName =
  | "row_count"
  | "row_share"
  | "column_count"
  | "completeness"
  | "uniqueness"
  | "distinctness"
  | "unique_value_ratio"
  | "count_distinct"
  | "approx_count_distinct"
  | "duplicate_count"
  | "entropy"
  | "min"
  | "max"
  | "mean"
  | "median"
  | "sum"
  | "stddev"
  | "variance"
  | "skewness"
  | "kurtosis"
  | "quantile"
  | "min_length"
  | "max_length"
  | "mean_length"
  | "correlation"
  | "mutual_information"
  | "share"
  | "mode"
  | "age_seconds"

/** What a profile holds, before anything is shown. */

/** How values of a column can be measured; `integer` and `float` are numbers, a decimal is an `exact` one. */
export type ColumnKind = "integer" | "exact" | "float" | "text" | "time" | "boolean" | "other"

export interface ProfiledColumn {
  readonly name: string
  /** The engine's type. */
  readonly type: string
  readonly kind: ColumnKind
}

export interface ValueCount {
  /** Numbers, texts, booleans as they are; anything else as text. */
  readonly value: unknown
  readonly count: number
}

/** Rows with values from `from` (inclusive) to `to` (exclusive, of the last inclusive). Times in ISO form. */
export interface HistogramBin {
  readonly from: number | string
  readonly to: number | string
  readonly count: number
}

/** One measured number, or a list for `most_common` and `histogram`. */
export interface ProfileMetric {
  /** The column; absent for the relation itself and for several columns. */
  readonly column?: string
  /** The columns, of a metric of several. */
  readonly columns?: readonly string[]
  readonly metric: string
  /** Null where there is nothing to measure: the mean of no values. */
  readonly value: number | string | null | readonly ValueCount[] | readonly HistogramBin[]
}

export interface MeasuredProfile {
  readonly columns: readonly ProfiledColumn[]
  readonly metrics: readonly ProfileMetric[]
  /** Queries that measured it. */
  readonly queries: number
}

/** What to measure next to the columns themselves. */
export interface ProfileDemands {
  /** Pairs of columns: correlation and mutual information. */
  readonly pairs: readonly (readonly [string, string])[]
  /** Sets of columns: uniqueness and its like. */
  readonly keys: readonly (readonly string[])[]
}

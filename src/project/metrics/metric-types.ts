import type { Place } from "../../errors.ts"

export const aggregations = ["sum", "average", "count", "count_distinct", "min", "max"] as const
export type Aggregation = (typeof aggregations)[number]

/** The units that a time can be cut to, behind two underscores: `ts__day`. */
export const timeGrains = ["hour", "day", "week", "month", "quarter", "year"] as const
export type TimeGrain = (typeof timeGrains)[number]

/** A number that is declared once, with the model whose rows it is computed from. */
export interface Metric {
  readonly name: string
  /** For people; the name in words where nothing is written. */
  readonly label: string
  readonly description: string
  /** Undefined for a type or an aggregation that lux keeps and does not compute. */
  readonly measure: SimpleMeasure | RatioMeasure | undefined
  /** A condition on columns of the model, as SQL of the project's dialect. */
  readonly filter: string | undefined
  /** How a value is written, as spreadsheets have it: `#,##0`, `0.00"%"`. */
  readonly format: string | undefined
  /** The column that says when; `metric_time` in a query. */
  readonly timeDimension: string | undefined
  readonly hidden: boolean
  readonly meta: Readonly<Record<string, unknown>>
  readonly place: Place
  /** Keys that lux keeps and does not use. */
  readonly unsupported: readonly UnsupportedKey[]
}

export interface SimpleMeasure {
  readonly kind: "simple"
  readonly agg: Aggregation
  /** SQL of the project's dialect, over columns of the model. */
  readonly expr: string
  /** Columns that a repeated value belongs to: it counts once for each of their values. */
  readonly per: readonly string[]
  readonly exprPlace: Place
}

/** One metric of the same model divided by another. */
export interface RatioMeasure {
  readonly kind: "ratio"
  readonly numerator: string
  readonly denominator: string
}

export interface UnsupportedKey {
  readonly key: string
  readonly place: Place
}

/** What dbt's YAML says about a column for metrics. */
export interface ColumnSemantics {
  readonly label: string | undefined
  /** Part of what tells rows apart. */
  readonly isPrimary: boolean
  /** Columns that its value belongs to: rows that share them repeat it. */
  readonly per: readonly string[]
  readonly unsupported: readonly UnsupportedKey[]
}

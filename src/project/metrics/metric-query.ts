import type { Metric, RatioMeasure, SimpleMeasure, TimeGrain } from "./metric-types.ts"
import { timeGrains } from "./metric-types.ts"

/** Metrics of one model, for each value of some dimensions: what a tile, a command or a page asks, whatever engine answers. */
export interface MetricQuery {
  readonly metrics: readonly QueriedMetric[]
  readonly dimensions: readonly QueriedDimension[]
  /** Of rows, before anything is computed. */
  readonly where: readonly Condition[]
  /** Of results. */
  readonly having: readonly Condition[]
  readonly sort: readonly Sorting[]
  readonly limit: number | undefined
}

/** A metric that can be computed. */
export interface QueriedMetric extends Pick<Metric, "name" | "filter"> {
  readonly measure: SimpleMeasure | RatioMeasure
}

/** A column as it is, or a time cut to a unit. */
export interface QueriedDimension {
  /** In the result: `ts__day`. */
  readonly name: string
  readonly column: string
  readonly grain: TimeGrain | undefined
}

interface Sorting {
  /** A metric or a dimension of the query. */
  readonly name: string
  readonly descending: boolean
}

/** A condition on a column, a dimension or a metric. */
export type Condition =
  | { readonly kind: "sql"; readonly sql: string }
  | {
      readonly kind: "values"
      readonly field: QueriedDimension | string
      readonly values: readonly FilterValue[]
      readonly not: boolean
    }
  | {
      readonly kind: "range"
      readonly field: QueriedDimension | string
      readonly min: FilterValue | undefined
      readonly max: FilterValue | undefined
    }
  /** The newest so many units of a time, counted back from a moment, or else from the newest one that the model has. */
  | {
      readonly kind: "last"
      readonly column: string
      readonly count: number
      readonly unit: TimeGrain
      readonly asOf: string | undefined
    }

export type FilterValue = string | number | boolean | null

/** A dimension as it is written, `media_type` or `ts__day`; `metric_time` is the time dimension. The column is not checked. */
export function dimensionOf(written: string, timeDimension: string | undefined): QueriedDimension {
  const at = written.lastIndexOf("__")
  const grain = timeGrains.find((each) => each === written.slice(at + 2))
  const name = at > 0 && grain !== undefined ? written.slice(0, at) : written
  const column = name === "metric_time" && timeDimension !== undefined ? timeDimension : name
  return { name: written, column, grain: at > 0 ? grain : undefined }
}

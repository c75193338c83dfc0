/** The data of a dashboard's page: its tiles, and rows of the models that they show. Numbers name columns by their place. */
import type { Chart, controls, Tile } from "../../project/dashboards/dashboard-types.ts"
import type { Aggregation, TimeGrain } from "../../project/metrics/metric-types.ts"
import type { Html } from "../data.ts"

export type Value = string | number | boolean | null

export interface DashboardData {
  readonly title: string
  readonly description: Html
  readonly palette: readonly string[]
  readonly crossFilter: boolean
  readonly filters: readonly FilterData[]
  readonly tiles: readonly TileData[]
  readonly models: readonly ModelData[]
}

/** Rows of a model, or why there are none. */
export interface ModelData {
  readonly name: string
  /** Its place in the index of the site. */
  readonly node: number | undefined
  readonly missing: string | undefined
  readonly rows: number
  readonly columns: readonly ColumnData[]
  /** Columns by the fields that tiles and filters name. */
  readonly fields: readonly (readonly [field: string, column: number])[]
}

export type ColumnData =
  /** Values in their order, each once, and for each row the place of its value; -1 is null. */
  | {
      readonly kind: "category"
      readonly type: ValueType
      readonly values: readonly Value[]
      readonly codes: readonly number[]
    }
  /** Told apart and not shown. */
  | { readonly kind: "codes"; readonly codes: readonly number[] }
  | { readonly kind: "number"; readonly values: readonly (number | null)[] }

export type ValueType = "text" | "number" | "boolean" | "time"

export interface FilterData {
  readonly name: string
  readonly label: string
  readonly field: string
  readonly control: (typeof controls)[number]
  readonly default: FilterTest | undefined
  /** Of a default that counts back from the newest data: the column of each model that says which rows it takes, by model. */
  readonly newest: readonly (readonly [model: number, column: number])[]
}

export type FilterTest =
  | { readonly kind: "values"; readonly values: readonly Value[]; readonly not: boolean }
  | { readonly kind: "range"; readonly min: Value | undefined; readonly max: Value | undefined }
  /** The newest so many units, as the warehouse has marked them. */
  | { readonly kind: "last"; readonly count: number; readonly unit: string }
  | { readonly kind: "contains"; readonly text: string }

export interface TileData
  extends Pick<
    Tile,
    "name" | "title" | "limit" | "colors" | "axes" | "valueLabels" | "totals" | "fill" | "stacked" | "layout"
  > {
  readonly chart: Chart
  readonly model: number | undefined
  readonly by: readonly DimensionData[]
  /** Place in `by` of the one that colours tell apart. */
  readonly series: number | undefined
  readonly metrics: readonly MetricData[]
  /** The column that says which rows the tile's own filters take. */
  readonly kept: number | undefined
  readonly having: readonly { readonly metric: number; readonly test: FilterTest }[]
  readonly sort: readonly Sorting[]
  readonly text: Html
  /** A picture tile's, and what it shows. */
  readonly picture: string | undefined
  readonly alt: string
  /** Pictures of values of the first dimension, as data: addresses. */
  readonly pictures: readonly (readonly [value: string, address: string])[] | undefined
}

export interface Shown {
  readonly name: string
  readonly label: string
  /** There to sort by alone. */
  readonly hidden: boolean
  readonly format: string | undefined
  readonly gradient: Tile["gradients"][string] | undefined
}

export interface DimensionData extends Shown {
  readonly column: number
  readonly grain: TimeGrain | undefined
  /** The first and the last whole number that a tile with `fill` shows; undefined: those that rows have. */
  readonly range: readonly [number, number] | undefined
}

export interface MetricData extends Shown {
  readonly measure: MeasureData
}

export type MeasureData =
  | SimpleMeasureData
  | { readonly kind: "ratio"; readonly numerator: SimpleMeasureData; readonly denominator: SimpleMeasureData }

export interface SimpleMeasureData {
  readonly kind: "simple"
  readonly agg: Aggregation
  /** Its value in each row; null where the metric's own filter leaves the row out. */
  readonly column: number
  /** Columns of the keys for which a value counts once. */
  readonly per: readonly number[]
}

/** By a dimension, or by a metric. */
export interface Sorting {
  readonly by: "dimension" | "metric"
  readonly at: number
  readonly descending: boolean
}

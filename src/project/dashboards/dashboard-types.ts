import type { Place } from "../../errors.ts"
import type { FilterValue } from "../metrics/metric-query.ts"
import type { RelationArgument } from "../types.ts"

export const charts = [
  "table",
  "number",
  "bar",
  "column",
  "line",
  "area",
  "points",
  "donut",
  "pyramid",
  "cloud",
  "heatmap",
  "text",
  "picture",
] as const
export type Chart = (typeof charts)[number]

export const controls = ["list", "dropdown", "range", "date_range", "text"] as const

/** What an exposure shows: tiles of metrics, and filters over them. */
export interface Dashboard {
  /** Colours, as # and hexadecimal digits. */
  readonly palette: readonly string[]
  /** True: a click on a value filters the other tiles. */
  readonly crossFilter: boolean
  readonly filters: readonly DashboardFilter[]
  readonly tiles: readonly Tile[]
  /** The entry as it is written: whether it is another one than before. */
  readonly written: Readonly<Record<string, unknown>>
}

/** It filters each tile whose model has the column. */
export interface DashboardFilter {
  readonly name: string
  readonly label: string
  /** A column, or a time cut to a unit: `ts__day`. */
  readonly field: string
  readonly control: (typeof controls)[number]
  readonly default: TileFilter | undefined
  readonly place: Place
}

export interface Tile {
  readonly name: string
  readonly title: string
  readonly chart: Chart
  /** Undefined for texts and pictures. */
  readonly model: RelationArgument | undefined
  /** Columns of the model, and times cut to a unit. */
  readonly by: readonly string[]
  /** Of those, the one that colours tell apart. */
  readonly series: string | undefined
  readonly metrics: readonly string[]
  readonly filters: readonly TileFilter[]
  readonly sort: readonly { readonly name: string; readonly descending: boolean }[]
  readonly limit: number | undefined
  /** Columns and metrics that are there to sort by, and not shown. */
  readonly hidden: readonly string[]
  /** By column or metric. */
  readonly labels: Readonly<Record<string, string>>
  readonly formats: Readonly<Record<string, string>>
  readonly gradients: Readonly<Record<string, Gradient>>
  /** Colours by value of the series. */
  readonly colors: Readonly<Record<string, string>>
  readonly axes: { readonly x: Axis; readonly y: Axis }
  readonly valueLabels: boolean
  readonly totals: boolean
  /** True: days and cells without rows are shown, between those with rows. */
  readonly fill: boolean
  /** By column of whole numbers, the first and the last that are filled. */
  readonly fillRanges: Readonly<Record<string, readonly [number, number]>>
  readonly stacked: boolean
  readonly pictures: TilePictures | undefined
  /** Of a text tile, Markdown; of a picture, its description. */
  readonly text: string | undefined
  /** Path of a picture in the project. */
  readonly picture: string | undefined
  readonly layout: TileLayout
  readonly place: Place
  /** Where each of `by` and of `metrics` is written. */
  readonly byPlaces: readonly Place[]
  readonly metricPlaces: readonly Place[]
}

interface Gradient {
  readonly from: string
  readonly middle: string | undefined
  readonly to: string
}

interface Axis {
  readonly label: string | undefined
  readonly scale: "linear" | "log"
  readonly reversed: boolean
}

/** A picture for each value of the first column: where its address is. */
interface TilePictures {
  readonly model: RelationArgument
  readonly key: string
  readonly column: string
}

/** Of 24 columns; rows are as high as people like. */
interface TileLayout {
  readonly row: number
  readonly column: number
  readonly width: number
  readonly height: number
}

/** A condition on a column or a metric. */
export interface TileFilter {
  readonly field: string
  readonly test:
    | { readonly kind: "values"; readonly values: readonly FilterValue[]; readonly not: boolean }
    | { readonly kind: "range"; readonly min: FilterValue | undefined; readonly max: FilterValue | undefined }
    | {
        readonly kind: "last"
        readonly count: number
        readonly unit: "hour" | "day" | "week" | "month" | "year"
        /** The moment that it counts back from, in UTC; undefined: the newest one that the model has. */
        readonly asOf: string | undefined
      }
  readonly place: Place
}

import type { TileData, Value } from "../../dashboards/dashboard-data.ts"
import type { ResultRow } from "../../dashboards/evaluate.ts"
import { dimensionText } from "../../dashboards/format.ts"
import type { TileRows } from "../../dashboards/tile-rows.ts"
import type { LegendEntry } from "./legend.tsx"
import type { ColorsOfSeries } from "./series-colors.ts"

/** One number of one row, where a chart with two axes shows it. */
export interface ChartPoint {
  readonly row: ResultRow
  readonly x: Value
  readonly y: number
  /** How large it is drawn; undefined where all are the same. */
  readonly size: number | undefined
  readonly series: string
  readonly color: string
  /** Place of its metric in the tile. */
  readonly metric: number
}

interface ChartPoints {
  readonly points: readonly ChartPoint[]
  readonly legend: readonly LegendEntry[]
  /** How many a logarithmic axis leaves out. */
  readonly left: number
}

/**
 * Colours tell apart the values of the series, or else the metrics. Of points with a series the second metric is the size.
 */
export function pointsOf(tile: TileData, { rows }: TileRows, colors: ColorsOfSeries): ChartPoints {
  const shown = tile.metrics.map((metric, at) => ({ metric, at })).filter(({ metric }) => !metric.hidden)
  const { series } = tile
  const axis = tile.by.findIndex((_, at) => at !== series)
  const sized = tile.chart === "points" && series !== undefined ? shown[1] : undefined
  const drawn = sized === undefined ? shown : shown.slice(0, 1)
  const spread = colors.spread(drawn.length)
  const all = rows.flatMap((row) =>
    drawn.flatMap(({ metric, at }, place): readonly ChartPoint[] => {
      const y = row.metrics[at]
      if (typeof y !== "number") return []
      const value = series === undefined ? null : (row.dimensions[series] ?? null)
      const dimension = series === undefined ? undefined : tile.by[series]
      const size = sized === undefined ? undefined : row.metrics[sized.at]
      return [
        {
          row,
          x: row.dimensions[axis] ?? null,
          y,
          size: typeof size === "number" ? size : undefined,
          series:
            dimension === undefined
              ? metric.label
              : drawn.length > 1
                ? `${dimensionText(value, dimension.grain)}, ${metric.label}`
                : dimensionText(value, dimension.grain),
          color: dimension === undefined ? (spread[place] ?? "") : colors.of(tile, dimension.name, value),
          metric: at,
        },
      ]
    }),
  )
  const numbers = tile.chart === "bar" ? tile.axes.x : tile.axes.y
  const fits = numbers.scale === "log" ? all.filter(({ y }) => y > 0) : all
  const legend = new Map(fits.map(({ series: label, color }) => [label, color]))
  return {
    points: fits,
    legend: [...legend]
      .map(([label, color]) => ({ label, color }))
      .sort((a, b) => (series === undefined ? 0 : a.label < b.label ? -1 : 1)),
    left: all.length - fits.length,
  }
}

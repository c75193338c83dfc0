import * as Plot from "@observablehq/plot"
import type { TileData, Value } from "../../dashboards/dashboard-data.ts"
import { timeOf } from "../../dashboards/fill-rows.ts"
import { axisText, formatted, shortNumber } from "../../dashboards/format.ts"
import type { TileRows } from "../../dashboards/tile-rows.ts"
import { compareValues } from "../../dashboards/values.ts"
import { cutText, textWidth } from "./drawn.tsx"
import { plotted } from "./plotted.ts"
import type { ChartPoint } from "./points.ts"

interface Room {
  readonly width: number
  readonly height: number
  /** Where there is one series alone. */
  readonly color: string
}

/** A chart with two axes. The axis of values is across for bars, and up for all others. */
export function drawXy(tile: TileData, found: TileRows, points: readonly ChartPoint[], room: Room) {
  const rows = points.map(({ row }) => row)
  const isBar = tile.chart === "bar"
  const axis = tile.by.find((_, at) => at !== tile.series)
  const isTime = axis?.grain !== undefined && ["line", "area", "points"].includes(tile.chart)
  const values = [...new Set(points.map(({ x }) => x))]
  const text = (value: Value): string => axisText(value, axis?.grain, values)
  // Rows come as they are sorted; what a series lacks must not move the others, and times have an order of their own.
  const domain = (axis?.grain === undefined ? values : values.toSorted((a, b) => compareValues(a, b))).map(
    text,
  )
  const format = tile.metrics.find(({ hidden }) => !hidden)?.format
  const labels = Math.max(...domain.map((each) => textWidth(each)), 0)
  const left = isBar
    ? Math.min(room.width * 0.36, labels + 14)
    : marginOf(points, tickFormatOf(points, format))
  const inner = room.width - left - 12
  const step = inner / Math.max(domain.length, 1)
  // Names are turned rather than left out; of times it is known what is between.
  const isTurned = !isBar && axis?.grain === undefined && labels + 10 > step && step > 14
  const everyNth = isBar || isTurned ? 1 : Math.max(1, Math.ceil((labels + 10) / step))
  const shown = tile.metrics.filter(({ hidden }) => !hidden)
  const categories: Plot.ScaleOptions = isTime
    ? {
        type: "utc",
        label: tile.axes.x.label ?? null,
        reverse: tile.axes.x.reversed,
        ...(values.length <= 6 ? { ticks: values.map((value) => timeOf(String(value))) } : {}),
        ...(values.length > 6 && room.width < 480 ? { ticks: 4 } : {}),
        inset: 14,
      }
    : {
        type: isBar || tile.chart === "column" ? "band" : "point",
        domain,
        label: (isBar ? tile.axes.y.label : tile.axes.x.label) ?? null,
        tickSize: 0,
        tickFormat: (label: string) => cutText(label, isBar ? left - 12 : isTurned ? 90 : Math.max(step, 60)),
        reverse: isBar ? tile.axes.y.reversed : tile.axes.x.reversed,
        ...(isTurned ? { tickRotate: -40 } : {}),
        ...(everyNth === 1 ? {} : { ticks: domain.filter((_, at) => at % everyNth === 0) }),
        ...(isBar || tile.chart === "column" ? { padding: 0.24 } : { padding: 0.6 }),
      }
  const own = isBar ? tile.axes.x : tile.axes.y
  const numbers: Plot.ScaleOptions = {
    type: own.scale,
    reverse: own.reversed,
    label: cutText(
      own.label ?? (shown.length === 1 || isSized(points) ? shown[0]?.label : undefined) ?? "",
      room.width * 0.6,
    ),
    labelArrow: "none",
    grid: true,
    tickFormat: tickFormatOf(points, format),
    nice: true,
    ...(own.scale === "log"
      ? { ticks: 5 }
      : room.height < 200 || (isBar && room.width < 480)
        ? { ticks: 4 }
        : {}),
    ...(own.reversed && points.every(({ y }) => Number.isInteger(y)) ? rankScale(points) : {}),
  }
  return plotted(
    {
      width: room.width,
      height: isBar ? Math.max(room.height, domain.length * 20 + 30) : room.height,
      marginLeft: left,
      marginRight: isBar && tile.valueLabels ? 12 + textWidth(longest(points, format)) : 14,
      marginTop: isBar ? 6 : numbers.label === "" ? 14 : 28,
      marginBottom: isBar
        ? numbers.label === ""
          ? 26
          : 38
        : isTurned
          ? 22 + Math.min(labels, 90) * 0.66
          : 30,
      ...scales(isBar, isGrouped(tile, points) ? points : undefined, numbers, categories),
      r: { range: [3, 14] },
      marks: [
        ...marksOf(tile, points, isTime ? ({ x }) => timeOf(String(x)) : ({ x }) => text(x)),
        ...(tile.valueLabels ? valueLabels(tile, points, ({ x }) => text(x), format) : []),
        ...totalsOf(tile, found, text),
        ...(own.scale === "log" || own.reversed ? [] : [isBar ? Plot.ruleX([0]) : Plot.ruleY([0])]),
      ],
    },
    rows,
  )
}

/** Where each series has a bar of its own, categories are facets, and the bars of each are next to each other. */
function scales(
  isBar: boolean,
  grouped: readonly ChartPoint[] | undefined,
  numbers: Plot.ScaleOptions,
  categories: Plot.ScaleOptions,
): Pick<Plot.PlotOptions, "x" | "y" | "fx" | "fy"> {
  if (grouped === undefined) return isBar ? { x: numbers, y: categories } : { x: categories, y: numbers }
  const next: Plot.ScaleOptions = {
    type: "band",
    axis: null,
    padding: 0.08,
    domain: [...new Set(grouped.map(({ series }) => series))],
  }
  return isBar ? { x: numbers, y: next, fy: categories } : { x: next, y: numbers, fx: categories }
}

function isGrouped({ chart, stacked }: TileData, points: readonly ChartPoint[]): boolean {
  return (
    (chart === "bar" || chart === "column") &&
    !stacked &&
    new Set(points.map(({ series }) => series)).size > 1
  )
}

/** Percent where the numbers are, and only whole numbers where all are. */
function tickFormatOf(points: readonly ChartPoint[], format: string | undefined): (value: number) => string {
  if (format?.replace(/"[^"]*"/g, "").includes("%") === true) return (value) => formatted(value, "0.##%")
  return points.every(({ y }) => Number.isInteger(y))
    ? (value) => (Number.isInteger(value) ? shortNumber(value) : "")
    : shortNumber
}

/** Ranks have whole numbers, and room for the first and the last. */
function rankScale(points: readonly ChartPoint[]): Plot.ScaleOptions {
  const [least, most] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))]
  const ticks = Array.from({ length: most - least + 1 }, (_, at) => least + at)
  return {
    domain: [least - 0.5, most + 0.5],
    nice: false,
    ...(ticks.length <= 16 ? { ticks } : {}),
    zero: false,
  }
}

function marksOf(
  tile: TileData,
  points: readonly ChartPoint[],
  place: (point: ChartPoint) => Date | string,
): readonly Plot.Markish[] {
  const fill = ({ color }: ChartPoint): string => color
  const y = (point: ChartPoint): number => point.y
  const z = ({ series }: ChartPoint): string => series
  const className = "data-marks"
  const grouped = isGrouped(tile, points)
  switch (tile.chart) {
    case "bar":
      return [
        grouped
          ? Plot.barX(points, { x: y, fy: place, y: z, fill, className, rx2: 3 })
          : Plot.barX(points, { x: y, y: place, fill, className, rx2: 3, order: null }),
      ]
    case "column":
      return [
        grouped
          ? Plot.barY(points, { x: z, fx: place, y, fill, className, ry2: 3 })
          : Plot.barY(points, { x: place, y, fill, className }),
      ]
    case "line":
      return [
        Plot.line(points, { x: place, y, z, stroke: fill, strokeWidth: 2, curve: "monotone-x" }),
        Plot.dot(points, { x: place, y, fill, r: 3.5, stroke: "var(--surface)", className }),
      ]
    case "area":
      return [
        tile.stacked
          ? Plot.areaY(points, { x: place, y, z, fill, fillOpacity: 0.85 })
          : Plot.areaY(points, { x: place, y1: 0, y2: y, z, fill, fillOpacity: 0.25 }),
        ...(tile.stacked ? [] : [Plot.line(points, { x: place, y, z, stroke: fill, strokeWidth: 2 })]),
        tile.stacked
          ? Plot.dot(
              points,
              Plot.stackY2({ x: place, y, z, fill, r: 3, stroke: "var(--surface)", className }),
            )
          : Plot.dot(points, { x: place, y, fill, r: 3, stroke: "var(--surface)", className }),
      ]
    default: {
      const r = isSized(points) ? ({ size }: ChartPoint) => size ?? 0 : 6
      return asideOf(points).map(({ dx, filter }) =>
        Plot.dot(points, {
          ...{ x: place, y, r, fill, className, dx, filter },
          ...{ fillOpacity: 0.88, stroke: "var(--surface)", strokeWidth: 1 },
        }),
      )
    }
  }
}

function valueLabels(
  tile: TileData,
  points: readonly ChartPoint[],
  place: (point: ChartPoint) => string,
  format: string | undefined,
): readonly Plot.Markish[] {
  const y = (point: ChartPoint): number => point.y
  const text = (point: ChartPoint): string => formatted(point.y, tile.metrics[point.metric]?.format ?? format)
  const look = { text, className: "value-labels", fill: "currentColor" }
  const z = ({ series }: ChartPoint): string => series
  const grouped = isGrouped(tile, points)
  if (tile.chart === "bar") {
    const at = grouped ? { y: z, fy: place } : { y: place }
    return [Plot.text(points, { ...look, x: y, ...at, textAnchor: "start", dx: 5 })]
  }
  if (grouped) return [Plot.text(points, { ...look, x: z, fx: place, y, dy: -9 })]
  return asideOf(points).map((aside) => Plot.text(points, { ...look, ...aside, x: place, y, dy: -12 }))
}

/** Several numbers at one place stand next to each other, so that equal ones are seen. */
function asideOf(
  points: readonly ChartPoint[],
): readonly { readonly dx: number; readonly filter: (point: ChartPoint) => boolean }[] {
  const metrics = [...new Set(points.map(({ metric }) => metric))]
  return metrics.map((metric, at) => ({
    dx: (at - (metrics.length - 1) / 2) * 12,
    filter: (point) => point.metric === metric,
  }))
}

function isSized(points: readonly ChartPoint[]): boolean {
  return points.some(({ size }) => size !== undefined)
}

/** What a stack adds up to, over it. */
function totalsOf(
  tile: TileData,
  { subtotals }: TileRows,
  text: (value: Value) => string,
): readonly Plot.Markish[] {
  const at = tile.metrics.findIndex(({ hidden }) => !hidden)
  if (!tile.totals || !tile.stacked || tile.chart !== "column") return []
  const sums = subtotals.flatMap(({ dimensions, metrics }) =>
    typeof metrics[at] === "number" && metrics[at] > 0
      ? [{ x: text(dimensions[0] ?? null), y: metrics[at] }]
      : [],
  )
  return [
    Plot.text(sums, {
      x: "x",
      y: "y",
      dy: -8,
      text: ({ y }: { readonly y: number }) => formatted(y, tile.metrics[at]?.format),
      fill: "currentColor",
      className: "value-labels",
    }),
  ]
}

function marginOf(points: readonly ChartPoint[], tick: (value: number) => string): number {
  return Math.max(...points.map(({ y }) => textWidth(tick(y))), 18) + 16
}

function longest(points: readonly ChartPoint[], format: string | undefined): string {
  return points
    .map(({ y }) => formatted(y, format))
    .reduce((long, each) => (each.length > long.length ? each : long), "")
}

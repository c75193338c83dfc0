import { LuxError } from "../../errors.ts"
import type { PlaceIn } from "./check-tiles.ts"
import type { Chart, Tile } from "./dashboard-types.ts"

const withAxes: readonly Chart[] = ["bar", "column", "line", "area", "points"]
const counted: readonly Chart[] = [...withAxes, "table", "number", "donut", "pyramid", "cloud", "heatmap"]

interface ChartKey {
  readonly isWritten: (tile: Tile) => boolean
  readonly charts: readonly Chart[]
}

/** Keys that not every chart has a use for. */
const keys: Readonly<Record<string, ChartKey>> = {
  model: { isWritten: ({ model }) => model !== undefined, charts: counted },
  by: { isWritten: ({ by }) => by.length > 0, charts: counted },
  metrics: { isWritten: ({ metrics }) => metrics.length > 0, charts: counted },
  filters: { isWritten: ({ filters }) => filters.length > 0, charts: counted },
  sort: { isWritten: ({ sort }) => sort.length > 0, charts: counted },
  limit: { isWritten: ({ limit }) => limit !== undefined, charts: counted },
  hidden: { isWritten: ({ hidden }) => hidden.length > 0, charts: counted },
  labels: { isWritten: ({ labels }) => hasKeys(labels), charts: counted },
  formats: { isWritten: ({ formats }) => hasKeys(formats), charts: counted },
  series: { isWritten: ({ series }) => series !== undefined, charts: withAxes },
  gradients: { isWritten: ({ gradients }) => hasKeys(gradients), charts: ["table", "heatmap"] },
  colors: { isWritten: ({ colors }) => hasKeys(colors), charts: [...withAxes, "donut", "pyramid"] },
  axes: {
    isWritten: ({ axes: { x, y } }) =>
      [x, y].some(({ label, scale, reversed }) => label !== undefined || scale === "log" || reversed),
    charts: [...withAxes, "heatmap"],
  },
  value_labels: { isWritten: ({ valueLabels }) => valueLabels, charts: [...withAxes, "heatmap"] },
  totals: { isWritten: ({ totals }) => totals, charts: ["table", "column"] },
  stacked: { isWritten: ({ stacked }) => stacked, charts: ["bar", "column", "area"] },
  fill: { isWritten: ({ fill }) => fill, charts: [...withAxes, "table", "heatmap"] },
  pictures: { isWritten: ({ pictures }) => pictures !== undefined, charts: ["table", "pyramid"] },
  text: { isWritten: ({ text }) => text !== undefined, charts: ["text", "picture"] },
  picture: { isWritten: ({ picture }) => picture !== undefined, charts: ["picture"] },
}

/** Keys of a tile that its chart does nothing with: LUX-3355. */
export function uselessKeys(tile: Tile, at: PlaceIn): readonly LuxError[] {
  const { name, chart, series, colors, gradients, by, axes, stacked, totals } = tile
  const useless = (key: string, why: string, hint: string, ...path: readonly string[]): LuxError =>
    new LuxError("LUX-3355", `tile "${name}": ${key} has no effect ${why}`, {
      place: at(...(path.length === 0 ? [key] : path)),
      hint,
    })
  const ofOthers = Object.entries(keys).flatMap(([key, { isWritten, charts }]) =>
    isWritten(tile) && !charts.includes(chart)
      ? [
          useless(
            key,
            `on a ${chart}`,
            charts === counted ? "Remove it." : `Remove it, or take one of ${charts.join(", ")}.`,
          ),
        ]
      : [],
  )
  if (ofOthers.length > 0) return ofOthers
  const problems: LuxError[] = []
  if (hasKeys(colors) && withAxes.includes(chart) && series === undefined)
    problems.push(
      useless(
        "colors",
        "without series",
        "Colours tell the values of series apart: name the column with series.",
      ),
    )
  if (totals && chart === "column" && !stacked)
    problems.push(useless("totals", "on columns that are not stacked", "Write stacked: true too."))
  for (const field of Object.keys(gradients))
    if (by.includes(field))
      problems.push(
        useless(`a gradient of "${field}"`, "on a column", "Name a metric of the tile.", "gradients", field),
      )
  for (const axis of ["x", "y"] as const)
    if (axes[axis].scale === "log" && axis !== (chart === "bar" ? "x" : chart === "heatmap" ? "" : "y"))
      problems.push(
        useless(
          "scale: log",
          `on axis ${axis} of a ${chart}`,
          "The axis of numbers takes it: x of bars, y of others.",
          "axes",
          axis,
        ),
      )
  return problems
}

function hasKeys(map: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(map).length > 0
}

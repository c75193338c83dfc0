import * as Plot from "@observablehq/plot"
import { colorAt, gradientColors, inkOn } from "../../dashboards/colors.ts"
import type { DimensionData, Value } from "../../dashboards/dashboard-data.ts"
import type { ResultRow } from "../../dashboards/evaluate.ts"
import { dimensionText, formatted } from "../../dashboards/format.ts"
import { compareValues } from "../../dashboards/values.ts"
import { cssColor, isDark } from "../theme.ts"
import { cutText, Drawn, textWidth } from "./drawn.tsx"
import { plotted } from "./plotted.ts"
import type { ChartProps } from "./tile.tsx"

/** A cell for each pair of values: rows are the first column of the tile, columns the second. */
export function HeatMap({ tile, found, colors, width, height, marks }: ChartProps) {
  const at = tile.metrics.findIndex(({ hidden }) => !hidden)
  const metric = tile.metrics[at]
  const [down, across] = tile.by
  const dark = isDark.value
  if (down === undefined || across === undefined || metric === undefined) return null
  const draw = () => {
    const values = found.rows.flatMap(({ metrics }) => (typeof metrics[at] === "number" ? [metrics[at]] : []))
    const [least, most] = [Math.min(...values), Math.max(...values)]
    const usual = { from: "#ffffff", middle: undefined, to: colors.single() }
    const shades = gradientColors(metric.gradient ?? usual, cssColor("sunken"))
    const colorOf = (value: Value | undefined): string =>
      typeof value === "number"
        ? colorAt(shades, most === least ? (most > 0 ? 1 : 0) : (value - least) / (most - least))
        : "none"
    const rows = textsOf(found.rows, 0, down)
    const columns = textsOf(found.rows, 1, across)
    const cell = width / Math.max(columns.length, 1)
    const x = (row: ResultRow): string => dimensionText(row.dimensions[1] ?? null, across.grain)
    const y = (row: ResultRow): string => dimensionText(row.dimensions[0] ?? null, down.grain)
    const isWritten = tile.valueLabels && cell > 34
    const everyNth = Math.ceil((Math.max(...columns.map((text) => textWidth(text)), 10) + 8) / cell)
    return plotted(
      {
        width,
        height,
        marginLeft: Math.min(width * 0.3, Math.max(...rows.map((text) => textWidth(text)), 16) + 34),
        marginTop: 22,
        marginBottom: 36,
        marginRight: 4,
        x: {
          type: "band",
          domain: columns,
          padding: 0.06,
          label: across.label,
          labelArrow: "none",
          tickSize: 0,
          tickFormat: (label: string) => cutText(label, Math.max(cell * everyNth, 40)),
          ticks: columns.filter((_, place) => place % everyNth === 0),
          reverse: tile.axes.x.reversed,
        },
        y: {
          type: "band",
          domain: rows,
          padding: 0.06,
          label: down.label,
          labelArrow: "none",
          tickSize: 0,
          tickFormat: (label: string) => cutText(label, width * 0.3 - 30),
          reverse: tile.axes.y.reversed,
        },
        marks: [
          Plot.cell(found.rows, {
            x,
            y,
            fill: (row: ResultRow) => colorOf(row.metrics[at]),
            rx: 3,
            className: "data-marks",
          }),
          ...(isWritten
            ? [
                Plot.text(found.rows, {
                  x,
                  y,
                  text: (row: ResultRow) => formatted(row.metrics[at] ?? null, metric.format),
                  fill: (row: ResultRow) => inkOn(colorOf(row.metrics[at])),
                  className: "value-labels",
                }),
              ]
            : []),
        ],
      },
      found.rows,
    )
  }
  return <Drawn label={tile.title} marks={marks} draw={draw} of={[tile, found, width, height, dark]} />
}

/** The values of a column, in their order, as they are written. */
function textsOf(rows: readonly ResultRow[], at: number, { grain }: DimensionData): readonly string[] {
  const values = new Set(rows.map(({ dimensions }) => dimensions[at] ?? null))
  return [...values].sort(nullLast).map((value) => dimensionText(value, grain))
}

function nullLast(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return compareValues(a, b)
}

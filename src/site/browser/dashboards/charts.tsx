/** What draws each kind of chart. Undefined: it is a table. */
import type { ComponentType } from "preact"
import type { Chart } from "../../../project/dashboards/dashboard-types.ts"
import { Cloud } from "./cloud.tsx"
import { Donut } from "./donut.tsx"
import { HeatMap } from "./heat-map.tsx"
import { NumberTile } from "./number-tile.tsx"
import { Pyramid } from "./pyramid.tsx"
import type { ChartProps } from "./tile.tsx"
import { XyChart } from "./xy-chart.tsx"

export function chartOf(chart: Chart): ComponentType<ChartProps> | undefined {
  return charts[chart]
}

const charts: Readonly<Record<Chart, ComponentType<ChartProps> | undefined>> = {
  number: NumberTile,
  bar: XyChart,
  column: XyChart,
  line: XyChart,
  area: XyChart,
  points: XyChart,
  donut: Donut,
  pyramid: Pyramid,
  cloud: Cloud,
  heatmap: HeatMap,
  table: undefined,
  text: undefined,
  picture: undefined,
}

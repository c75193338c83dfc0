import { useEffect, useRef } from "preact/hooks"
import UPlot from "uplot"
import type { CheckPoint } from "../data.ts"
import { cssColor, isDark } from "./theme.ts"
import { checkStatus } from "./ui.tsx"

/** Values of a check over time, with what was expected as a band and each point in the colour of its verdict. */
export function CheckChart({
  points,
  label,
}: {
  readonly points: readonly CheckPoint[]
  readonly label: string
}) {
  const place = useRef<HTMLDivElement>(null)
  const dark = isDark.value
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const chart = new UPlot(options(element.clientWidth, points, dark), dataOf(points), element)
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: element.clientWidth, height: chartHeight }),
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
      chart.destroy()
    }
  }, [points, dark])
  return <div ref={place} class="chart" role="img" aria-label={label} />
}

const chartHeight = 260
/** In seconds, on each side of a single point. */
const halfDay = 43_200
/** Counts have no ticks between whole numbers. */
const wholeSteps = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat()

function dataOf(points: readonly CheckPoint[]): UPlot.AlignedData {
  return [
    points.map(({ at }) => Date.parse(`${at.replace(" ", "T")}Z`) / 1000),
    points.map(({ high }) => high),
    points.map(({ low }) => low),
    points.map(({ value }) => value),
  ]
}

function options(width: number, points: readonly CheckPoint[], _: boolean): UPlot.Options {
  const ink = cssColor("muted")
  const isWhole = points.every(({ value }) => value === null || Number.isInteger(value))
  const grid = { stroke: cssColor("rule"), width: 1 }
  const axis: UPlot.Axis = {
    stroke: ink,
    grid,
    ticks: grid,
    font: "12px ui-sans-serif, system-ui, sans-serif",
  }
  const bound: UPlot.Series = {
    stroke: cssColor("band-line"),
    width: 1,
    dash: [4, 4],
    points: { show: false },
  }
  return {
    width,
    height: chartHeight,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), "UTC"),
    scales: {
      x: {
        range: (_chart, least, most) => (least === most ? [least - halfDay, most + halfDay] : [least, most]),
      },
      y: { range: (_chart, least, most) => padded(least, most) },
    },
    axes: [axis, { ...axis, size: 64, ...(isWhole ? { incrs: wholeSteps } : {}) }],
    bands: [{ series: [1, 2], fill: cssColor("band") }],
    series: [
      {},
      bound,
      bound,
      {
        stroke: cssColor("accent"),
        width: 1.75,
        points: { show: true, size: 7 },
      },
    ],
    hooks: { draw: [(chart) => drawVerdicts(chart, points)] },
  }
}

/** Also where all values are the same there is a scale. */
function padded(least: number | null, most: number | null): [number, number] {
  const [low, high] = [least ?? 0, most ?? 1]
  const pad = high === low ? Math.max(1, Math.abs(high) * 0.1) : (high - low) * 0.1
  return [low >= 0 ? Math.max(0, low - pad) : low - pad, high + pad]
}

/** What failed and warned is marked over the line. */
function drawVerdicts(chart: UPlot, points: readonly CheckPoint[]): void {
  const { ctx: context } = chart
  for (const [at, { status, value }] of points.entries()) {
    const found = checkStatus(status)
    if (found === "ok" || value === null) continue
    const [x, y] = [chart.valToPos(chart.data[0]?.[at] ?? 0, "x", true), chart.valToPos(value, "y", true)]
    context.fillStyle = cssColor(found === "none" ? "muted" : found)
    context.beginPath()
    context.arc(x, y, 5 * (window.devicePixelRatio || 1), 0, Math.PI * 2)
    context.fill()
  }
}

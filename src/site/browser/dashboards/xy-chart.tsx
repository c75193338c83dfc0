import { Drawn } from "./drawn.tsx"
import { Legend } from "./legend.tsx"
import { pointsOf } from "./points.ts"
import type { ChartProps } from "./tile.tsx"
import { drawXy } from "./xy-plot.ts"

/** Bars, columns, lines, areas and points. */
export function XyChart(props: ChartProps) {
  const { tile, found, colors, width, height, marks } = props
  const { points, legend, left } = pointsOf(tile, found, colors)
  const legendHeight = legend.length < 2 ? 0 : Math.min(3, Math.ceil((legend.length * 110) / width)) * 22 + 6
  const sized = points.some(({ size }) => size !== undefined)
    ? tile.metrics.filter(({ hidden }) => !hidden)[1]
    : undefined
  const noteHeight = (left > 0 ? 22 : 0) + (sized === undefined ? 0 : 22)
  const room = Math.max(120, height - legendHeight - noteHeight)
  return (
    <>
      <Legend entries={legend} />
      <Drawn
        label={tile.title}
        marks={marks}
        draw={() => drawXy(tile, found, points, { width, height: room, color: colors.single() })}
        of={[tile, found, colors, width, room]}
      />
      {sized !== undefined && (
        <p class="tile-note" dir="auto">
          Size: {sized.label}
        </p>
      )}
      {left > 0 && (
        <p class="tile-note">
          {left} {left === 1 ? "value" : "values"} of 0 or less: not on a logarithmic axis.
        </p>
      )}
    </>
  )
}

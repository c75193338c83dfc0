import { formatted } from "../../dashboards/format.ts"
import type { ChartProps } from "./tile.tsx"

export function NumberTile({ tile, found }: ChartProps) {
  const at = tile.metrics.findIndex(({ hidden }) => !hidden)
  const metric = tile.metrics[at]
  return (
    <p class="big-number">
      <span class="big-number-value">{formatted(found.rows[0]?.metrics[at] ?? null, metric?.format)}</span>
      {metric !== undefined && metric.label !== tile.title && (
        <span class="big-number-label" dir="auto">
          {metric.label}
        </span>
      )}
    </p>
  )
}

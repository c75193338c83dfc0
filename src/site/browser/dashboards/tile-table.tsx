import { colorAt, gradientColors, inkOn } from "../../dashboards/colors.ts"
import type { MetricData, Value } from "../../dashboards/dashboard-data.ts"
import type { ResultRow } from "../../dashboards/evaluate.ts"
import { dimensionText, formatted } from "../../dashboards/format.ts"
import { cssColor, isDark } from "../theme.ts"
import { Scroll } from "../ui.tsx"
import { Picture } from "./picture.tsx"
import type { ChartProps } from "./tile.tsx"

/** The numbers of a tile: a table by itself, and what every chart is in words. */
export function TileTable({ tile, found, marks }: Pick<ChartProps, "tile" | "found" | "marks">) {
  const by = tile.by.map((dimension, at) => ({ dimension, at })).filter(({ dimension }) => !dimension.hidden)
  const metrics = tile.metrics.map((metric, at) => ({ metric, at })).filter(({ metric }) => !metric.hidden)
  const shades = metrics.map(({ metric, at }) =>
    shadeOf(
      metric,
      found.rows.map((row) => row.metrics[at] ?? null),
      isDark.value,
    ),
  )
  const title = tile.title === "" ? tile.name : tile.title
  return (
    <Scroll label={title} class="scroll tile-scroll">
      <table class="table tile-table">
        <caption class="unseen">{title}</caption>
        <thead>
          <tr>
            {by.map(({ dimension }) => (
              <th key={dimension.name} scope="col" dir="auto">
                {dimension.label}
              </th>
            ))}
            {metrics.map(({ metric }) => (
              <th key={metric.name} scope="col" class="number" dir="auto">
                {metric.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.rows.map((row, number) => (
            <tr key={String(number)} class={marks.isPicked(row) === false ? "dimmed" : undefined}>
              {by.map(({ dimension, at }, place) => {
                const text = dimensionText(row.dimensions[at] ?? null, dimension.grain)
                const Cell = place === 0 ? "th" : "td"
                return (
                  <Cell key={dimension.name} {...(place === 0 ? { scope: "row" as const } : {})} dir="auto">
                    {place === 0 && <Picture tile={tile} value={row.dimensions[at] ?? null} />}
                    {place === 0 ? <Picked row={row} marks={marks} text={text} /> : text}
                  </Cell>
                )
              })}
              {metrics.map(({ metric, at }, place) => (
                <td key={metric.name} class="number" style={shades[place]?.(row.metrics[at] ?? null)}>
                  {formatted(row.metrics[at] ?? null, metric.format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {found.total !== undefined && tile.by.length > 0 && (
          <tfoot>
            <tr>
              {by.map(({ dimension }, place) => (
                <th key={dimension.name} scope="row">
                  {place === 0 ? "Total" : ""}
                </th>
              ))}
              {metrics.map(({ metric, at }) => (
                <td key={metric.name} class="number">
                  {formatted(found.total?.[at] ?? null, metric.format)}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </Scroll>
  )
}

function Picked({
  row,
  marks,
  text,
}: { readonly row: ResultRow; readonly text: string } & Pick<ChartProps, "marks">) {
  const { pick, isPicked } = marks
  if (pick === undefined) return <>{text}</>
  return (
    <button
      type="button"
      class="row-pick"
      aria-pressed={isPicked(row) === true}
      onClick={(event) => pick(row, event.ctrlKey || event.metaKey || event.shiftKey)}
    >
      {text}
    </button>
  )
}

/** The background of a cell, from the least value of its column to the greatest. */
function shadeOf({ gradient }: MetricData, values: readonly Value[], _: boolean) {
  const numbers = values.filter((value) => typeof value === "number")
  if (gradient === undefined || numbers.length === 0) return undefined
  const colors = gradientColors(gradient, cssColor("surface"))
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  return (value: Value) => {
    if (typeof value !== "number") return undefined
    const background = colorAt(colors, most === least ? 0.5 : (value - least) / (most - least))
    return { background, color: inkOn(background) }
  }
}

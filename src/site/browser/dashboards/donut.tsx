import { dimensionText, formatted } from "../../dashboards/format.ts"
import { Drawn, svgElement } from "./drawn.tsx"
import type { ChartProps } from "./tile.tsx"

/** So much room its parts in words want next to it. */
const legendWidth = 210

/** Shares of a whole: a ring, and its parts in words. Parts of nothing, or less, are not drawn. */
export function Donut({ tile, found, colors, width, height, marks }: ChartProps) {
  const at = tile.metrics.findIndex(({ hidden }) => !hidden)
  const [dimension] = tile.by
  const parts = found.rows.map((row) => {
    const value = row.metrics[at]
    return {
      row,
      value: typeof value === "number" && value > 0 ? value : 0,
      color: colors.of(tile, dimension?.name ?? "", row.dimensions[0] ?? null),
      label: dimensionText(row.dimensions[0] ?? null, dimension?.grain),
    }
  })
  const whole = parts.reduce((sum, { value }) => sum + value, 0)
  const isBeside = width > height * 1.35
  const size = Math.max(
    72,
    isBeside
      ? Math.min(height, width * 0.42, Math.max(96, width - legendWidth))
      : Math.min(width, height - 24 * Math.min(parts.length, 5)),
  )
  const draw = () => {
    let angle = 0
    const drawn = parts
      .filter(({ value }) => value > 0)
      .map(({ row, value, color }) => {
        const from = angle
        angle += value / whole
        return {
          row,
          element: svgElement("path", {
            d: arc(from, angle, size / 2),
            fill: color,
            class: "slice",
            "fill-rule": "evenodd",
          }),
        }
      })
    const middle = svgElement(
      "text",
      { x: size / 2, y: size / 2, class: "donut-whole", "text-anchor": "middle", dy: "0.35em" },
      [formatted(whole, tile.metrics[at]?.format)],
    )
    const elements = drawn.map(({ element }) => element)
    return {
      svg: svgElement("svg", { width: size, height: size, viewBox: `0 0 ${size} ${size}` }, [
        ...elements,
        middle,
      ]),
      marks: drawn,
    }
  }
  return (
    <div class={`donut${isBeside ? " donut-beside" : ""}`}>
      <Drawn label={tile.title} marks={marks} draw={draw} of={[tile, found, size, colors]} />
      <ul class="donut-legend">
        {parts.map(({ row, value, color, label }) => (
          <li key={label} class={marks.isPicked(row) === false ? "dimmed" : undefined}>
            <span class="chart-swatch" style={{ background: color }} aria-hidden="true" />
            <span class="donut-label" dir="auto">
              {label}
            </span>
            <span class="donut-value">
              {formatted(row.metrics[at] ?? null, tile.metrics[at]?.format)}
              {whole > 0 && <span class="donut-share"> {Math.round((value / whole) * 100)}%</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A part of a ring, from and to shares of the whole. An arc that ends where it begins is none: a whole ring is two circles. */
function arc(from: number, to: number, radius: number): string {
  if (to - from > 0.9999) return `${circle(radius, radius - 1)} ${circle(radius, radius * 0.62)}`
  const [outer, inner] = [radius - 1, radius * 0.62]
  const at = (share: number, distance: number): string => {
    const angle = share * 2 * Math.PI - Math.PI / 2
    return `${(radius + distance * Math.cos(angle)).toFixed(2)} ${(radius + distance * Math.sin(angle)).toFixed(2)}`
  }
  const large = to - from > 0.5 ? 1 : 0
  return `M${at(from, outer)} A${outer} ${outer} 0 ${large} 1 ${at(to, outer)} L${at(to, inner)} A${inner} ${inner} 0 ${large} 0 ${at(from, inner)} Z`
}

function circle(middle: number, radius: number): string {
  return `M${middle - radius} ${middle} a${radius} ${radius} 0 1 0 ${radius * 2} 0 a${radius} ${radius} 0 1 0 ${-radius * 2} 0 Z`
}

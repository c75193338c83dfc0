import { colorAt, inkOn } from "../../dashboards/colors.ts"
import { dimensionText, formatted } from "../../dashboards/format.ts"
import { pyramidTiers } from "../../dashboards/pyramid-tiers.ts"
import { cutText, Drawn, svgElement, textWidth } from "./drawn.tsx"
import { initialsOf, pictureOf } from "./picture.tsx"
import type { ChartProps } from "./tile.tsx"

/** The first on top, then tier by tier: each with its picture, its name and its number. */
export function Pyramid({ tile, found, colors, width, height, marks }: ChartProps) {
  const at = tile.metrics.findIndex(({ hidden }) => !hidden)
  const sizes = pyramidTiers(found.rows.length)
  const palette = colors.spread(5)
  const draw = () => {
    const tier = height / Math.max(sizes.length, 1)
    const halfAt = (place: number): number => 12 + (width / 2 - 12) * (place / sizes.length)
    const roomOf = (place: number): number =>
      (halfAt(place) + halfAt(place + 1)) * (sizes[place] === 1 ? 1 : 0.94)
    const narrowest = Math.min(...sizes.map((count, place) => (place === 0 ? width : roomOf(place) / count)))
    const radius = Math.max(10, Math.min(tier * 0.3, narrowest * 0.4, 40))
    let next = 0
    const steps: SVGElement[] = []
    const drawn = sizes.flatMap((count, place) => {
      const top = place * tier
      const [above, below] = [halfAt(place), halfAt(place + 1)]
      const [middle, end] = [width / 2, top + tier - 3]
      steps.push(
        svgElement("path", {
          d: `M${middle - above} ${top} L${middle + above} ${top} L${middle + below} ${end} L${middle - below} ${end} Z`,
          fill: colorAt(palette, sizes.length === 1 ? 0.5 : place / (sizes.length - 1)),
          class: "pyramid-step",
        }),
      )
      const room = roomOf(place)
      return Array.from({ length: count }, (_, index) => {
        const row = found.rows[next++]
        if (row === undefined) return []
        const x = middle - room / 2 + (room / count) * (index + 0.5)
        const value = row.dimensions[0] ?? null
        const color = colors.of(tile, tile.by[0]?.name ?? "", value)
        const picture = pictureOf(tile, value)
        const y = top + tier * 0.42
        const name = dimensionText(value, tile.by[0]?.grain)
        return [
          {
            row,
            // The mark is over its face and its texts: they are for eyes, and its label says the same.
            element: svgElement("circle", { cx: x, cy: y, r: radius, class: "pyramid-mark" }),
            shown: svgElement(
              "g",
              {
                class: marks.isPicked(row) === false ? "dimmed" : "",
                transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
                "aria-hidden": "true",
              },
              [
                ...face(picture, color, initialsOf(value), radius),
                svgElement("text", { y: radius + 15, "text-anchor": "middle", class: "pyramid-name" }, [
                  cutText(
                    name,
                    place === 0 ? width : room / count - 4,
                    "600 13px ui-sans-serif, system-ui, sans-serif",
                  ),
                ]),
                ...badge(formatted(row.metrics[at] ?? null, tile.metrics[at]?.format), radius),
              ],
            ),
          },
        ]
      }).flat()
    })
    return {
      svg: svgElement("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, [
        ...steps,
        ...drawn.flatMap(({ shown, element }) => [shown, element]),
      ]),
      marks: drawn,
    }
  }
  return <Drawn label={tile.title} marks={marks} draw={draw} of={[tile, found, width, height, colors]} />
}

let clips = 0

function face(
  picture: string | undefined,
  color: string,
  initials: string,
  radius: number,
): readonly SVGElement[] {
  const ring = svgElement("circle", { r: radius, fill: color, class: "pyramid-face" })
  if (picture === undefined)
    return [
      ring,
      svgElement(
        "text",
        {
          dy: "0.35em",
          "text-anchor": "middle",
          class: "pyramid-initials",
          fill: inkOn(color),
          "font-size": radius * 0.72,
        },
        [initials],
      ),
    ]
  const id = `face-${clips++}`
  return [
    ring,
    svgElement("clipPath", { id }, [svgElement("circle", { r: radius - 2 })]),
    svgElement("image", {
      href: picture,
      x: -radius,
      y: -radius,
      width: radius * 2,
      height: radius * 2,
      preserveAspectRatio: "xMidYMid slice",
      "clip-path": `url(#${id})`,
    }),
  ]
}

/** The number of an entry, at the edge of its face. */
function badge(text: string, radius: number): readonly SVGElement[] {
  const [x, y] = [radius * 0.78, -radius * 0.72]
  const width = Math.max(19, textWidth(text, "700 11px ui-sans-serif, system-ui, sans-serif") + 10)
  return [
    svgElement("rect", { x: x - 9.5, y: y - 9.5, width, height: 19, rx: 9.5, class: "pyramid-badge" }),
    svgElement(
      "text",
      {
        x: x - 9.5 + width / 2,
        y,
        dy: "0.34em",
        "text-anchor": "middle",
        class: "pyramid-rank",
        "aria-hidden": "true",
      },
      [text],
    ),
  ]
}

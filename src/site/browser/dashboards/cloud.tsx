import cloudLayout from "d3-cloud"
import { colorAt, readableOn } from "../../dashboards/colors.ts"
import type { ResultRow } from "../../dashboards/evaluate.ts"
import { dimensionText } from "../../dashboards/format.ts"
import { cssColor, isDark } from "../theme.ts"
import { Drawn, svgElement } from "./drawn.tsx"
import type { ChartProps } from "./tile.tsx"

interface Word extends cloudLayout.Word {
  readonly row: ResultRow
  readonly share: number
}

const font = "ui-sans-serif, system-ui, sans-serif"

/** Words, the larger the greater their number. All of them fit: until they do they are made smaller. */
export function Cloud({ tile, found, colors, width, height, marks }: ChartProps) {
  const at = tile.metrics.findIndex(({ hidden }) => !hidden)
  const [dimension] = tile.by
  const values = found.rows.map((row) => row.metrics[at]).filter((value) => typeof value === "number")
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const palette = colors.spread(5)
  const dark = isDark.value
  const draw = () => {
    const paper = cssColor("surface")
    const words = found.rows.flatMap((row): readonly Word[] => {
      const value = row.metrics[at]
      if (typeof value !== "number") return []
      const share = most === least ? 0.5 : Math.sqrt((value - least) / (most - least))
      return [{ row, share, text: dimensionText(row.dimensions[0] ?? null, dimension?.grain) }]
    })
    const placed = placedWords(words, width, height)
    const drawn = placed.map(({ row, share, x = 0, y = 0, size = 12, text = "" }) => ({
      row,
      element: svgElement(
        "text",
        {
          x: width / 2 + x,
          y: height / 2 + y,
          "text-anchor": "middle",
          class: "cloud-word",
          fill: readableOn(colorAt(palette, 1 - share), paper),
        },
        [text],
      ),
      size,
    }))
    // The style sheet says the font of all of them.
    for (const { element, size } of drawn) element.style.fontSize = `${size}px`
    return {
      svg: svgElement(
        "svg",
        { width, height, viewBox: `0 0 ${width} ${height}` },
        drawn.map(({ element }) => element),
      ),
      marks: drawn,
    }
  }
  return (
    <Drawn label={tile.title} marks={marks} draw={draw} of={[tile, found, width, height, colors, dark]} />
  )
}

function placedWords(words: readonly Word[], width: number, height: number): readonly Word[] {
  const largest = Math.max(20, Math.min(64, Math.sqrt((width * height) / Math.max(words.length, 1)) * 0.72))
  let placed: readonly Word[] = []
  for (let scale = 1; scale > 0.3 && placed.length < words.length; scale *= 0.86) {
    cloudLayout<Word>()
      .size([width, height])
      .words(words.map((word) => ({ ...word })))
      .font(font)
      .fontWeight(600)
      .fontSize(({ share }) => Math.max(9, (0.3 + 0.7 * share) * largest * scale))
      .rotate(0)
      .padding(3)
      .random(steady())
      .on("end", (found, bounds) => {
        placed = centred(found, bounds, width, height)
      })
      .start()
  }
  return placed
}

/** Where there are few words they are anywhere. */
function centred(
  words: readonly Word[],
  bounds: readonly { readonly x: number; readonly y: number }[] | null | undefined,
  width: number,
  height: number,
): readonly Word[] {
  const [from, to] = bounds ?? []
  if (from === undefined || to === undefined) return words
  const [right, down] = [(width - from.x - to.x) / 2, (height - from.y - to.y) / 2]
  return words.map((word) => ({ ...word, x: (word.x ?? 0) + right, y: (word.y ?? 0) + down }))
}

/** The same cloud each time it is drawn. */
function steady(): () => number {
  let state = 1
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}

import type { Shown } from "./dashboard-data.ts"

/** For dashboards that choose none: told apart by people who see few colours too, in light and in dark. */
const usual = [
  "#4269d0",
  "#efb118",
  "#ff725c",
  "#6cc5b0",
  "#3ca951",
  "#ff8ab7",
  "#a463f2",
  "#97bbf5",
  "#9c6b4e",
  "#9498a0",
]

/** So many colours of a palette: spread over it, and between its colours where it has too few. */
export function colorsFrom(palette: readonly string[], count: number): readonly string[] {
  const colors = palette.length === 0 ? usual : palette
  if (count === 1) return [colors[palette.length === 0 ? 0 : Math.floor(colors.length / 2)] ?? ""]
  if (palette.length === 0 && count <= usual.length) return usual.slice(0, count)
  return Array.from({ length: count }, (_, at) => colorAt(colors, at / (count - 1)))
}

/** The colour at a place from 0 to 1 of a way through colours. */
export function colorAt(colors: readonly string[], place: number): string {
  const [first = "#888888", ...more] = colors
  if (more.length === 0) return first
  const at = Math.min(Math.max(place, 0), 1) * more.length
  const step = Math.min(Math.floor(at), more.length - 1)
  const [from, to] = [channels(colors[step] ?? first), channels(colors[step + 1] ?? first)]
  return hex(from.map((channel, index) => channel + ((to[index] ?? 0) - channel) * (at - step)))
}

/** The colours of a gradient. White stands for the page, which is dark in the dark. */
export function gradientColors(gradient: NonNullable<Shown["gradient"]>, paper: string): readonly string[] {
  const { from, middle, to } = gradient
  return [from, ...(middle === undefined ? [] : [middle]), to].map((color) =>
    /^#(fff|ffffff)$/i.test(color) ? paper : color,
  )
}

/** Black or white, whichever can be read on the colour. */
export function inkOn(color: string): string {
  return luminance(color) > 0.179 ? "#000000" : "#ffffff"
}

/** The colour itself, or as much darker or lighter as it takes to be read on another. */
export function readableOn(color: string, paper: string): string {
  const ink = inkOn(paper)
  for (let share = 0; share < 1; share += 0.1) {
    const mixed = colorAt([color, ink], share)
    if (contrast(mixed, paper) >= 3) return mixed
  }
  return ink
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const share = channel / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channels(color: string): readonly number[] {
  const digits = color.replace("#", "")
  const full = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16))
}

function hex(values: readonly number[]): string {
  return `#${values.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`
}

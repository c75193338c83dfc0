import type { LuxError, Place, RelatedPlace } from "../errors.ts"
import type { Colors } from "./colors.ts"
import { cutEnd, cutMiddle, cutStart, mostMessageWidth, printable, widthOf } from "./printable.ts"

export type ErrorKind = "error" | "warning"

/** Widest that a shown line of an authored file may be, in terminal columns: less where the terminal is narrower. */
const mostFrameWidth = 100
const leastFrameWidth = 24
/** Of many errors these are reported in full. */
const mostErrors = 40

/** Code, place and message on one line; the authored line with what is meant marked; related places; what to do. */
export function errorText(
  error: LuxError,
  colors: Colors,
  kind: ErrorKind = "error",
  columns = Number.POSITIVE_INFINITY,
): string {
  const paint = kind === "error" ? colors.red : colors.yellow
  const code = kind === "error" ? colors.bold(paint(error.code)) : paint(`warning ${error.code}`)
  const lines = [
    [code, placeText(error.place, colors), messageText(error)].filter((part) => part !== "").join(" "),
  ]
  if (error.place !== undefined) lines.push(...frameLines(error.place, colors, paint, columns))
  for (const { message, place, times } of counted(error.related)) {
    const again = times > 1 ? ` (${times} times)` : ""
    lines.push(`  ${placeText(place, colors)} ${message}${again}`)
    lines.push(...frameLines(place, colors, colors.cyan, columns))
  }
  if (error.hint !== undefined) lines.push(`  ${colors.cyan("hint:")} ${indented(error.hint, "  ")}`)
  return lines.join("\n")
}

/** One error, or several with their number at the end; of very many the first ones. */
export function errorsText(errors: readonly LuxError[], colors: Colors, columns?: number): string {
  const texts = errors.slice(0, mostErrors).map((error) => errorText(error, colors, "error", columns))
  if (errors.length < 2) return texts.join("")
  const shown =
    errors.length > mostErrors ? `; these are the first ${mostErrors}, --log-format json tells all` : ""
  return [...texts, `${colors.bold(colors.red(`${errors.length} errors`))}${shown}`].join("\n\n")
}

/** The authored line with carets under what is meant; nothing where the line's text is not known. */
function frameLines(
  place: Place,
  colors: Colors,
  paint: (text: string) => string,
  columns = Number.POSITIVE_INFINITY,
): readonly string[] {
  if (place.lineText === undefined) return []
  const number = String(place.line)
  const frameWidth = Math.max(leastFrameWidth, Math.min(mostFrameWidth, columns - number.length - 6))
  const start = place.column - 1
  const end = start + Math.max(1, place.length ?? 1)
  const before = cutStart(shown(place.lineText.slice(0, start)), Math.floor(frameWidth * 0.6))
  const marked = cutEnd(shown(place.lineText.slice(start, end)), frameWidth - widthOf(before))
  const after = cutEnd(
    shown(place.lineText.slice(end)),
    Math.max(0, frameWidth - widthOf(before) - widthOf(marked)),
  )
  const gutter = (text: string): string => colors.dim(`  ${text.padStart(number.length)} | `)
  return [
    `${gutter(number)}${before}${marked}${after}`.trimEnd(),
    `${gutter("")}${" ".repeat(widthOf(before))}${paint("^".repeat(Math.max(1, widthOf(marked))))}`,
  ]
}

/** The same place over and over, as in a circle of macros, is reported once. */
function counted(related: readonly RelatedPlace[]): readonly (RelatedPlace & { readonly times: number })[] {
  const told: (RelatedPlace & { times: number })[] = []
  for (const each of related) {
    const before = told.find(
      ({ message, place }) =>
        message === each.message &&
        place.file === each.place.file &&
        place.line === each.place.line &&
        place.column === each.place.column,
    )
    if (before === undefined) told.push({ ...each, times: 1 })
    else before.times++
  }
  return told
}

function placeText(place: Place | undefined, colors: Colors): string {
  return place === undefined ? "" : `${colors.bold(`${place.file}:${place.line}:${place.column}`)} `
}

function messageText(error: LuxError): string {
  return indented(error.message, "")
}

function indented(text: string, indent: string): string {
  return text
    .split("\n")
    .map((line) => cutMiddle(line, mostMessageWidth))
    .map((line, index) => printable(index === 0 ? line : `${indent}  ${line}`))
    .join("\n")
}

/** A tab is as wide as the terminal likes: two spaces keep the carets where they belong. */
function shown(text: string): string {
  return printable(text.replaceAll("\t", "  "))
}

import stringWidth from "string-width"

/** Of one line of a message or hint: values in them may be as long as they like. */
export const mostMessageWidth = 600

const ascii = /^[\x20-\x7e]*$/
// C0, delete, C1, line separators, and the marks that turn the direction of what follows: a value must not move the
// cursor, change colours or reorder the line that it stands in. Joiners stay, emoji are made with them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const unprintable = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g
// Made when first needed: it takes 20 ms.
let segmenter: Intl.Segmenter | undefined

/** The text with control characters written as escapes (`\n`, `\x1b`). */
export function printable(text: string): string {
  return ascii.test(text) ? text : text.replace(unprintable, escaped)
}

/** Columns that the text takes on a terminal. */
export function widthOf(text: string): number {
  return ascii.test(text) ? text.length : stringWidth(text)
}

/** The text in at most `width` columns; what is cut off is shown as `…`. Never cuts a character in two. */
export function cutEnd(text: string, width: number): string {
  // A character never takes more than it has UTF-16 units times two columns, so short texts need no measuring.
  if (text.length * 2 <= width || (text.length <= width * 40 && widthOf(text) <= width)) return text
  if (width <= 1) return width === 1 ? "…" : ""
  let kept = ""
  let taken = 0
  for (const { segment } of graphemesOf(text)) {
    const next = widthOf(segment)
    if (taken + next > width - 1) break
    kept += segment
    taken += next
  }
  return `${kept}…`
}

/** As `cutEnd`, but keeps the end. */
export function cutStart(text: string, width: number): string {
  if (text.length * 2 <= width || (text.length <= width * 40 && widthOf(text) <= width)) return text
  const kept: string[] = []
  let taken = 0
  // Nothing else can be in the end: a line may have megabytes.
  for (const { segment } of [...graphemesOf(text.slice(-width * 40))].reverse()) {
    const next = widthOf(segment)
    if (taken + next > width - 1) break
    kept.unshift(segment)
    taken += next
  }
  return `…${kept.join("")}`
}

/** As `cutEnd`, but keeps both ends: names that begin alike are told apart by how they end. */
export function cutMiddle(text: string, width: number): string {
  if (width < 8 || (text.length <= width * 40 && widthOf(text) <= width)) return cutEnd(text, width)
  const head = cutEnd(text, Math.ceil(width / 2))
  // Both halves bring a `…`: one of them is enough.
  return head + cutStart(text, width - widthOf(head) + 1).slice(1)
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)))
}

export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - widthOf(text))) + text
}

function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" })
  return segmenter.segment(text)
}

function escaped(character: string): string {
  const known: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }
  const code = character.codePointAt(0) ?? 0
  return (
    known[character] ??
    (code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`)
  )
}

import type { Place } from "../errors.ts"

/** The text of one authored file. `path` is relative to the project, with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** The place of an offset (UTF-16 units from the start of the text), with the line's text. */
export function placeAt(file: SourceFile, offset: number, length = 1): Place {
  const at = Math.max(0, Math.min(offset, file.text.length))
  const lineStart = at === 0 ? 0 : file.text.lastIndexOf("\n", at - 1) + 1
  const nextBreak = file.text.indexOf("\n", at)
  const lineEnd = nextBreak === -1 ? file.text.length : nextBreak
  let line = 1
  for (let i = file.text.indexOf("\n"); i !== -1 && i < lineStart; i = file.text.indexOf("\n", i + 1)) line++
  return {
    file: file.path,
    line,
    column: at - lineStart + 1,
    length,
    lineText: file.text.slice(lineStart, lineEnd).replace(/\r$/, ""),
  }
}

/** The offset of a line (from 1) and column (from 0), as Handlebars gives them. */
export function offsetOf(file: SourceFile, line: number, column: number): number {
  let start = 0
  for (let at = 1; at < line; at++) {
    const next = file.text.indexOf("\n", start)
    if (next === -1) return file.text.length
    start = next + 1
  }
  return Math.min(start + column, file.text.length)
}

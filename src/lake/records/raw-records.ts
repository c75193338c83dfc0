import { byte, JsonScan } from "./json-scan.ts"

/** A part of a raw file, in bytes, without blanks around it. */
export interface RawPart {
  /** Which record, from 1; null for what is none. */
  readonly record: number | null
  readonly start: number
  readonly end: number
  /** Why it is not a record at all; undefined: it is one, good or bad. */
  readonly broken: "empty_file" | "not_json" | "truncated" | "after_end" | undefined
}

/** How the records of a file are written. */
export type RawLayout = "list" | "lines" | "values"

export interface RawFileParts {
  readonly layout: RawLayout
  readonly parts: readonly RawPart[]
}

/**
 * Tells the bytes of a JSON file into records, good and bad ones: at what ends each outside of texts, so that one that is not
 * JSON takes no other with it.
 */
export function rawRecords(bytes: Uint8Array): RawFileParts {
  const scan = new JsonScan(bytes)
  const start = scan.blanks(hasByteOrderMark(bytes) ? 3 : 0)
  if (start >= bytes.length) return { layout: "list", parts: [broken("empty_file", null, start, start)] }
  if (bytes[start] === byte.listStart) return { layout: "list", parts: elements(bytes, start) }
  const lines = linesOf(bytes, start)
  if (lines.some((line) => isWholeObject(scan, bytes, line)))
    return { layout: "lines", parts: lines.map(({ start, end }, index) => part(index + 1, start, end)) }
  return { layout: "values", parts: values(bytes, start, scan) }
}

export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

interface Line {
  readonly start: number
  readonly end: number
  /** It begins in the first column. */
  readonly isFlush: boolean
}

function elements(bytes: Uint8Array, open: number): readonly RawPart[] {
  const parts: RawPart[] = []
  for (let at = open + 1; ; ) {
    const { end, depth, inText } = partEnd(bytes, at)
    const trimmed = trim(bytes, at, end)
    const isEmpty = trimmed.start >= trimmed.end
    const record = parts.length + 1
    if (end >= bytes.length) {
      const isWhole = !isEmpty && depth === 0 && !inText
      if (isWhole) parts.push(part(record, trimmed.start, trimmed.end))
      const rest = isWhole ? { start: end, end } : trimmed
      return [...parts, broken("truncated", parts.length + 1, rest.start, rest.end)]
    }
    const isLast = bytes[end] === byte.listEnd
    if (!(isEmpty && isLast && parts.length === 0)) parts.push(part(record, trimmed.start, trimmed.end))
    if (isLast) {
      const rest = trim(bytes, end + 1, bytes.length)
      return rest.start < rest.end ? [...parts, broken("after_end", null, rest.start, rest.end)] : parts
    }
    at = end + 1
  }
}

/** Where the comma or the bracket is that ends an element: outside of texts, lists and objects. */
function partEnd(
  bytes: Uint8Array,
  start: number,
): { readonly end: number; readonly depth: number; readonly inText: boolean } {
  let depth = 0
  for (let at = start; at < bytes.length; at++)
    switch (bytes[at]) {
      case byte.quote:
        at = textEnd(bytes, at)
        if (at >= bytes.length) return { end: bytes.length, depth, inText: true }
        break
      case byte.listStart:
      case byte.objectStart:
        depth++
        break
      case byte.listEnd:
        if (depth === 0) return { end: at, depth, inText: false }
        depth--
        break
      case byte.objectEnd:
        if (depth > 0) depth--
        break
      case byte.comma:
        if (depth === 0) return { end: at, depth, inText: false }
    }
  return { end: bytes.length, depth, inText: false }
}

/** Where the quote is that ends a text, or the end of all. */
function textEnd(bytes: Uint8Array, start: number): number {
  const short = Math.min(start + mostBytesByHand, bytes.length)
  let at = start + 1
  for (; at < short; at++) {
    if (bytes[at] === byte.quote) return at
    if (bytes[at] === byte.backslash) at++
  }
  for (;;) {
    const quote = bytes.indexOf(byte.quote, at)
    if (quote < 0) return bytes.length
    let from = quote
    while (from > at && bytes[from - 1] === byte.backslash) from--
    at = quote + 1
    // Behind an even number of backslashes a quote is not escaped.
    if ((quote - from) % 2 === 0) return quote
  }
}

/** Looking for the quote of a longer text is left to the engine. */
const mostBytesByHand = 64

function values(bytes: Uint8Array, first: number, scan: JsonScan): readonly RawPart[] {
  const parts: RawPart[] = []
  for (let at = first; at < bytes.length; at = scan.blanks(at)) {
    const record = parts.length + 1
    const end = valueEnd(bytes, at, scan)
    const rest = trim(bytes, at, bytes.length)
    if (end === "open") return [...parts, broken("truncated", record, rest.start, rest.end)]
    if (end === "none")
      return [...parts, broken("not_json", parts.length === 0 ? null : record, rest.start, rest.end)]
    parts.push(part(record, at, end))
    at = end
  }
  return parts
}

/** Where a value ends, be it JSON or an object that is not. */
function valueEnd(bytes: Uint8Array, start: number, scan: JsonScan): number | "open" | "none" {
  const end = scan.value(start)
  if (end >= 0) return isApart(bytes, start, end) ? end : "none"
  if (bytes[start] !== byte.objectStart) return "none"
  let depth = 0
  for (let at = start; at < bytes.length; at++)
    switch (bytes[at]) {
      case byte.quote:
        at = textEnd(bytes, at)
        break
      case byte.listStart:
      case byte.objectStart:
        depth++
        break
      case byte.listEnd:
      case byte.objectEnd:
        depth--
        if (depth === 0) return at + 1
    }
  return "open"
}

/** `7x` is not the value 7 and something else. */
function isApart(bytes: Uint8Array, start: number, end: number): boolean {
  const isScalar = bytes[start] !== byte.objectStart && bytes[start] !== byte.listStart
  return !isScalar || end >= bytes.length || isBlank(bytes[end])
}

function linesOf(bytes: Uint8Array, first: number): readonly Line[] {
  const lines: Line[] = []
  for (let at = first; at < bytes.length; ) {
    const found = bytes.indexOf(byte.newline, at)
    const end = found < 0 ? bytes.length : found
    const trimmed = trim(bytes, at, end)
    // What goes before the first is the byte order mark or blank.
    if (trimmed.start < trimmed.end) lines.push({ ...trimmed, isFlush: trimmed.start === at })
    at = end + 1
  }
  return lines
}

function isWholeObject(scan: JsonScan, bytes: Uint8Array, { start, end, isFlush }: Line): boolean {
  return isFlush && bytes[start] === byte.objectStart && scan.value(start) === end
}

function trim(bytes: Uint8Array, from: number, to: number): { readonly start: number; readonly end: number } {
  let [start, end] = [from, to]
  while (start < end && isBlank(bytes[start])) start++
  while (end > start && isBlank(bytes[end - 1])) end--
  return { start, end }
}

function isBlank(each: number | undefined): boolean {
  return each === byte.blank || each === byte.newline || each === byte.return || each === byte.tab
}

function part(record: number, start: number, end: number): RawPart {
  return { record, start, end, broken: undefined }
}

function broken(
  why: NonNullable<RawPart["broken"]>,
  record: number | null,
  start: number,
  end: number,
): RawPart {
  return { record, start, end, broken: why }
}

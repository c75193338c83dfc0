import { COLLECTION_STYLE, EVENT_ID, type Event, type YAMLException } from "js-yaml"
import { LuxError, LuxErrors } from "../../errors.ts"
import { placeAt, type SourceFile } from "../../template/source-file.ts"

/** LUX-1002, or LUX-1003 where the text is no YAML because a template's quotes are missing. */
export function yamlError(file: SourceFile, error: YAMLException): LuxError {
  const offset = error.mark?.position ?? 0
  const lineStart = file.text.lastIndexOf("\n", offset - 1) + 1
  const unquoted = /^.*?(?::|-|,|\{|\[)[ \t]+(?=\{\{)/.exec(file.text.slice(lineStart))
  if (unquoted !== null) return unquotedTemplate(file, lineStart + unquoted[0].length)
  const quote = openQuote(file.text, lineStart)
  if (quote !== undefined)
    return new LuxError("LUX-1002", "a text in quotes is never closed", {
      place: placeAt(file, quote),
      hint: `Write the other ${file.text[quote] ?? "quote"} where it ends.`,
      cause: error,
    })
  const place = placeAt(file, offset)
  const duplicate = error.reason === "duplicated mapping key"
  return new LuxError("LUX-1002", duplicate ? `${keyAt(file, offset)} is there twice` : said(error.reason), {
    place,
    hint: duplicate
      ? "Put what belongs under it together."
      : hintFor(error.reason, file.text.slice(lineStart).split("\n", 1)[0] ?? ""),
    cause: error,
  })
}

/** YAML reads `{{...}}` without quotes as a map of a map: LUX-1003 for each, all together. */
export function checkUnquoted(file: SourceFile, events: readonly Event[]): void {
  // Only a text that may have one is worth the walk.
  if (!/[-:,{[]\s*\{\{/.test(file.text)) return
  const found = events.flatMap((event) =>
    event.type === EVENT_ID.MAPPING &&
    event.style === COLLECTION_STYLE.FLOW &&
    file.text.startsWith("{{", event.start)
      ? [unquotedTemplate(file, event.start)]
      : [],
  )
  const [only, more] = found
  if (only !== undefined) throw more === undefined ? only : new LuxErrors(found)
}

function unquotedTemplate(file: SourceFile, offset: number): LuxError {
  const written = /^\{\{.*?\}\}[^\s,}\]]*/.exec(file.text.slice(offset))?.[0] ?? "{{"
  return new LuxError("LUX-1003", "a template in YAML needs quotes around it", {
    place: placeAt(file, offset, written.length),
    hint: `Without them YAML reads a map. Write '${written}'.`,
  })
}

/**
 * The quote that opens a value and has no other on its line, when everything from there to where the reader stopped can be
 * inside it: the reader then stops at the end of the file or wherever the text under the quote is less indented.
 */
export function openQuote(text: string, stopped: number): number | undefined {
  let start = 0
  let found: number | undefined
  for (const line of text.split("\n")) {
    if (start > stopped) break
    const match = /^(\s*(?:-\s+)*(?:[\w$+.-]+:\s+)?)(["'])/.exec(line)
    const quote = match?.[2] ?? ""
    const at = start + (match?.[1]?.length ?? 0)
    if (match !== null) found = isClosed(line.slice(match[0].length), quote) ? undefined : at
    else if (found !== undefined && line.includes(text[found] ?? "")) found = undefined
    start += line.length + 1
  }
  return found
}

function isClosed(rest: string, quote: string): boolean {
  return (quote === '"' ? rest.replaceAll(/\\./g, "") : rest.replaceAll("''", "")).includes(quote)
}

function keyAt(file: SourceFile, offset: number): string {
  return `"${/^["']?([^:"'\n]*)/.exec(file.text.slice(offset))?.[1]?.trim() ?? ""}"`
}

function said(reason: string): string {
  return `this cannot be read as YAML: ${reason}`
}

function hintFor(reason: string, line: string): string | undefined {
  const [, key, value] = /^[\s-]*([\w-]+):\s+([^"'{[|>&*!#].*:\s.*)$/.exec(line) ?? []
  if (key !== undefined && value !== undefined)
    return `A text with a colon needs quotes: ${key}: ${JSON.stringify(value.trim())}.`
  if (/\btab\b/.test(reason)) return "Indent with spaces."
  if (/indentation/.test(reason)) return "What belongs together starts in the same column."
  if (/flow collection|flow mapping|flow sequence/.test(reason))
    return "Inside { } and [ ], a text with a comma or a brace needs quotes."
  return undefined
}

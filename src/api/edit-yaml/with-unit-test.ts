import { Document, isCollection, isMap, isSeq, parseDocument, type Tags } from "yaml"

/** A unit test as it is written into YAML. */
export interface WrittenUnitTest {
  readonly name: string
  readonly description: string
  readonly model: string
  readonly versions?: { readonly include: readonly (string | number)[] }
  readonly given: readonly { readonly input: string; readonly rows: readonly object[] }[]
  readonly expect: { readonly rows: readonly object[] }
}

/**
 * The text of a properties file with one more unit test behind those that it has; everything else stays to the letter.
 * `line` is that of the test.
 */
export function withUnitTest(
  before: string,
  test: WrittenUnitTest,
): { readonly text: string; readonly line: number } {
  const document = parseDocument(before, { customTags: numbersAsWritten })
  const list = isMap(document.contents) ? document.contents.get("unit_tests", true) : undefined
  const entry = new Document([test])
  for (const path of [...test.given.map((_, index) => [0, "given", index, "rows"]), [0, "expect", "rows"]]) {
    const rows = entry.getIn(path)
    if (!isSeq(rows)) continue
    if (rows.items.length === 0) rows.flow = true
    for (const row of rows.items) if (isCollection(row)) row.flow = true
  }
  const item = entry.toString(oneLineARow)
  if (isSeq(list) && list.flow !== true && list.range !== undefined && list.range !== null) {
    const [start, end] = list.range
    const column = start - (before.lastIndexOf("\n", start - 1) + 1)
    const head = before.slice(0, end)
    const apart = list.items.length === 1 || /\n\s*\n\s*- /.test(before.slice(start, end))
    const blank = apart ? "\n" : ""
    return placed(withNewline(head) + blank, indented(item, column), before.slice(end))
  }
  if (list === undefined) {
    const gap = before.trim() === "" ? "" : "\n"
    return placed(`${withNewline(before)}${gap}unit_tests:\n`, indented(item, 2), "")
  }
  // Written in one line, or with nothing behind the key: the library writes the file again.
  const [written] = isSeq(entry.contents) ? entry.contents.items : []
  if (isSeq(list)) {
    list.flow = false
    list.add(written)
  } else document.set("unit_tests", entry.contents)
  const text = document.toString(oneLineARow)
  return { text, line: lineOf(text, `name: ${test.name}`) }
}

/** The library would write numbers as doubles again: `9007199254740992` for `9007199254740993`. */
function numbersAsWritten(tags: Tags): Tags {
  return tags.map((tag) =>
    typeof tag === "object" && tag.collection === undefined && /:(int|float)$/.test(tag.tag)
      ? {
          ...tag,
          stringify: (item, ...rest) => item.source ?? tag.stringify?.(item, ...rest) ?? String(item.value),
        }
      : tag,
  )
}

/** Rows stay one below the other, however long they and their texts are. */
const oneLineARow = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER } as const

function placed(head: string, item: string, tail: string): { readonly text: string; readonly line: number } {
  return { text: head + item + tail, line: head.split("\n").length }
}

function withNewline(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by))
}

function lineOf(text: string, part: string): number {
  return text.slice(0, Math.max(0, text.indexOf(part))).split("\n").length
}

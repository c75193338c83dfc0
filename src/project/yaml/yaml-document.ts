import { constructFromEvents, EVENT_ID, type Event, parseEvents, YAMLException } from "js-yaml"
import { LuxError, type Place } from "../../errors.ts"
import { placeAt, type SourceFile } from "../../template/source-file.ts"
import { checkAliases } from "./yaml-aliases.ts"
import { checkUnquoted, openQuote, yamlError } from "./yaml-errors.ts"
import { checkNumbers, yamlSchema } from "./yaml-numbers.ts"
import { type Located, type LocatedEntry, locate } from "./yaml-places.ts"

export type YamlPath = readonly (string | number)[]

/** A parsed YAML file: plain values, and the place of each when it is asked for. */
export interface YamlDocument {
  readonly file: SourceFile
  /** Undefined for an empty file. */
  readonly value: unknown
  /** The place of a value, or of its key in a map; of the nearest enclosing one where the path leads nowhere. */
  placeOf(path: YamlPath, part?: "key" | "value"): Place
  /** Offsets of a text value in the file when it stands there letter by letter, so that a template in it knows its place. */
  rangeOf(path: YamlPath): { readonly start: number; readonly end: number } | undefined
}

/**
 * Numbers keep their digits: `yaml-numbers.ts`. Throws LUX-1002 where the text is no YAML, LUX-1003 where a template's
 * quotes were forgotten, LUX-1019 for a number without digits.
 */
export function parseYaml(written: SourceFile): YamlDocument {
  const { file, events } = read(written)
  const value = construct(file, events)
  let root: Located | undefined
  const find = (path: YamlPath): { entry: LocatedEntry | undefined; node: Located | undefined } => {
    // Read again rather than kept: few files are ever asked for a place, and all would hold their events.
    root ??= locate(parseEvents(file.text, {}), file.text)
    let node: Located | undefined = root
    let entry: LocatedEntry | undefined
    for (const step of path) {
      const next: LocatedEntry | undefined = node?.entries.get(step)
      if (next === undefined) break
      entry = next
      node = next.node
    }
    return { entry, node }
  }
  return {
    file: written,
    value,
    placeOf(path, part = "value") {
      const { entry, node } = find(path)
      if (part === "key" && entry?.keyStart !== undefined)
        return placeAt(written, entry.keyStart, String(path.at(-1) ?? "").length)
      // A key with nothing behind it stands for its value.
      const empty = node !== undefined && node.start < 0 ? entry?.keyStart : undefined
      const { start, end } =
        empty === undefined ? (node ?? { start: 0, end: 1 }) : { start: empty, end: empty + 1 }
      const lineEnd = written.text.indexOf("\n", start)
      return placeAt(written, start, Math.max(1, Math.min(end, lineEnd === -1 ? end : lineEnd) - start))
    },
    rangeOf(path) {
      const { node } = find(path)
      if (node?.scalar === undefined) return undefined
      const { start, end } = node
      return file.text.slice(start, end) === node.scalar ? { start, end } : undefined
    },
  }
}

/** A document that is known to be well formed: parsed when something is asked of it. */
export function laterYaml(file: SourceFile): YamlDocument {
  let parsed: YamlDocument | undefined
  const document = (): YamlDocument => {
    parsed ??= parseYaml(file)
    return parsed
  }
  return {
    file,
    get value() {
      return document().value
    },
    placeOf: (path, part) => document().placeOf(path, part),
    rangeOf: (path) => document().rangeOf(path),
  }
}

/** `file` is what the reader accepts: the text, with the same offsets, or with lines inside brackets joined. */
function read(written: SourceFile): { readonly file: SourceFile; readonly events: Event[] } {
  const { text, events } = eventsOf(written)
  checkAliases(written, events)
  checkUnquoted(written, events)
  checkNumbers(written, events)
  return { file: { ...written, text }, events }
}

/**
 * PyYAML takes any indentation inside brackets, such as a closing bracket at its key's column; js-yaml does not. The break
 * before such a line becomes a blank, which means the same there and moves nothing.
 */
function eventsOf(file: SourceFile): { readonly text: string; readonly events: Event[] } {
  let { text } = file
  for (;;)
    try {
      return { text, events: parseEvents(text, {}) }
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error
      const joined =
        error.reason === "deficient indentation" ? joinedBefore(text, error.mark?.position ?? 0) : undefined
      if (joined === undefined) throw yamlError(file, error)
      text = joined
    }
}

/** Undefined where the line is inside a text in quotes, which keeps its blanks. */
function joinedBefore(text: string, position: number): string | undefined {
  const before = text.slice(0, position)
  const gap = /(?:[ \t]#[^\n]*)?(?:\r?\n[ \t]*(?:#[^\n]*)?)+$/.exec(before)
  if (gap === null || openQuote(text, before.lastIndexOf("\n") + 1) !== undefined) return undefined
  return before.slice(0, gap.index) + " ".repeat(gap[0].length) + text.slice(position)
}

function construct(file: SourceFile, events: Event[]): unknown {
  const documents = attempt(file, () =>
    constructFromEvents(events, { source: file.text, schema: yamlSchema }),
  )
  if (documents.length <= 1) return documents[0]
  // `---` at the end of a file starts a document with nothing in it.
  if (documents.slice(1).every((each) => each === null)) return documents[0]
  const second = events.findIndex((event, index) => index > 0 && event.type === EVENT_ID.DOCUMENT)
  const place = locate(events.slice(second), file.text)
  throw new LuxError("LUX-1002", "there is a second YAML document in this file", {
    place: placeAt(file, place?.start ?? file.text.length),
    hint: "Put it into a file of its own, or take out the line with ---.",
  })
}

function attempt<T>(file: SourceFile, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    throw yamlError(file, error)
  }
}

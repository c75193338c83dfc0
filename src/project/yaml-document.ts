import {
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  YAMLException,
} from "js-yaml"
import { LuxError, type Place } from "../errors.ts"
import { placeAt, type SourceFile } from "../template/source-file.ts"

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

/** Throws LUX-1002 where the text is no YAML, LUX-1003 where a template's quotes were forgotten. */
export function parseYaml(file: SourceFile): YamlDocument {
  const events = attempt(file, () => parseEvents(file.text, {}))
  const [value] = attempt(file, () => constructFromEvents(events, { source: file.text }))
  let root: Located | undefined
  const find = (path: YamlPath): { entry: Entry | undefined; node: Located | undefined } => {
    root ??= locate(events, file.text)
    let node: Located | undefined = root
    let entry: Entry | undefined
    for (const step of path) {
      const next: Entry | undefined = node?.entries.get(step)
      if (next === undefined) break
      entry = next
      node = next.node
    }
    return { entry, node }
  }
  return {
    file,
    value,
    placeOf(path, part = "value") {
      const { entry, node } = find(path)
      if (part === "key" && entry?.keyStart !== undefined)
        return placeAt(file, entry.keyStart, String(path.at(-1) ?? "").length)
      return placeAt(file, node?.start ?? 0, Math.max(1, (node?.end ?? 0) - (node?.start ?? 0)))
    },
    rangeOf(path) {
      const { node } = find(path)
      if (node?.scalar === undefined) return undefined
      const { start, end } = node
      return file.text.slice(start, end) === node.scalar ? { start, end } : undefined
    },
  }
}

function attempt<T>(file: SourceFile, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    throw yamlError(file, error)
  }
}

function yamlError(file: SourceFile, error: YAMLException): LuxError {
  const place = placeAt(file, error.mark?.position ?? 0)
  const unquoted = /:\s*(\{\{[^}\n]*\}\}[^\n]*)/.exec(file.text)
  if (unquoted !== null && /complex keys|flow collection|flow mapping/.test(error.reason)) {
    const offset = unquoted.index + unquoted[0].indexOf("{{")
    return unquotedTemplate(
      placeAt(file, offset, unquoted[1]?.trimEnd().length ?? 1),
      unquoted[1]?.trim() ?? "",
    )
  }
  return new LuxError("LUX-1002", `this is no YAML: ${error.reason}`, { place, cause: error })
}

/** YAML reads `{{...}}` without quotes as a map of a map. */
export function unquotedTemplate(place: Place, written: string): LuxError {
  return new LuxError("LUX-1003", "a template in YAML needs quotes around it", {
    place,
    hint: `Without them YAML reads a map. Write '${written}'.`,
  })
}

interface Located {
  readonly start: number
  readonly end: number
  /** The value of a scalar. */
  readonly scalar: string | undefined
  readonly entries: Map<string | number, Entry>
}

interface Entry {
  readonly keyStart: number | undefined
  readonly node: Located
}

/** The tree of places, from the flat list of events. */
function locate(events: readonly Event[], text: string): Located | undefined {
  let at = 0
  const read = (): Located | undefined => {
    const event = events[at++]
    switch (event?.type) {
      case EVENT_ID.DOCUMENT: {
        const node = read()
        return node
      }
      case EVENT_ID.SEQUENCE: {
        const node = blank(event.start)
        for (let index = 0; !isPop(); index++) put(node, index, undefined, read())
        at++
        return node
      }
      case EVENT_ID.MAPPING: {
        const node = blank(event.start)
        while (!isPop()) {
          const key = read()
          put(node, key?.scalar ?? "", key?.start, read())
        }
        at++
        return node
      }
      case EVENT_ID.SCALAR:
        return {
          start: event.valueStart,
          end: event.valueEnd,
          scalar: getScalarValue(text, event),
          entries: new Map(),
        }
      case EVENT_ID.ALIAS:
        return blank(event.anchorStart)
      default:
        return undefined
    }
  }
  const isPop = (): boolean => at >= events.length || events[at]?.type === EVENT_ID.POP
  return read()
}

function blank(start: number): Located {
  return { start, end: start + 1, scalar: undefined, entries: new Map() }
}

function put(
  node: Located,
  key: string | number,
  keyStart: number | undefined,
  value: Located | undefined,
): void {
  if (value !== undefined) node.entries.set(key, { keyStart, node: value })
}

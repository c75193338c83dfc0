import { EVENT_ID, type Event, getScalarValue } from "js-yaml"

/** A value of a YAML file and where it stands: offsets in the text. */
export interface Located {
  readonly start: number
  readonly end: number
  /** The value of a scalar. */
  readonly scalar: string | undefined
  readonly entries: ReadonlyMap<string | number, LocatedEntry>
}

export interface LocatedEntry {
  /** Undefined for an item of a list. */
  readonly keyStart: number | undefined
  readonly node: Located
}

/** The tree of places of the first document, from js-yaml's flat list of events. */
export function locate(events: readonly Event[], text: string): Located | undefined {
  const anchors = new Map<string, Located>()
  let at = 0
  return read()

  function read(): Located | undefined {
    const event = events[at++]
    switch (event?.type) {
      case EVENT_ID.DOCUMENT:
        return read()
      case EVENT_ID.SEQUENCE: {
        const entries = new Map<string | number, LocatedEntry>()
        for (let index = 0; !isPop(); index++) put(entries, index, undefined, read())
        at++
        return anchored(event, { start: event.start, end: event.start + 1, scalar: undefined, entries })
      }
      case EVENT_ID.MAPPING: {
        const entries = new Map<string | number, LocatedEntry>()
        while (!isPop()) {
          const key = read()
          const value = read()
          if (key?.scalar === "<<") merge(entries, value)
          else put(entries, key?.scalar ?? "", key?.start, value)
        }
        at++
        return anchored(event, { start: event.start, end: event.start + 1, scalar: undefined, entries })
      }
      case EVENT_ID.SCALAR:
        return anchored(event, {
          // A block starts with its first line, indentation included.
          start: event.valueStart + Math.max(0, event.indent),
          end: event.valueEnd,
          scalar: getScalarValue(text, event),
          entries: new Map(),
        })
      case EVENT_ID.ALIAS:
        return anchors.get(text.slice(event.anchorStart, event.anchorEnd))
      default:
        return undefined
    }
  }

  function isPop(): boolean {
    return at >= events.length || events[at]?.type === EVENT_ID.POP
  }

  function anchored(event: { anchorStart: number; anchorEnd: number }, node: Located): Located {
    if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node)
    return node
  }
}

/** `<<: *base`: what the map has itself goes before. */
function merge(entries: Map<string | number, LocatedEntry>, base: Located | undefined): void {
  for (const [key, entry] of base?.entries ?? []) {
    if (typeof key === "number") merge(entries, entry.node)
    else if (!entries.has(key)) entries.set(key, entry)
  }
}

function put(
  entries: Map<string | number, LocatedEntry>,
  key: string | number,
  keyStart: number | undefined,
  node: Located | undefined,
): void {
  if (node !== undefined) entries.set(key, { keyStart, node })
}

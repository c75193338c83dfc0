import { EVENT_ID, type Event } from "js-yaml"
import { LuxError } from "../../errors.ts"
import { placeAt, type SourceFile } from "../../template/source-file.ts"

/** Values that a file may have when each alias is replaced by what it names: more than anyone writes. */
const mostValues = 1_000_000

/**
 * LUX-1002 for an alias inside what it names, which has no end, and for aliases of aliases that stand for more values
 * than a file may have: whatever walks the values would take forever.
 */
export function checkAliases(file: SourceFile, events: readonly Event[]): void {
  if (!events.some(({ type }) => type === EVENT_ID.ALIAS)) return
  const sizes = new Map<string, number>()
  const open: { readonly anchor: string | undefined; size: number }[] = []
  let named = 0
  const add = (size: number): void => {
    const around = open.at(-1)
    if (around !== undefined) around.size += size
  }
  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        sizes.clear()
        open.push({ anchor: undefined, size: 0 })
        break
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        open.push({ anchor: nameOf(event), size: 1 })
        break
      case EVENT_ID.SCALAR: {
        const anchor = nameOf(event)
        if (anchor !== undefined) sizes.set(anchor, 1)
        add(1)
        break
      }
      case EVENT_ID.ALIAS: {
        const name = nameOf(event) ?? ""
        if (open.some(({ anchor }) => anchor === name))
          throw refused(event, `the alias *${name} stands inside what it names`, "Write the values out.")
        const size = sizes.get(name) ?? 1
        add(size)
        named += size
        if (named > mostValues)
          throw refused(
            event,
            `the aliases up to *${name} stand for more than a million values`,
            "Write the values out, or name fewer at once.",
          )
        break
      }
      case EVENT_ID.POP: {
        const closed = open.pop()
        if (closed?.anchor !== undefined) sizes.set(closed.anchor, closed.size)
        add(closed?.size ?? 0)
        break
      }
    }
  }

  function nameOf(event: { readonly anchorStart: number; readonly anchorEnd: number }): string | undefined {
    return event.anchorStart < 0 ? undefined : file.text.slice(event.anchorStart, event.anchorEnd)
  }

  function refused(event: { readonly anchorStart: number }, message: string, hint: string): LuxError {
    return new LuxError("LUX-1002", message, {
      place: placeAt(file, Math.max(0, event.anchorStart - 1)),
      hint,
    })
  }
}

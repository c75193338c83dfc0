import { authoredPlace, callersOf } from "../template/source-map.ts"
import type { Rendered } from "../template/types.ts"
import type { ExecutableSql } from "./to-executable.ts"

/** What begins and ends transactions; no query that could be translated. */
export const transactionWords: ReadonlySet<string> = new Set([
  "begin",
  "start",
  "commit",
  "end",
  "rollback",
  "abort",
])

/** A stretch of a rendered text without the blanks around it, with the way back to where it was written. */
export function partOf({ text, segments }: Rendered, from: number, to: number): Rendered {
  const start = from + (/^\s*/.exec(text.slice(from, to))?.[0].length ?? 0)
  const end = start + text.slice(start, to).trimEnd().length
  return {
    text: text.slice(start, end),
    segments: segments
      .filter((segment) => segment.outputEnd >= start && segment.outputStart < end)
      .map((segment) => ({
        ...segment,
        outputStart: segment.outputStart - start,
        outputEnd: segment.outputEnd - start,
      })),
  }
}

/** SQL that is the same everywhere. */
export function verbatim(rendered: Rendered): ExecutableSql {
  return {
    sql: rendered.text,
    authored: rendered.text,
    macros: [],
    placeAt: (offset) => authoredPlace(rendered, offset),
    callersAt: (offset) => callersOf(rendered, offset),
  }
}

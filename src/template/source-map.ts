import type { Place, RelatedPlace } from "../errors.ts"
import { placeAt } from "./source-file.ts"
import type { OutputSegment, Rendered } from "./types.ts"

/**
 * Where the character at `offset` of a rendered text was written: exact where it is a file's own text, the call that
 * made it where it is computed. Text of a macro gives the macro's place; `callersOf` tells who called it.
 */
export function authoredPlace(rendered: Rendered, offset: number): Place {
  const segment = segmentAt(rendered, offset)
  if (segment === undefined) return { file: "", line: 1, column: 1 }
  const inside = Math.max(0, Math.min(offset, segment.outputEnd) - segment.outputStart)
  return placeAt(segment.file, segment.sourceStart + (segment.verbatim ? inside : 0))
}

/** For text that a macro printed: where each macro on the way was called, the innermost call first. */
export function callersOf(rendered: Rendered, offset: number): readonly RelatedPlace[] {
  const callers: RelatedPlace[] = []
  for (let site = segmentAt(rendered, offset)?.calledFrom; site !== undefined; site = site.calledFrom)
    callers.push({ message: `macro "${site.macro}" is called here`, place: placeAt(site.file, site.offset) })
  return callers
}

/** The segment that holds the offset; past the end, the last one. */
function segmentAt(rendered: Rendered, offset: number): OutputSegment | undefined {
  const { segments } = rendered
  let low = 0
  let high = segments.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((segments[middle]?.outputStart ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return segments[low]
}

import type { Copied, Out } from "./output.ts"

/** The text without what was taken over from a stretch of the authored text, and `instead` where that began. */
export function cut(text: Out, { start, end }: Copied, instead: Out = []): Out {
  const pieces: (string | Copied)[] = []
  let rest = instead
  for (const piece of text) {
    if (typeof piece === "string" || piece.end <= start || piece.start >= end) {
      pieces.push(piece)
      continue
    }
    if (piece.start < start) pieces.push({ start: piece.start, end: start })
    pieces.push(...rest)
    rest = []
    if (piece.end > end) pieces.push({ start: end, end: piece.end })
  }
  return pieces
}

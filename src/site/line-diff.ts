import { lineChanges } from "../line-changes.ts"
import type { DiffLine } from "./data.ts"

/** Unchanged lines that are shown before and after a change. */
const around = 3

/** How one text became the other, by lines. Unchanged stretches are `~`. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const lines = lineChanges(linesOf(before), linesOf(after))
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ sign }) => sign !== " "),
  )
  return lines.flatMap((line, at): readonly DiffLine[] => {
    if (near[at] === true) return [line]
    return at === 0 || near[at - 1] === true ? [{ sign: "~", text: "" }] : []
  })
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n")
}

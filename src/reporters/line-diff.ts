import { lineChanges } from "../line-changes.ts"

/** Unchanged lines that are shown before and after a change. */
const around = 2

/** Two texts as lines that start with `-`, `+` or a blank; parts far from any change are `...`. White space around lines does not count. */
export function lineDiff(before: string, now: string): readonly string[] {
  const changes = lineChanges(linesOf(before), linesOf(now), (left, right) => left.trim() === right.trim())
  const changed = changes.flatMap(({ sign }, index) => (sign === " " ? [] : [index]))
  const shown: string[] = []
  let last = -1
  for (const [index, { sign, text }] of changes.entries()) {
    if (!changed.some((each) => Math.abs(each - index) <= around)) continue
    if (index > last + 1 && shown.length > 0) shown.push(" ...")
    shown.push(`${sign}${text}`)
    last = index
  }
  return shown
}

function linesOf(text: string): readonly string[] {
  return text.trim().split(/\r?\n/)
}

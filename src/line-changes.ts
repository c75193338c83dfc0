import { diffArrays } from "diff"

export interface LineChange {
  readonly sign: " " | "+" | "-"
  readonly text: string
}

/** Texts with more changed lines are shown as replaced: a comparison would take too long, and nobody would read it. */
const mostChanges = 4_000

/** How the lines of one text became those of another. Lines that are kept have the text of the second one. */
export function lineChanges(
  before: readonly string[],
  now: readonly string[],
  isSame: (left: string, right: string) => boolean = (left, right) => left === right,
): readonly LineChange[] {
  const options = { comparator: isSame, maxEditLength: mostChanges }
  const chunks = diffArrays([...before], [...now], options) ?? [
    { value: before, removed: true },
    { value: now, added: true },
  ]
  return chunks.flatMap(({ value, added = false, removed = false }) =>
    value.map((text): LineChange => ({ sign: added ? "+" : removed ? "-" : " ", text })),
  )
}

/** What a selection is, wherever it was written: on the command line or in `selectors.yml`. */
import type { Place } from "../errors.ts"

/** Which tests come along with what is selected: those with any, with all of their parents in it, or none. */
export type IndirectSelection = (typeof indirectSelections)[number]
export const indirectSelections = ["eager", "cautious", "buildable", "empty"] as const

/** One criterion: `2+tag:daily+`. */
export interface Criterion {
  readonly kind: "criterion"
  /** With its arguments: `config.materialized`. */
  readonly method: string
  readonly value: string
  /** Steps upstream to add; Infinity for all. */
  readonly parents: number
  readonly children: number
  /** `@x`: x, all its descendants, and all ancestors of those. */
  readonly childrensParents: boolean
  /** Undefined: as the command says. */
  readonly indirect: IndirectSelection | undefined
  /** As written, for messages. */
  readonly text: string
  /** Where it stands in a file. */
  readonly place?: Place | undefined
}

export type Selection = Criterion | CombinedSelection

/** A union, an intersection, or a difference: the first part without the others. */
export interface CombinedSelection {
  readonly kind: "union" | "intersection" | "difference"
  readonly parts: readonly Selection[]
  /** As written, for messages; absent where nobody wrote it as one. */
  readonly text?: string | undefined
}

/** The selections of `selectors.yml`. */
export interface NamedSelections {
  readonly byName: ReadonlyMap<string, Selection>
  /** Name of the one that holds where a command selects nothing itself. */
  readonly default: string | undefined
}

/** Next to `lux_project.yml`. */
export const selectorsFileName = "selectors.yml"

export const noSelectors: NamedSelections = { byName: new Map(), default: undefined }

/** Every criterion in a selection. */
export function criteriaOf(selection: Selection): readonly Criterion[] {
  return selection.kind === "criterion" ? [selection] : selection.parts.flatMap(criteriaOf)
}

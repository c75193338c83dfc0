import type { Place } from "../errors.ts"

/** What is known of an earlier state of the project, for selection. */
export interface StateKnowledge {
  /**
   * Unique ids that `state:modified.body`, `result:error` and so on mean. Throws LUX-1213 for what is none of these, and
   * what reading the state throws.
   */
  selectedBy(text: string, place: Place | undefined): ReadonlySet<string>
}

import type { Place } from "../../errors.ts"

/** What is known of an earlier state of the project, for selection. */
export interface StateKnowledge {
  /** Unique ids that `state:VALUE` means. Throws LUX-1213 for a value that is none. */
  byState(value: string, place: Place | undefined): ReadonlySet<string>
  /** Unique ids of what came out so. */
  byResult(status: string): ReadonlySet<string>
}

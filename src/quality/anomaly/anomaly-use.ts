import type { Settings } from "./settings.ts"

/** What makes a check of measures one that is judged by what was measured before. */
export interface AnomalyUse {
  readonly settings: Settings
  /** Present where the first group is a bucket of time, and what was before stands in the table itself. */
  readonly bucket: "hour" | "day" | undefined
  /** True where not the value counts but which share it is of all groups' values. */
  readonly isShare: boolean
}

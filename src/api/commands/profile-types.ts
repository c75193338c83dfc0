import type { SuggestedCheck } from "../../quality/profile/suggest-checks.ts"
import type { MeasuredProfile } from "../../quality/profile/types.ts"
import type { LookOptions } from "../options.ts"

export type { SuggestedCheck } from "../../quality/profile/suggest-checks.ts"
export type {
  ColumnKind,
  HistogramBin,
  ProfiledColumn,
  ProfileMetric,
  ValueCount,
} from "../../quality/profile/types.ts"

export interface ProfileOptions extends LookOptions {
  /** A model, seed, snapshot or source (`lake.media`), or a pattern of files: `raw/*.json`, `.csv`, `.parquet`. */
  readonly of: string
  /** The folder that a pattern of files starts from; the project's when absent. */
  readonly folder?: string | undefined
  /** Only rows that this is true of, in the project's dialect; of files in the engine's. */
  readonly where?: string | undefined
  /** Only these columns. */
  readonly columns?: readonly string[] | undefined
  /** So many rows, chosen evenly and the same each time, instead of all. */
  readonly sample?: number | undefined
  /** Pairs of columns to correlate; `"all"` for every two columns of numbers. */
  readonly pairs?: "all" | readonly (readonly [string, string])[] | undefined
  /** Sets of columns whose combinations are counted. */
  readonly keys?: readonly (readonly string[])[] | undefined
  /** Propose checks that hold now and are not declared yet. */
  readonly suggest?: boolean | undefined
  /** Write those that are proposed into the properties file. */
  readonly write?: boolean | undefined
}

export interface ProfileResult extends MeasuredProfile {
  /** What was profiled, by its name. */
  readonly name: string
  readonly uniqueId: string | undefined
  readonly rows: number
  /** Whether it was kept in the quality history: all rows of something of the project. */
  readonly recorded: boolean
  /** Where they were asked for. */
  readonly suggestions: readonly SuggestedCheck[]
  /** Where they were to be written. */
  readonly written: WrittenChecks | undefined
}

export interface WrittenChecks {
  /** The properties file, relative to the project. */
  readonly path: string
  /** How many checks were added. */
  readonly written: number
  /** Columns (undefined: the relation itself) whose checks were left out, and why. */
  readonly refused: readonly { readonly column: string | undefined; readonly reason: string }[]
}

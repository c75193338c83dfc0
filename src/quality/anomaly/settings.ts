/** What an anomaly check is reported: pure data. Times are milliseconds since 1970, UTC. */

/** A value that was measured. */
export interface Point {
  readonly at: number
  /** Null and NaN: nothing was measured, and the point is left out. */
  readonly value: number | null
  /** True of a version that was kept out for whatever reason: its value is remembered, and taught by nobody. */
  readonly rejected?: boolean
}

export type Direction = "up" | "down"

/** Both ends belong to it. */
export interface Period {
  readonly from: number
  readonly to: number
}

export interface Acknowledgement extends Period {
  /**
   * anomaly: known to be wrong, and stays out of the baseline; normal: right although it was found; new_level: right, and
   * nothing before it says anything any more.
   */
  readonly as: "anomaly" | "normal" | "new_level"
  readonly reason: string
}

export type Season = "hour" | "weekday" | "hour_of_week"

export type Strategy =
  | { readonly kind: "threshold"; readonly min?: number | undefined; readonly max?: number | undefined }
  | {
      readonly kind: "absolute_change" | "relative_change"
      readonly maxIncrease?: number | undefined
      readonly maxDecrease?: number | undefined
    }
  | { readonly kind: "mean" }
  | { readonly kind: "robust" }
  | { readonly kind: "seasonal"; readonly season: Season }
  | {
      readonly kind: "holt_winters"
      /** Steps of a season. */
      readonly period: number
      /** Milliseconds of a step; undefined: each point is a step. */
      readonly step?: number | undefined
    }

export interface Settings {
  readonly strategy: Strategy
  /** With fewer points nothing is said. */
  readonly minPoints: number
  readonly direction: Direction | "both"
  /** How many deviations a value may be from what is expected. */
  readonly sensitivity: number
  /** Share of the expected value that a value may differ from it, however little values vary. */
  readonly minChange: number
  /** How many points, or how many milliseconds, are looked back on. */
  readonly window: { readonly points: number } | { readonly milliseconds: number } | undefined
  /** Neither judged nor learned from. */
  readonly excluded: readonly Period[]
  readonly acknowledged: readonly Acknowledgement[]
  /** After so many anomalies in a row, all to one side, they are the new level; undefined: never. */
  readonly acceptAfter: number | undefined
}

export function within({ from, to }: Period, at: number): boolean {
  return at >= from && at <= to
}

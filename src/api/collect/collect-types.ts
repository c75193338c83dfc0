import type { Report } from "../../collect/report.ts"

/** How a run of a collector went. */
export type CollectReport = Report

export interface CollectOptions {
  /** Names of collectors; all of them by default. */
  readonly collectors?: readonly string[] | undefined
  /** An instant of the tick, in ISO 8601; now by default. */
  readonly at?: string | undefined
  /** True: the deployed function is called instead of its code here. */
  readonly invoke?: boolean | undefined
  /** What is done instead of collecting. */
  readonly instead?: "replay-rejected" | "check-token" | "renew-token" | undefined
  /** Ends the run in order: what was got is written. */
  readonly signal?: AbortSignal | undefined
  readonly onReport?: ((report: CollectReport) => void) | undefined
}

export interface CollectResult {
  readonly reports: readonly CollectReport[]
  /** That of the collector that went worst. */
  readonly outcome: CollectReport["outcome"]
  readonly cancelled: boolean
}

/** A tick that has no report, or none that is complete. */
export interface MissedTick {
  readonly collector: string
  /** `2026-01-05T10:00:00Z` */
  readonly tick: string
  /** `none` where there is no report. */
  readonly outcome: "none" | "partial" | "failed"
  /** Units that are not in the lake; undefined where there is no report. */
  readonly units: readonly string[] | undefined
}

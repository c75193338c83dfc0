import type { CheckPoint, MetricPoint } from "../../quality/history-queries.ts"
import type { MovedRows } from "../../run/history/compact-history.ts"
import type { Dropped, JanitorFindings } from "../../run/janitor/stale.ts"

export type { CheckPoint, FailingCheck, MetricPoint, RelationQuality } from "../../quality/history-queries.ts"
export type { RedCheck } from "../../quality/status/check-queries.ts"
export type { CollectedDay } from "../../quality/status/ledger-queries.ts"
export type { DayOfRuns, FailingNode, LastRun, NodeTime } from "../../quality/status/run-queries.ts"
export type { LateSource, Status, StoredRelation } from "../../run/commands/status.ts"
export type { MovedRows } from "../../run/history/compact-history.ts"
export type { Dropped, JanitorFindings, StaleBatch, StaleRelation } from "../../run/janitor/stale.ts"

export interface QualityOptions {
  /** `7d`, `24h`, `90m`, or a time such as `2023-09-02` (UTC). */
  readonly since?: string | undefined
  /** At most so many points; 30 by default. */
  readonly limit?: number | undefined
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface StatusOptions {
  /** From when on days, times and files are reported: as in `QualityOptions`; 7 days by default. */
  readonly since?: string | undefined
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface JanitorOptions {
  /** Names of relations, stages or batches; all that is found by default. */
  readonly names?: readonly string[] | undefined
  /** Drops what is found. It is listed and left by default. */
  readonly drop?: boolean | undefined
  /** Told what is found before anything is dropped. */
  readonly onFound?: ((findings: JanitorFindings) => void) | undefined
  /** Told what went, and what could not. */
  readonly onDropped?: ((dropped: Dropped) => void) | undefined
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** What was found, and what became of it; nothing was dropped unless that was asked for. */
export interface JanitorResult extends JanitorFindings {
  readonly dropped: readonly Dropped[]
}

export interface CheckHistory {
  readonly checkId: string
  readonly name: string
  /** The oldest first. */
  readonly points: readonly CheckPoint[]
}

export interface CompactOptions {
  /** What is older is moved: a span such as `90d`, or a time such as `2023-09-02` (UTC); 90 days by default. */
  readonly keep?: string | undefined
  /** Deletes what is old for good, on every warehouse, and writes no file. */
  readonly delete?: boolean | undefined
  /** Count, and touch nothing. */
  readonly dryRun?: boolean | undefined
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface CompactedHistory {
  /** UTC, `2023-09-02 00:15:30.123`. */
  readonly before: string
  readonly moved: readonly MovedRows[]
}

export interface MetricHistory {
  readonly relation: string
  /** Null for what is measured of the rows. */
  readonly column: string | null
  /** By metric, the oldest first. */
  readonly points: readonly MetricPoint[]
}

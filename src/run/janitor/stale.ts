/** What the janitor finds. Times are UTC, `2023-09-02 00:15:30.123`. */
import type { RelationKind } from "../../warehouse/warehouse.ts"

/**
 * relation: no node makes it any more; rejected: a version that checks kept out; candidate: left by a run that was cut off;
 * failures: failing rows that no test stores any more.
 */
export type StaleWhat = "relation" | "rejected" | "candidate" | "failures"

export interface StaleRelation {
  /** `schema.name` */
  readonly relation: string
  readonly what: StaleWhat
  readonly kind: RelationKind
  /** The node that made it last; null where its mark does not say. */
  readonly node: string | null
  readonly madeAt: string | null
  /** Null where the warehouse does not say. */
  readonly bytes: number | null
  readonly readAt: string | null
  /** Why it is not dropped; null where it is. */
  readonly kept: string | null
}

export interface StaleBatch {
  readonly stage: string
  readonly batch: string
  /** Null where its files are gone already. */
  readonly bytes: number | null
  readonly stagedAt: string
  readonly kept: string | null
}

/** What became of something that was to go; `error` where it could not be dropped. */
export interface Dropped {
  readonly name: string
  readonly error: string | null
}

export interface JanitorFindings {
  readonly target: string
  readonly at: string
  /** Those that lux made, the largest first. */
  readonly relations: readonly StaleRelation[]
  /** Relations of the same schemas that no record says this project and target made. They stay. */
  readonly others: readonly string[]
  /** Batches that are older than the target's `batch_retention`. */
  readonly batches: readonly StaleBatch[]
  /** Rows of lux's own that say nothing any more. */
  readonly records: number
}

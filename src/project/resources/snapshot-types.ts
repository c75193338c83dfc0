/** Tables that keep what a relation's rows once were: the types. */
import type { Column, RelationArgument, RelationConfig, ResourceBase } from "../types.ts"

/** Which rows of a snapshot's relation have changed since the last time, and from when on they hold. */
export type SnapshotStrategy =
  | { readonly kind: "timestamp"; readonly updatedAt: string }
  | {
      readonly kind: "check"
      readonly columns: readonly string[] | "all"
      /** Undefined: a change holds from the time at which it was seen. */
      readonly updatedAt: string | undefined
    }

/** What becomes of rows that the relation no longer has. */
export type HardDeletes = "ignore" | "invalidate" | "new_record"

/** The columns that a snapshot adds, by what they are called unless others are named. */
export interface SnapshotMetaColumns {
  readonly dbt_scd_id: string
  readonly dbt_updated_at: string
  readonly dbt_valid_from: string
  readonly dbt_valid_to: string
  readonly dbt_is_deleted: string
}

interface SnapshotConfig extends RelationConfig {
  readonly strategy: SnapshotStrategy
  readonly uniqueKey: readonly string[]
  readonly hardDeletes: HardDeletes
  /** SQL of what stands in the versions that hold now; null where undefined. */
  readonly validToCurrent: string | undefined
  readonly metaColumns: SnapshotMetaColumns
  readonly raw: Readonly<Record<string, unknown>>
}

/** A table that keeps every version that a relation's rows once had. */
export interface Snapshot extends ResourceBase {
  readonly type: "snapshot"
  readonly relation: RelationArgument
  readonly config: SnapshotConfig
  readonly columns: readonly Column[]
  readonly propertiesPath: string
}

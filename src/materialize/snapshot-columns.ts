import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { columnMeant } from "../project/column-meant.ts"
import type { Snapshot } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { CatalogEntry } from "../warehouse/warehouse.ts"
import { typesByName } from "./column-changes.ts"
import type { Columns, ColumnType } from "./plan.ts"

/** Names of the columns that lux adds to the relation's own. */
export function metaNames({ config }: Snapshot): readonly string[] {
  return Object.values(config.metaColumns)
}

/** Throws LUX-2130 for what is there under the snapshot's name and is none: it may hold what cannot be made again. */
export function checkIsSnapshot(snapshot: Snapshot, existing: CatalogEntry, relation: Relation): void {
  const refuse = (what: string, hint: string): LuxError =>
    new LuxError("LUX-2130", `${relation.label} ${what}`, { place: snapshot.place, hint })
  if (existing.kind !== "table")
    throw refuse("is a view, not a snapshot", "Drop or rename it, or give the snapshot another alias.")
  const { dbt_is_deleted: _, ...needed } = snapshot.config.metaColumns
  const missing = Object.values(needed).filter((name) => columnMeant(name, existing.columns) === undefined)
  if (missing.length > 0)
    throw refuse(
      `is not a snapshot: it has no column ${missing.map((name) => `"${name}"`).join(", ")}`,
      "A snapshot is never rebuilt. Rename that table, give the snapshot another alias, or name its columns under snapshot_meta_column_names.",
    )
}

/**
 * The snapshot with its columns named as the relation and the stored versions have them. Throws LUX-2131 for columns that
 * the configuration names and the relation does not have, or that the snapshot itself adds.
 */
export function withColumnNames(
  snapshot: Snapshot,
  relation: Relation,
  { existing, candidate }: Columns,
): Snapshot {
  const { strategy, uniqueKey, metaColumns } = snapshot.config
  const meant = (name: string): string => (columnMeant(name, candidate) ?? unknown(name)).name
  const kept = (name: string): string => columnMeant(name, existing)?.name ?? name
  const keys = uniqueKey.map(meant)
  const named: Snapshot = {
    ...snapshot,
    config: {
      ...snapshot.config,
      uniqueKey: keys,
      strategy:
        strategy.kind === "timestamp"
          ? { ...strategy, updatedAt: meant(strategy.updatedAt) }
          : {
              ...strategy,
              updatedAt: strategy.updatedAt === undefined ? undefined : meant(strategy.updatedAt),
              columns: strategy.columns === "all" ? "all" : strategy.columns.map(meant),
            },
      metaColumns: {
        dbt_scd_id: kept(metaColumns.dbt_scd_id),
        dbt_updated_at: kept(metaColumns.dbt_updated_at),
        dbt_valid_from: kept(metaColumns.dbt_valid_from),
        dbt_valid_to: kept(metaColumns.dbt_valid_to),
        dbt_is_deleted: kept(metaColumns.dbt_is_deleted),
      },
    },
  }
  checkAdded(named, candidate)
  const stored = typesByName(existing)
  const lost = existing.length === 0 ? undefined : keys.find((key) => !stored.has(key))
  if (lost !== undefined)
    throw new LuxError(
      "LUX-2131",
      `snapshot "${snapshot.name}": the versions in ${relation.label} have no column "${lost}"`,
      {
        place: snapshot.place,
        hint: "Without their key they cannot be matched. Name a key that they have, or give the snapshot another alias.",
      },
    )
  return named

  function unknown(name: string): never {
    const names = candidate.map((column) => column.name)
    throw new LuxError("LUX-2131", `snapshot "${snapshot.name}": its relation has no column "${name}"`, {
      place: snapshot.place,
      hint: didYouMean(name, names),
    })
  }
}

/** Whatever their case: an unquoted name in a query of somebody else could mean either. */
function checkAdded(snapshot: Snapshot, candidate: readonly ColumnType[]): void {
  const names = new Set(candidate.map(({ name }) => name.toLowerCase()))
  const taken = metaNames(snapshot).find((name) => names.has(name.toLowerCase()))
  if (taken !== undefined)
    throw new LuxError(
      "LUX-2131",
      `snapshot "${snapshot.name}": its relation has a column "${taken}" itself`,
      {
        place: snapshot.place,
        hint: "The snapshot adds one of that name: call it otherwise under snapshot_meta_column_names.",
      },
    )
}

import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { Snapshot } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { CatalogEntry } from "../warehouse/warehouse.ts"
import type { Columns } from "./plan.ts"

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
  const present = lowerNames(existing.columns)
  const missing = Object.values(needed).filter((name) => !present.has(name.toLowerCase()))
  if (missing.length > 0)
    throw refuse(
      `is no snapshot: it has no column ${missing.map((name) => `"${name}"`).join(", ")}`,
      "A snapshot is never built anew. Rename that table, give the snapshot another alias, or name its columns under snapshot_meta_column_names.",
    )
}

/**
 * Throws LUX-2131 for columns that the configuration names and the relation does not have, or that the snapshot itself
 * adds.
 */
export function checkColumns(snapshot: Snapshot, { candidate }: Pick<Columns, "candidate">): void {
  const { strategy, uniqueKey } = snapshot.config
  const names = lowerNames(candidate)
  const updated = strategy.updatedAt === undefined ? [] : [strategy.updatedAt]
  const checked = strategy.kind === "check" && strategy.columns !== "all" ? strategy.columns : []
  for (const name of [...uniqueKey, ...updated, ...checked])
    if (!names.has(name.toLowerCase()))
      throw new LuxError("LUX-2131", `snapshot "${snapshot.name}": its relation has no column "${name}"`, {
        place: snapshot.place,
        hint: didYouMean(
          name,
          candidate.map((column) => column.name),
        ),
      })
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

function lowerNames(columns: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(columns.map(({ name }) => name.toLowerCase()))
}

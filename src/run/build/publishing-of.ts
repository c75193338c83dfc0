import { grantStatements } from "../../materialize/grants.ts"
import type { Publishing, Statement } from "../../materialize/plan.ts"
import type { Built } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { CatalogEntry } from "../../warehouse/warehouse.ts"

/**
 * How a new version takes a table's place: as its configuration says, else as is best for the warehouse and the table's
 * size. Materialized views keep to the table that they were made of, so that it stays. A full refresh makes a new table: what the old one was made with is no longer what the project says.
 */
export function publishingOf(
  { config }: Built,
  existing: CatalogEntry | undefined,
  fullRefresh: boolean,
  statements: WarehouseStatements,
  readers: readonly Relation[],
): Publishing {
  if (config.fullRefresh ?? fullRefresh) return "swap"
  if (config.publish !== undefined) return config.publish
  return readers.length > 0 ? "replace" : statements.publishing(existing?.rows)
}

/** Where the warehouse has users of its own. */
export function grantsOf(
  { config }: Built,
  relation: Relation,
  existing: CatalogEntry | undefined,
  { catalog }: WarehouseStatements,
): readonly Statement[] {
  return catalog === undefined ? [] : grantStatements(config.grants, relation, existing?.privileges ?? {})
}

import type { Relation } from "../sql/relation.ts"
import type { Catalog, CatalogEntry } from "./warehouse.ts"

/** A catalog of what was read; names compare without case. */
export function catalogOf(schemas: Iterable<string>, entries: readonly CatalogEntry[]): Catalog {
  const byLabel = new Map(entries.map((entry) => [`${entry.schema}.${entry.name}`.toLowerCase(), entry]))
  return {
    schemas: new Set(schemas),
    get: (relation: Relation) => byLabel.get(relation.label.toLowerCase()),
    entries: () => byLabel.values(),
  }
}

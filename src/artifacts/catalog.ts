import { isRelational } from "../project/built.ts"
import type { Resource } from "../project/types.ts"
import { duckDbDatabaseName } from "../sql/duckdb-database-name.ts"
import type { Catalog, CatalogEntry } from "../warehouse/warehouse.ts"
import { type ArtifactSource, type Document, metadataOf } from "./document.ts"

/** `catalog.json`, version 1: the columns of the project's relations as the warehouse has them. */
export function catalogDocument(
  catalog: Catalog,
  source: ArtifactSource,
): Document & { readonly nodes: Document; readonly sources: Document } {
  const database = duckDbDatabaseName(source.project.target.path)
  const nodes: Record<string, Document> = {}
  const sources: Record<string, Document> = {}
  for (const { resource } of source.graph.nodes.values()) {
    const entry = entryOf(resource, catalog, source)
    if (entry === undefined) continue
    const part = resource.type === "source" ? sources : nodes
    part[resource.uniqueId] = relationDocument(resource.uniqueId, entry, database)
  }
  return {
    metadata: metadataOf("catalog/v1", source.invocation),
    nodes,
    sources,
    errors: null,
    _compile_results: null,
  }
}

function entryOf(
  resource: Resource,
  catalog: Catalog,
  { relationOf }: ArtifactSource,
): CatalogEntry | undefined {
  if (!isRelational(resource)) return undefined
  if (resource.type === "model" && resource.config.materialized === "ephemeral") return undefined
  const relation = relationOf(resource)
  return relation.schema === undefined ? undefined : catalog.get(relation)
}

function relationDocument(uniqueId: string, entry: CatalogEntry, database: string): Document {
  const columns = entry.columns.map(({ name, type }, index) => [
    name,
    { type, index: index + 1, name, comment: null },
  ])
  return {
    metadata: {
      type: entry.kind === "view" ? "VIEW" : "BASE TABLE",
      schema: entry.schema,
      name: entry.name,
      database,
      comment: null,
      owner: null,
    },
    columns: Object.fromEntries(columns),
    stats: { has_stats: noStatistics },
    unique_id: uniqueId,
  }
}

const noStatistics = {
  id: "has_stats",
  label: "Has Stats?",
  value: false,
  include: false,
  description: "Indicates whether there are statistics for this table",
}

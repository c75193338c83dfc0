import { targetDatabase } from "../compile/target-database.ts"
import { isInlined } from "../project/materialized.ts"
import { isRelational, resourceKinds } from "../project/resource-kinds.ts"
import type { Resource } from "../project/types.ts"
import type { CatalogDetails } from "../run/commands/catalog-details.ts"
import { Relation } from "../sql/relation.ts"
import type { Catalog, CatalogEntry, RelationKind } from "../warehouse/warehouse.ts"
import { type ArtifactSource, type Document, metadataOf } from "./document.ts"

/** `catalog.json`, version 1: the columns of the project's relations as the warehouse has them. */
export function catalogDocument(
  catalog: CatalogDetails & { readonly catalog: Catalog },
  source: ArtifactSource,
): Document & { readonly nodes: Document; readonly sources: Document } {
  const database = targetDatabase(source.project.target)
  const nodes: Record<string, Document> = {}
  const sources: Record<string, Document> = {}
  for (const { resource } of source.graph.nodes.values()) {
    const entry = entryOf(resource, catalog.catalog, source)
    if (entry === undefined) continue
    const part = resourceKinds[resource.type].manifestPart === "sources" ? sources : nodes
    part[resource.uniqueId] = relationDocument(resource.uniqueId, entry, catalog, database)
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
  if (isInlined(resource)) return undefined
  const relation = relationOf(resource)
  return relation.schema === undefined ? undefined : catalog.get(relation)
}

function relationDocument(
  uniqueId: string,
  entry: CatalogEntry,
  { comments, rows }: CatalogDetails,
  database: string,
): Document {
  const label = new Relation(entry.schema, entry.name).label.toLowerCase()
  const columns = entry.columns.map(({ name, type }, index) => [
    name,
    { type, index: index + 1, name, comment: comments.get(`${label} ${name.toLowerCase()}`) ?? null },
  ])
  return {
    metadata: {
      type: types[entry.kind],
      schema: entry.schema,
      name: entry.name,
      database,
      comment: comments.get(label) ?? null,
      owner: null,
    },
    columns: Object.fromEntries(columns),
    stats: statisticsDocument(rows.get(label)),
    unique_id: uniqueId,
  }
}

const types: Readonly<Record<RelationKind, string>> = {
  table: "BASE TABLE",
  view: "VIEW",
  "materialized view": "MATERIALIZED VIEW",
}

/** By the names that dbt's adapters give them. */
function statisticsDocument(rows: number | undefined): Document {
  const hasStats = {
    id: "has_stats",
    label: "Has Stats?",
    value: rows !== undefined,
    include: false,
    description: "Indicates whether there are statistics for this table",
  }
  if (rows === undefined) return { has_stats: hasStats }
  const numRows = {
    id: "num_rows",
    label: "# Rows",
    value: rows,
    include: true,
    description: "How many rows this table has",
  }
  return { has_stats: hasStats, num_rows: numRows }
}

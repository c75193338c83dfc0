import type { CompiledColumn, CompiledProject, CompiledRelation } from "../compiled/compiled-project.ts"
import type { Generator, Results } from "../compiled/generator.ts"
import { isReadFromOutside } from "../project/resource-guards.ts"
import { resourceKinds } from "../project/resource-kinds.ts"
import type { CatalogDetails } from "../run/commands/catalog-details.ts"
import { Relation } from "../sql/relation.ts"
import type { CatalogEntry, RelationKind } from "../warehouse/warehouse.ts"
import { type Document, metadataOf } from "./document.ts"

/** `catalog.json`, version 1: the columns of the project's relations as the warehouse has them; no file where it was not asked. */
export const catalog: Generator = {
  generate(compiled, { catalog: found } = {}) {
    if (found === undefined) return []
    const pieces = [Buffer.from(JSON.stringify(catalogDocument(found, compiled)))]
    return [{ path: "catalog.json", pieces }]
  },
}

/** The resources whose relations the warehouse has. */
export function foundRelations({ catalog }: CatalogResult, { nodes }: CompiledProject) {
  return Object.values(nodes).flatMap(({ resource, relation }) => {
    if (relation?.exists !== true) return []
    const entry = catalog.get(new Relation(relation.schema, relation.name))
    return entry === undefined ? [] : [{ resource, entry }]
  })
}

type CatalogResult = NonNullable<Results["catalog"]>

function catalogDocument(found: CatalogResult, compiled: CompiledProject): Document {
  const nodes: Record<string, Document> = {}
  const sources: Record<string, Document> = {}
  for (const { resource, entry } of foundRelations(found, compiled)) {
    const part = resourceKinds[resource.type].manifestPart === "sources" ? sources : nodes
    part[resource.uniqueId] = relationDocument(resource.uniqueId, entry, found, compiled.target.database)
  }
  for (const { resource, relation, columns } of Object.values(compiled.nodes))
    if (isReadFromOutside(resource) && resource.external !== undefined && relation !== undefined)
      sources[resource.uniqueId] = filesDocument(resource.uniqueId, relation, columns)
  return {
    metadata: metadataOf("catalog/v1", compiled.invocation),
    nodes,
    sources,
    errors: null,
    _compile_results: null,
  }
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

/** A source of files, with the columns that it declares and those that lux adds: the warehouse has no relation of it. */
function filesDocument(
  uniqueId: string,
  { database, schema, name }: CompiledRelation,
  columns: readonly CompiledColumn[],
): Document {
  const documents = columns.map(({ name, type = "" }, index) => [
    name,
    { type, index: index + 1, name, comment: null },
  ])
  return {
    metadata: { type: "EXTERNAL", schema, name, database, comment: null, owner: null },
    columns: Object.fromEntries(documents),
    stats: statisticsDocument(undefined),
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

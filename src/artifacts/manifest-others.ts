/** What is in the manifest beside nodes and macros: sources, exposures, groups and docs blocks. */
import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { Plain } from "../compiled/plain.ts"
import type { Exposure, Freshness, Group, SourceTable } from "../project/types.ts"
import { columnsDocument, ownerDocument } from "./described.ts"
import { createdAt, type Document } from "./document.ts"
import { dependenciesOf, readsDocument } from "./manifest-reads.ts"
import { identityDocument, patchPath, relationDocument } from "./resource-documents.ts"

export function sourceDocument(
  table: Plain<SourceTable>,
  node: CompiledNode,
  compiled: CompiledProject,
): Document {
  const { alias: _alias, ...place } = relationDocument(node.relation)
  const freshness = freshnessDocument(table.freshness)
  const { loadedAt } = table
  const loadedAtField = loadedAt?.kind === "field" ? loadedAt.sql : null
  const loadedAtQuery = loadedAt?.kind === "query" ? loadedAt.sql : null
  const { external } = table
  return {
    ...identityDocument(table),
    ...place,
    schema: table.schema,
    path: table.path,
    source_name: table.sourceName,
    source_description: table.sourceDescription,
    loader: textOf(table.raw["loader"]) ?? "",
    identifier: table.identifier,
    quoting: { database: null, schema: null, identifier: null, column: null },
    loaded_at_field: loadedAtField,
    loaded_at_query: loadedAtQuery,
    freshness,
    external:
      external === undefined
        ? null
        : { location: external.root, file_format: external.format, paths: external.paths },
    description: table.description,
    columns: columnsDocument(table.columns),
    meta: table.meta,
    source_meta: {},
    tags: table.tags,
    config: {
      enabled: table.enabled,
      event_time: null,
      freshness,
      loaded_at_field: loadedAtField,
      loaded_at_query: loadedAtQuery,
      meta: table.meta,
      tags: table.tags,
    },
    patch_path: patchPath(table.packageName, table.path),
    unrendered_config: {},
    created_at: createdAt(compiled),
    unrendered_database: null,
    unrendered_schema: null,
    doc_blocks: [],
  }
}

export function exposureDocument(
  exposure: Plain<Exposure>,
  node: CompiledNode,
  compiled: CompiledProject,
): Document {
  const { enabled, tags, meta } = exposure
  return {
    ...identityDocument(exposure),
    type: exposure.exposureType,
    owner: ownerDocument(exposure.owner),
    description: exposure.description,
    label: exposure.label ?? null,
    maturity: exposure.maturity ?? null,
    meta,
    tags,
    config: { enabled, tags, meta },
    unrendered_config: {},
    url: exposure.url ?? null,
    depends_on: { macros: [], nodes: dependenciesOf(node) },
    ...readsDocument(node),
    metrics: [],
    created_at: createdAt(compiled),
  }
}

export function groupDocument(group: Plain<Group>): Document {
  return {
    name: group.name,
    resource_type: "group",
    package_name: group.packageName,
    path: group.path,
    original_file_path: group.path,
    unique_id: group.uniqueId,
    owner: ownerDocument(group.owner),
    description: group.description,
    config: { meta: group.meta },
  }
}

/** The docs blocks by unique id. */
export function docsBlockDocuments({ docs }: CompiledProject): Document {
  return Object.fromEntries(
    docs.map(({ name, packageName, path, text }) => {
      const uniqueId = `doc.${packageName}.${name}`
      return [
        uniqueId,
        {
          name,
          resource_type: "doc",
          package_name: packageName,
          path,
          original_file_path: path,
          unique_id: uniqueId,
          block_contents: text,
        },
      ]
    }),
  )
}

/** Null where nothing is asked of a source's age. */
function freshnessDocument(freshness: Plain<Freshness> | undefined): Document | null {
  if (freshness === undefined) return null
  const { warnAfter, errorAfter, filter } = freshness
  return { warn_after: warnAfter ?? null, error_after: errorAfter ?? null, filter: filter ?? null }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}

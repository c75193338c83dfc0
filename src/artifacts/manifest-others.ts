/** What is in the manifest next to nodes and macros: sources, exposures, groups and docs blocks. */
import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { Plain } from "../compiled/plain.ts"
import type { Exposure, Freshness, Group, SourceTable } from "../project/types.ts"
import { fullNameOf } from "../sql/full-name.ts"
import { columnsDocument, docsBlockId, docsBlockIds, ownerDocument } from "./described.ts"
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
  const { relation } = node
  return {
    ...identityDocument(table),
    ...place,
    // dbt names what is read from files like a table, too.
    relation_name: relation === undefined ? null : fullNameOf(relation),
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
    columns: columnsDocument(table.columns, compiled),
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
    doc_blocks: docsBlockIds(table.docsBlocks, compiled),
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

/** The docs blocks by unique id. dbt's documentation site does not open without an overview by dbt. */
export function docsBlockDocuments({ docs, name: project }: CompiledProject): Document {
  const overview = {
    name: "__overview__",
    packageName: "dbt",
    path: "overview.md",
    text: overviewText(project),
  }
  return Object.fromEntries(
    [...docs, overview].map(({ name, packageName, path, text }) => {
      const uniqueId = docsBlockId({ name, packageName })
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

function overviewText(project: string): string {
  return `### ${project}\n\nThe models, seeds, snapshots, sources and tests of this project, as \`lux docs generate\` found them.`
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

import type { GraphNode } from "../graph/types.ts"
import { scopeOfPackage } from "../project/packages/of-package.ts"
import type { Model, Seed, Snapshot } from "../project/types.ts"
import { modelConfigDocument, seedConfigDocument, snapshotConfigDocument } from "./config-documents.ts"
import { columnsDocument, docsDocument, relationText, tableConstraintDocument } from "./described.ts"
import { type ArtifactSource, checksumOf, createdAt, type Document, sha256 } from "./document.ts"
import { macroIdsOf } from "./manifest-macros.ts"
import { dependenciesOf, readsDocument } from "./manifest-reads.ts"
import { primaryKeyOf } from "./primary-key.ts"
import {
  buildPath,
  compiledDocument,
  identityDocument,
  patchPath,
  relationDocument,
} from "./resource-documents.ts"

// Each document is written out, and what is spread into it stands last: an object that begins with a spread and goes on with
// thirty keys takes a hundred times as long to make, and there are thousands.

/** `node` is undefined for a model that is disabled. */
export function modelDocument(model: Model, node: GraphNode | undefined, source: ArtifactSource): Document {
  const { project } = source
  const { enforced, aliasTypes } = model.config.contract
  const place = relationDocument(model, source)
  const sql = compiledDocument(model, source)
  const reads = readsDocument(node, source.graph)
  return {
    database: place.database,
    schema: place.schema,
    alias: place.alias,
    relation_name: place.relation_name,
    language: "sql",
    raw_code: model.template.text,
    doc_blocks: [],
    metrics: [],
    functions: [],
    extra_ctes: [],
    extra_ctes_injected: sql.code !== null,
    compiled: sql.code !== null,
    compiled_path: sql.path,
    compiled_code: sql.code,
    checksum: checksumOf(model.template.text),
    config: modelConfigDocument(model),
    unrendered_config: model.config.raw,
    tags: model.tags,
    description: model.description,
    columns: columnsDocument(model.columns),
    meta: model.meta,
    group: model.group ?? null,
    docs: docsDocument(model.config.docs),
    patch_path: patchPath(model.packageName, model.propertiesPath),
    build_path: buildPath(model, source),
    created_at: createdAt(source),
    refs: reads.refs,
    sources: reads.sources,
    depends_on: {
      macros: macroIdsOf(model.template, project, scopeOfPackage(project, model.packageName).macros),
      nodes: dependenciesOf(node),
    },
    contract: {
      enforced,
      alias_types: aliasTypes,
      checksum: enforced ? contractChecksum(model) : null,
    },
    access: model.access,
    constraints: model.constraints.map(tableConstraintDocument),
    version: model.version ?? null,
    latest_version: model.latestVersion ?? null,
    deprecation_date: model.deprecationDate ?? null,
    primary_key: primaryKeyOf(model, source.graph),
    time_spine: null,
    ...identityDocument(model),
  }
}

export function seedDocument(seed: Seed, source: ArtifactSource): Document {
  const place = relationDocument(seed, source)
  return {
    database: place.database,
    schema: place.schema,
    alias: place.alias,
    relation_name: place.relation_name,
    checksum: checksumOf(seed.file.text),
    config: seedConfigDocument(seed),
    unrendered_config: seed.config.raw,
    tags: seed.tags,
    description: seed.description,
    columns: columnsDocument(seed.columns),
    meta: seed.meta,
    group: seed.group ?? null,
    docs: docsDocument(seed.config.docs),
    patch_path: patchPath(seed.packageName, seed.propertiesPath),
    build_path: buildPath(seed, source),
    created_at: createdAt(source),
    raw_code: "",
    doc_blocks: [],
    root_path: source.project.root,
    depends_on: { macros: [] },
    ...identityDocument(seed),
  }
}

/** `node` is undefined for a snapshot that is disabled. */
export function snapshotDocument(
  snapshot: Snapshot,
  node: GraphNode | undefined,
  source: ArtifactSource,
): Document {
  const text = `select * from {{ ${relationText(snapshot.relation)} }}`
  const place = relationDocument(snapshot, source)
  const sql = compiledDocument(snapshot, source)
  const reads = readsDocument(node, source.graph)
  return {
    database: place.database,
    schema: place.schema,
    alias: place.alias,
    relation_name: place.relation_name,
    language: "sql",
    raw_code: text,
    doc_blocks: [],
    metrics: [],
    functions: [],
    extra_ctes: [],
    extra_ctes_injected: sql.code !== null,
    compiled: sql.code !== null,
    compiled_path: sql.path,
    compiled_code: sql.code,
    checksum: checksumOf(text),
    config: snapshotConfigDocument(snapshot),
    unrendered_config: snapshot.config.raw,
    tags: snapshot.tags,
    description: snapshot.description,
    columns: columnsDocument(snapshot.columns),
    meta: snapshot.meta,
    group: snapshot.group ?? null,
    docs: docsDocument(snapshot.config.docs),
    patch_path: patchPath(snapshot.packageName, snapshot.propertiesPath),
    build_path: buildPath(snapshot, source),
    created_at: createdAt(source),
    refs: reads.refs,
    sources: reads.sources,
    depends_on: { macros: [], nodes: dependenciesOf(node) },
    contract: { enforced: false, alias_types: true, checksum: null },
    ...identityDocument(snapshot),
  }
}

/** Tells one set of promised columns from another. */
function contractChecksum(model: Model): string {
  return sha256(JSON.stringify(model.columns.map(({ name, dataType }) => [name, dataType ?? null])))
}

import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { Results } from "../compiled/generator.ts"
import type { PlainModel, PlainSeed, PlainSnapshot } from "../compiled/plain.ts"
import { deprecationTime } from "../project/resources/deprecation.ts"
import { referenceText } from "../project/resources/references.ts"
import { modelConfigDocument, seedConfigDocument, snapshotConfigDocument } from "./config-documents.ts"
import { columnsDocument, docsBlockIds, docsDocument, tableConstraintDocument } from "./described.ts"
import { checksumOf, createdAt, type Document, sha256 } from "./document.ts"
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

export function modelDocument(
  model: PlainModel,
  node: CompiledNode,
  compiled: CompiledProject,
  results: Results,
): Document {
  const { enforced, aliasTypes } = model.config.contract
  const place = relationDocument(node.relation)
  const sql = compiledDocument(node, compiled)
  const reads = readsDocument(node)
  return {
    database: place.database,
    schema: place.schema,
    alias: place.alias,
    relation_name: place.relation_name,
    language: "sql",
    raw_code: model.template.text,
    doc_blocks: docsBlockIds(model.docsBlocks, compiled),
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
    columns: columnsDocument(model.columns, compiled),
    meta: model.meta,
    group: model.group ?? null,
    docs: docsDocument(model.config.docs),
    patch_path: patchPath(model.packageName, model.propertiesPath),
    build_path: buildPath(node, results),
    created_at: createdAt(compiled),
    refs: reads.refs,
    sources: reads.sources,
    depends_on: { macros: node.macros, nodes: dependenciesOf(node) },
    contract: {
      enforced,
      alias_types: aliasTypes,
      checksum: enforced ? contractChecksum(model) : null,
    },
    access: model.access,
    constraints: model.constraints.map(tableConstraintDocument),
    version: model.version ?? null,
    latest_version: model.latestVersion ?? null,
    deprecation_date: deprecationDocument(model.deprecationDate),
    primary_key: primaryKeyOf(model, compiled),
    time_spine: null,
    ...identityDocument(model),
  }
}

export function seedDocument(
  seed: PlainSeed,
  node: CompiledNode,
  compiled: CompiledProject,
  results: Results,
): Document {
  const place = relationDocument(node.relation)
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
    columns: columnsDocument(typedColumns(seed, node), compiled),
    meta: seed.meta,
    group: seed.group ?? null,
    docs: docsDocument(seed.config.docs),
    patch_path: patchPath(seed.packageName, seed.propertiesPath),
    build_path: buildPath(node, results),
    created_at: createdAt(compiled),
    raw_code: "",
    doc_blocks: docsBlockIds(seed.docsBlocks, compiled),
    root_path: compiled.root,
    depends_on: { macros: [] },
    ...identityDocument(seed),
  }
}

export function snapshotDocument(
  snapshot: PlainSnapshot,
  node: CompiledNode,
  compiled: CompiledProject,
  results: Results,
): Document {
  const text = `select * from {{ ${referenceText(snapshot.relation)} }}`
  const place = relationDocument(node.relation)
  const sql = compiledDocument(node, compiled)
  const reads = readsDocument(node)
  return {
    database: place.database,
    schema: place.schema,
    alias: place.alias,
    relation_name: place.relation_name,
    language: "sql",
    raw_code: text,
    doc_blocks: docsBlockIds(snapshot.docsBlocks, compiled),
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
    columns: columnsDocument(snapshot.columns, compiled),
    meta: snapshot.meta,
    group: snapshot.group ?? null,
    docs: docsDocument(snapshot.config.docs),
    patch_path: patchPath(snapshot.packageName, snapshot.propertiesPath),
    build_path: buildPath(node, results),
    created_at: createdAt(compiled),
    refs: reads.refs,
    sources: reads.sources,
    depends_on: { macros: [], nodes: dependenciesOf(node) },
    contract: { enforced: false, alias_types: true, checksum: null },
    ...identityDocument(snapshot),
  }
}

/** With the types that the table has, also where nobody wrote them. */
function typedColumns(seed: PlainSeed, node: CompiledNode): PlainSeed["columns"] {
  const { columnTypes } = seed.config
  const written = seed.columns.map((column) => ({
    ...column,
    dataType: columnTypes[column.name] ?? column.dataType,
  }))
  if (written.every(({ dataType }) => dataType !== undefined)) return written
  const types = new Map(node.columns.map(({ name, type }) => [name, type]))
  return written.map((column) => ({ ...column, dataType: column.dataType ?? types.get(column.name) }))
}

/** A moment in UTC: dbt compares it with others that have a zone. */
function deprecationDocument(date: string | undefined): string | null {
  return date === undefined ? null : new Date(deprecationTime(date)).toISOString()
}

/** Tells one set of promised columns from another. */
function contractChecksum(model: PlainModel): string {
  return sha256(JSON.stringify(model.columns.map(({ name, dataType }) => [name, dataType ?? null])))
}

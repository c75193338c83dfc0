import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { Results } from "../compiled/generator.ts"
import type { Plain } from "../compiled/plain.ts"
import { isNamedBySource, isRelational } from "../project/resource-guards.ts"
import { resourceKinds } from "../project/resource-kinds.ts"
import { referenceText, versionReference } from "../project/resources/references.ts"
import type { DataTest, GenericTestUse, Relational, TestArgument } from "../project/types.ts"
import { testConfigDocument } from "./config-documents.ts"
import { checksumOf, createdAt, type Document } from "./document.ts"
import { dependenciesOf, readsDocument } from "./manifest-reads.ts"
import { buildPath, compiledDocument, identityDocument, relationDocument } from "./resource-documents.ts"

export function testDocument(
  test: Plain<DataTest>,
  node: CompiledNode,
  compiled: CompiledProject,
  results: Results,
): Document {
  const { definition } = test
  const text = node.authored.trim()
  const place = relationDocument(node.failures)
  const sql = compiledDocument(node, compiled)
  const reads = readsDocument(node)
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
    checksum: definition.kind === "generic" ? { name: "none", checksum: "" } : checksumOf(text),
    config: testConfigDocument(test),
    unrendered_config: test.config.raw,
    tags: test.tags,
    description: test.description,
    columns: {},
    meta: test.meta,
    group: test.group ?? null,
    docs: { show: true, node_color: null },
    patch_path: null,
    build_path: buildPath(node, results),
    created_at: createdAt(compiled),
    refs: reads.refs,
    sources: reads.sources,
    depends_on: { macros: node.macros, nodes: dependenciesOf(node) },
    contract: { enforced: false, alias_types: true, checksum: null },
    ...identityDocument(test),
    ...(definition.kind === "generic" ? useDocument(test.shortName, definition, compiled) : {}),
  }
}

/** What a generic test is declared on, and with which arguments. It is in no file of its own; dbt names one for it. */
function useDocument(name: string, use: Plain<GenericTestUse>, { nodes }: CompiledProject): Document {
  const on = nodes[use.attachedTo]?.resource
  const attached = isRelational(on) ? on : undefined
  const kwargs: Record<string, unknown> = {}
  for (const [parameter, argument] of Object.entries(use.arguments))
    kwargs[parameter] = argumentDocument(argument)
  if (use.column !== undefined) kwargs["column_name"] = use.column
  if (attached !== undefined)
    kwargs["model"] = `{{ get_where_subquery(${referenceText(versionReference(attached))}) }}`
  return {
    path: `${name}.sql`,
    column_name: use.column ?? null,
    attached_node: attached === undefined ? null : use.attachedTo,
    file_key_name:
      attached === undefined ? null : `${resourceKinds[attached.type].yamlKey}.${keyName(attached)}`,
    test_metadata: {
      name: use.test.slice(use.test.indexOf(".") + 1),
      kwargs,
      namespace: use.test.includes(".") ? use.test.slice(0, use.test.indexOf(".")) : null,
    },
  }
}

/** The name that the properties file describes it under. */
function keyName(resource: Plain<Relational>): string {
  return isNamedBySource(resource) ? resource.sourceName : resource.name
}

function argumentDocument(argument: Plain<TestArgument>): unknown {
  switch (argument.kind) {
    case "value":
      return argument.value
    case "relation":
      return referenceText(argument.relation)
    case "template":
      return argument.template.text
  }
}

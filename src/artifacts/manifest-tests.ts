import { failuresRelation } from "../compile/failures-relation.ts"
import type { Graph, GraphNode } from "../graph/types.ts"
import { scopeOfPackage } from "../project/packages/of-package.ts"
import { resourceKinds } from "../project/resource-kinds.ts"
import { versionOf } from "../project/resources/names.ts"
import type { DataTest, GenericTestUse, Resource, TestArgument } from "../project/types.ts"
import { testConfigDocument } from "./config-documents.ts"
import { relationText } from "./described.ts"
import { type ArtifactSource, checksumOf, createdAt, type Document } from "./document.ts"
import { macroIdsOf, testMacroId } from "./manifest-macros.ts"
import { dependenciesOf, readsDocument } from "./manifest-reads.ts"
import { buildPath, compiledDocument, identityDocument, placeDocument } from "./resource-documents.ts"

/** `node` is undefined for a test that is disabled. */
export function testDocument(test: DataTest, node: GraphNode | undefined, source: ArtifactSource): Document {
  const { project, graph } = source
  const { definition } = test
  const generic = definition.kind === "generic" ? project.genericTests.get(definition.test) : undefined
  const body = definition.kind === "generic" ? generic?.body : definition.template
  const text = body?.text.trim() ?? ""
  const failures = failuresRelation(test, project)
  const schema = failures?.schema ?? project.target.schemaPrefix + project.target.schema
  const macros =
    body === undefined
      ? []
      : macroIdsOf(body, project, generic?.scope?.macros ?? scopeOfPackage(project, test.packageName).macros)
  const place = placeDocument({ schema, name: failures?.name ?? test.name }, failures !== undefined, project)
  const sql = compiledDocument(test, source)
  const reads = readsDocument(node, graph)
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
    build_path: buildPath(test, source),
    created_at: createdAt(source),
    refs: reads.refs,
    sources: reads.sources,
    depends_on: {
      macros: generic === undefined ? macros : [testMacroId(generic, project), ...macros],
      nodes: dependenciesOf(node),
    },
    contract: { enforced: false, alias_types: true, checksum: null },
    ...identityDocument(test),
    ...(definition.kind === "generic" ? useDocument(test.name, definition, graph) : {}),
  }
}

/** What a generic test is declared on, and with which arguments. It is in no file of its own; dbt names one for it. */
function useDocument(name: string, use: GenericTestUse, graph: Graph): Document {
  const attached = graph.nodes.get(use.attachedTo)?.resource
  const kwargs: Record<string, unknown> = {}
  for (const [parameter, argument] of Object.entries(use.arguments))
    kwargs[parameter] = argumentDocument(argument)
  if (use.column !== undefined) kwargs["column_name"] = use.column
  if (attached !== undefined) kwargs["model"] = `{{ get_where_subquery(${referenceTo(attached)}) }}`
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
function keyName(resource: Resource): string {
  return resource.type === "source" ? resource.sourceName : resource.name
}

function referenceTo(resource: Resource): string {
  if (resource.type === "source")
    return relationText({ kind: "source", parts: [resource.sourceName, resource.name] })
  const version = versionOf(resource)
  return relationText({ kind: "ref", parts: [resource.name], ...(version === undefined ? {} : { version }) })
}

function argumentDocument(argument: TestArgument): unknown {
  switch (argument.kind) {
    case "value":
      return argument.value
    case "relation":
      return relationText(argument.relation)
    case "template":
      return argument.template.text
  }
}

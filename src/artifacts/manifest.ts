import type { GraphNode } from "../graph/types.ts"
import type { Resource } from "../project/types.ts"
import { type ArtifactSource, type Document, metadataOf, sha256 } from "./document.ts"
import { macroDocuments } from "./manifest-macros.ts"
import { modelDocument, seedDocument, snapshotDocument } from "./manifest-nodes.ts"
import { docsBlockDocuments, exposureDocument, groupDocument, sourceDocument } from "./manifest-others.ts"
import { testDocument } from "./manifest-tests.ts"

/**
 * `manifest.json`, version 12: the project as dbt's tools read it. As text, written node by node: a whole large document
 * would stay in memory for no reader, and takes twice as long.
 */
export function manifestJson(source: ArtifactSource): string {
  const { project, graph, invocation } = source
  const written: Record<Part, string[]> = { nodes: [], sources: [], exposures: [] }
  for (const [id, node] of graph.nodes)
    written[partOf(node.resource)].push(property(id, documentOf(node.resource, node, source)))
  const ids = [...graph.nodes.keys()]
  const metadata = {
    ...metadataOf("manifest/v12", invocation),
    project_name: project.name,
    project_id: sha256(project.name).slice(0, 32),
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: project.target.type,
    quoting: { database: false, schema: false, identifier: false, column: null },
    run_started_at: invocation.startedAt.toISOString(),
  }
  const groupMap = project.groups.map(({ name }) => [
    name,
    ids.filter((id) => graph.nodes.get(id)?.resource.group === name),
  ])
  const rest = {
    macros: macroDocuments(source),
    docs: docsBlockDocuments(project),
    metrics: {},
    groups: Object.fromEntries(project.groups.map((group) => [group.uniqueId, groupDocument(group)])),
    selectors: {},
    disabled: disabledDocuments(source),
    parent_map: Object.fromEntries(ids.map((id) => [id, graph.nodes.get(id)?.dependsOn ?? []])),
    child_map: Object.fromEntries(ids.map((id) => [id, graph.readers.get(id) ?? []])),
    group_map: Object.fromEntries(groupMap),
    saved_queries: {},
    semantic_models: {},
    unit_tests: {},
    functions: {},
  }
  return object([
    property("metadata", metadata),
    ...Object.entries(written).map(([part, entries]) => `${JSON.stringify(part)}:${object(entries)}`),
    ...Object.entries(rest).map(([part, document]) => property(part, document)),
  ])
}

type Part = "nodes" | "sources" | "exposures"

function partOf(resource: Resource): Part {
  if (resource.type === "source") return "sources"
  return resource.type === "exposure" ? "exposures" : "nodes"
}

function property(name: string, value: Document): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`
}

function object(properties: readonly string[]): string {
  return `{${properties.join(",")}}`
}

/** Several disabled resources may have one unique id. */
function disabledDocuments(source: ArtifactSource): Document {
  const disabled: Record<string, Document[]> = {}
  for (const resource of source.project.disabled)
    disabled[resource.uniqueId] = [
      ...(disabled[resource.uniqueId] ?? []),
      documentOf(resource, undefined, source),
    ]
  return disabled
}

/** `node` is undefined for what is disabled. */
function documentOf(resource: Resource, node: GraphNode | undefined, source: ArtifactSource): Document {
  switch (resource.type) {
    case "model":
      return modelDocument(resource, node, source)
    case "seed":
      return seedDocument(resource, source)
    case "snapshot":
      return snapshotDocument(resource, node, source)
    case "test":
      return testDocument(resource, node, source)
    case "source":
      return sourceDocument(resource, source)
    case "exposure":
      return exposureDocument(resource, node, source)
  }
}

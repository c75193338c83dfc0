import type { GraphNode } from "../graph/types.ts"
import type { Resource } from "../project/types.ts"
import { type ArtifactSource, type Document, metadataOf, sha256 } from "./document.ts"
import { macroDocuments } from "./manifest-macros.ts"
import { modelDocument, seedDocument, snapshotDocument } from "./manifest-nodes.ts"
import { docsBlockDocuments, exposureDocument, groupDocument, sourceDocument } from "./manifest-others.ts"
import { testDocument } from "./manifest-tests.ts"

/** `manifest.json`, version 12: the project as dbt's tools read it. */
export function manifestDocument(source: ArtifactSource): Document {
  const { project, graph, invocation } = source
  const parts: Parts = { nodes: {}, sources: {}, exposures: {} }
  for (const [id, node] of graph.nodes)
    parts[partOf(node.resource)][id] = documentOf(node.resource, node, source)
  const disabled: Record<string, Document[]> = {}
  for (const resource of project.disabled)
    disabled[resource.uniqueId] = [
      ...(disabled[resource.uniqueId] ?? []),
      documentOf(resource, undefined, source),
    ]
  const ids = [...graph.nodes.keys()]
  return {
    metadata: {
      ...metadataOf("manifest/v12", invocation),
      project_name: project.name,
      project_id: sha256(project.name).slice(0, 32),
      user_id: null,
      send_anonymous_usage_stats: false,
      adapter_type: project.target.type,
      quoting: { database: false, schema: false, identifier: false, column: null },
      run_started_at: invocation.startedAt.toISOString(),
    },
    ...parts,
    macros: macroDocuments(source),
    docs: docsBlockDocuments(project),
    metrics: {},
    groups: Object.fromEntries(project.groups.map((group) => [group.uniqueId, groupDocument(group)])),
    selectors: {},
    disabled,
    parent_map: Object.fromEntries(ids.map((id) => [id, graph.nodes.get(id)?.dependsOn ?? []])),
    child_map: Object.fromEntries(ids.map((id) => [id, graph.readers.get(id) ?? []])),
    group_map: Object.fromEntries(
      project.groups.map(({ name }) => [
        name,
        ids.filter((id) => graph.nodes.get(id)?.resource.group === name),
      ]),
    ),
    saved_queries: {},
    semantic_models: {},
    unit_tests: {},
    functions: {},
  }
}

type Parts = Record<"nodes" | "sources" | "exposures", Record<string, Document>>

function partOf(resource: Resource): keyof Parts {
  if (resource.type === "source") return "sources"
  return resource.type === "exposure" ? "exposures" : "nodes"
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

import type { Graph, GraphNode } from "../graph/types.ts"
import { type ManifestPart, resourceKinds } from "../project/resource-kinds.ts"
import type { Resource } from "../project/types.ts"
import { createByteWriter } from "../record/byte-writer.ts"
import { jsonText } from "../template/exact-number.ts"
import { type ArtifactSource, type Document, metadataOf, sha256 } from "./document.ts"
import { macroDocuments } from "./manifest-macros.ts"
import { modelDocument, seedDocument, snapshotDocument } from "./manifest-nodes.ts"
import { docsBlockDocuments, exposureDocument, groupDocument, sourceDocument } from "./manifest-others.ts"
import { selectorDocuments } from "./manifest-selectors.ts"
import { testDocument } from "./manifest-tests.ts"
import { unitTestDocument } from "./manifest-unit-tests.ts"

/** Where the parts of a written manifest are, in bytes. */
export interface ManifestLayout {
  /** By unique id. */
  readonly nodes: ReadonlyMap<string, readonly [start: number, size: number]>
  /** Who reads whom. */
  readonly maps: readonly [start: number, size: number]
}

/** An earlier manifest, and what of it still holds. */
export interface ManifestBefore {
  readonly bytes: Uint8Array
  readonly layout: ManifestLayout
  /** Whether a node is what it was, its compiled SQL too. */
  isSame(uniqueId: string): boolean
  /** Whether who reads whom is what it was. */
  readonly sameEdges: boolean
}

/**
 * `manifest.json`, version 12: the project as dbt's tools read it. As pieces of bytes, node by node: a whole large
 * document would stay in memory for no reader, and takes twice as long. What still holds of an earlier one is taken over.
 */
export function manifestJson(
  source: ArtifactSource,
  before?: ManifestBefore,
): { readonly pieces: readonly Uint8Array[]; readonly layout: ManifestLayout } {
  const { project, graph, invocation } = source
  const writer = createByteWriter()
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
  writer.text(`{${property("metadata", metadata)}`)
  const nodes = new Map<string, readonly [start: number, size: number]>()
  for (const [part, members] of partsOf(graph)) {
    writer.text(`,"${part}":{`)
    /** Where the last node ends in the earlier manifest, if it is from there: its comma follows. */
    let end = -1
    for (const [at, node] of members.entries()) {
      const id = node.resource.uniqueId
      const known = before?.isSame(id) === true ? before.layout.nodes.get(id) : undefined
      const follows = known !== undefined && known[0] === end + 1
      if (before !== undefined && follows) writer.bytes(before.bytes, end, 1)
      else if (at > 0) writer.text(",")
      const start = writer.length()
      if (before !== undefined && known !== undefined) writer.bytes(before.bytes, known[0], known[1])
      else writer.text(property(id, documentOf(node.resource, node, source)))
      end = known === undefined ? -1 : known[0] + known[1]
      if (part === "nodes") nodes.set(id, [start, writer.length() - start])
    }
    writer.text("}")
  }
  const ids = [...graph.nodes.keys()]
  const groupMap = project.groups.map(({ name }) => [
    name,
    ids.filter((id) => graph.nodes.get(id)?.resource.group === name),
  ])
  const rest = {
    macros: macroDocuments(source),
    docs: docsBlockDocuments(project),
    metrics: {},
    groups: Object.fromEntries(project.groups.map((group) => [group.uniqueId, groupDocument(group)])),
    selectors: selectorDocuments(project.root),
    disabled: disabledDocuments(source),
    group_map: Object.fromEntries(groupMap),
    saved_queries: {},
    semantic_models: {},
    functions: {},
  }
  for (const [part, document] of Object.entries(rest)) writer.text(`,${property(part, document)}`)
  const start = writer.length()
  if (before?.sameEdges === true) writer.bytes(before.bytes, ...before.layout.maps)
  else {
    const parents = Object.fromEntries(ids.map((id) => [id, graph.nodes.get(id)?.dependsOn ?? []]))
    const children = Object.fromEntries(ids.map((id) => [id, graph.readers.get(id) ?? []]))
    writer.text(`,${property("parent_map", parents)},${property("child_map", children)}`)
  }
  const maps = [start, writer.length() - start] as const
  writer.text("}")
  return { pieces: writer.pieces(), layout: { nodes, maps } }
}

function partsOf({ nodes }: Graph) {
  const parts: Readonly<Record<ManifestPart, GraphNode[]>> = {
    nodes: [],
    sources: [],
    exposures: [],
    unit_tests: [],
  }
  for (const node of nodes.values()) parts[resourceKinds[node.resource.type].manifestPart].push(node)
  return Object.entries(parts)
}

function property(name: string, value: Document): string {
  return `${JSON.stringify(name)}:${jsonText(value)}`
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
    case "unit_test":
      return unitTestDocument(resource, node, source)
    case "source":
      return sourceDocument(resource, source)
    case "exposure":
      return exposureDocument(resource, node, source)
  }
}

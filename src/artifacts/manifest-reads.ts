import type { Graph, GraphNode } from "../graph/types.ts"
import type { Resource } from "../project/types.ts"
import type { Document } from "./document.ts"

/** `refs` and `sources` of a node, as it calls them; of a generic test, what it is declared on goes last, as in dbt. */
export function readsDocument(
  node: GraphNode | undefined,
  graph: Graph,
): { readonly refs: readonly Document[]; readonly sources: readonly (readonly string[])[] } {
  const found = node === undefined ? [] : [...callsOf(node, graph), ...attachedCall(node, graph)]
  const refs = found.filter((each) => each.kind === "ref")
  const sources = found.filter((each) => each.kind === "source")
  return {
    refs: refs.map(({ parts, version }) => ({
      name: parts.at(-1),
      package: parts.length > 1 ? parts[0] : null,
      version: version ?? null,
    })),
    sources: sources.map(({ parts }) => parts),
  }
}

/** Unique ids; of a generic test, what it is declared on goes last, as in dbt. */
export function dependenciesOf(node: GraphNode | undefined): readonly string[] {
  if (node === undefined) return []
  const { dependsOn, attachedTo } = node
  if (attachedTo === undefined) return dependsOn
  return [...dependsOn.filter((id) => id !== attachedTo), attachedTo]
}

interface Called {
  readonly kind: "ref" | "source"
  readonly parts: readonly string[]
  readonly version?: string | number | undefined
}

function callsOf(node: GraphNode, graph: Graph): readonly Called[] {
  const calls: readonly Called[] =
    node.calls ??
    node.dependsOn
      .filter((id) => id !== node.attachedTo)
      .flatMap((id) => callOf(graph.nodes.get(id)?.resource))
  return [
    ...new Map(calls.map((call) => [JSON.stringify([call.kind, call.parts, call.version]), call])).values(),
  ]
}

function attachedCall(node: GraphNode, graph: Graph): readonly Called[] {
  return node.attachedTo === undefined ? [] : callOf(graph.nodes.get(node.attachedTo)?.resource)
}

function callOf(resource: Resource | undefined): readonly Called[] {
  if (resource?.type === "source") return [{ kind: "source", parts: [resource.sourceName, resource.name] }]
  if (resource?.type === "model") return [{ kind: "ref", parts: [resource.name], version: resource.version }]
  return resource?.type === "seed" ? [{ kind: "ref", parts: [resource.name] }] : []
}

import { type Adjacency, reversed } from "./topology.ts"
import type { Graph, GraphNode } from "./types.ts"

/** A graph that works out who reads whom when that is asked for. */
export function graphOf(nodes: ReadonlyMap<string, GraphNode>, order: readonly string[]): Graph {
  let readers: Graph["readers"] | undefined
  return {
    nodes,
    order,
    get readers() {
      readers ??= reversed(edgesOf(nodes))
      return readers
    },
  }
}

export function edgesOf(nodes: ReadonlyMap<string, GraphNode>): Adjacency {
  return new Map([...nodes].map(([id, node]) => [id, node.dependsOn]))
}

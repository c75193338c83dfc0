/** The graph: resources and what they read. Pure. */
import type { Resource } from "../project/types.ts"

export interface GraphNode {
  readonly resource: Resource
  /** Unique ids of what it reads, sorted; for a test, of all it reads, the resource it is declared on included. */
  readonly dependsOn: readonly string[]
}

export interface Graph {
  readonly nodes: ReadonlyMap<string, GraphNode>
  /** Unique ids, every node after what it reads; ties by unique id. */
  readonly order: readonly string[]
  /** Who reads a node, sorted. */
  readonly readers: ReadonlyMap<string, readonly string[]>
}

/** The graph: resources and what they read. Pure. */
import type { RelationArgument, Resource } from "../project/types.ts"
import type { RelationCall } from "../template/types.ts"

export interface GraphNode {
  readonly resource: Resource
  /** Unique ids of what it reads, sorted; for a test, of all it reads, the resource it is declared on included. */
  readonly dependsOn: readonly string[]
  /** What its template and arguments say that it reads; undefined where that had to be found by rendering. */
  readonly calls: readonly Call[] | undefined
  /** Unique id of the resource that a generic test is declared on. */
  readonly attachedTo: string | undefined
}

export type Call = RelationCall | RelationArgument

/** What is known of a node's reads from an earlier command. */
export type KnownReads = Pick<GraphNode, "calls" | "attachedTo">

export interface Graph {
  readonly nodes: ReadonlyMap<string, GraphNode>
  /** Unique ids, every node after what it reads; ties by unique id. */
  readonly order: readonly string[]
  /** Who reads a node, sorted. */
  readonly readers: ReadonlyMap<string, readonly string[]>
}

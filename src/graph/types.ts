/** The graph: resources and what they read. Pure. */
import type { LuxError } from "../errors.ts"
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
  /** What is likely wrong with its templates. */
  readonly warnings: readonly LuxError[]
}

export type Call = RelationCall | RelationArgument

/** What an earlier command found. */
export interface GraphBefore {
  /** The node of a resource that was taken over. */
  node(resource: Resource): GraphNode | undefined
  /** Whether a ref means to what was taken over what it meant: the same names, for everybody. */
  readonly resolvesTheSame: boolean
  /** The edges of any node as they were, by unique id. */
  reads(uniqueId: string): readonly string[] | undefined
  /** The order of the nodes as it was. */
  order(): readonly string[]
}

export interface Graph {
  readonly nodes: ReadonlyMap<string, GraphNode>
  /** Unique ids, every node after what it reads; ties by unique id. */
  readonly order: readonly string[]
  /** Who reads a node, sorted. */
  readonly readers: ReadonlyMap<string, readonly string[]>
}

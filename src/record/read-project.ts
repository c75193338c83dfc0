/** What reading a project gives, from its files or from the record of an earlier command. */
import type { Graph, GraphNode } from "../graph/types.ts"
import type { Project } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { ContentKeys } from "./content-keys.ts"

/** A project with its graph, and the relations by unique id that are known already. */
export interface ReadProject {
  readonly project: Project
  readonly graph: Graph
  readonly relations: ReadonlyMap<string, Relation>
  readonly keys: ContentKeys
  /** Of the record that the project is from or was kept in; undefined where none is kept. */
  readonly recordId: string | undefined
  /** What was taken over from the record that was there before. */
  readonly kept?: { readonly recordId: string; has(node: GraphNode): boolean } | undefined
}

/** What an earlier command found when nothing was wrong with any model. */
export interface KnownBefore {
  /** Whether a node was taken over from what that command read. */
  has(node: GraphNode): boolean
  /** A digest of the columns that a model had, and what its relation was called. */
  columns(uniqueId: string): string | undefined
  label(uniqueId: string): string | undefined
}

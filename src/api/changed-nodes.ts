import type { KnownModel } from "../analysis/analysis-record.ts"
import type { ReadProject } from "../analysis/knowledge.ts"
import type { Compiler } from "../compile/compiler.ts"
import type { CompileRecord } from "./compile-record.ts"

/** What an earlier compilation has in common with this one. */
export interface ChangedNodes {
  /** Whether a node would be compiled to the same. */
  isSame(uniqueId: string): boolean
  /** Whether who reads whom is what it was. */
  readonly sameEdges: boolean
  /** By unique id of a model. */
  readonly faces: Readonly<Record<string, Face>>
}

/** What those that read a model see of it. */
export type Face = readonly [relation: string, columns: string, materialized: string]

/** What a node was made from. */
export interface NodeBefore {
  readonly key: string
  /** Unique ids of what it read. */
  readonly reads: readonly string[]
}

/**
 * A node is the same when its files are and it reads the same, and when what it reads shows the same face: an edit of a
 * model that keeps its columns and its relation touches no other.
 */
export function changedNodes(
  { graph, keys }: ReadProject,
  compiler: Compiler,
  models: ReadonlyMap<string, KnownModel>,
  before: Pick<CompileRecord, "nodes" | "faces"> | undefined,
): ChangedNodes {
  const faces: Record<string, Face> = {}
  const changed = new Set<string>()
  const turned = new Set<string>()
  let sameEdges = before?.nodes.size === graph.nodes.size
  for (const id of graph.order) {
    const node = graph.nodes.get(id)
    if (node === undefined) continue
    const { resource, dependsOn } = node
    const last = before?.nodes.get(id)
    const sameReads =
      last?.reads.length === dependsOn.length && last.reads.every((each, at) => each === dependsOn[at])
    sameEdges &&= sameReads
    const isKept = last !== undefined && last.key === keys.node(resource)
    const isSame = isKept && sameReads && !dependsOn.some((each) => turned.has(each))
    if (!isSame) changed.add(id)
    const known = models.get(id)
    if (resource.type !== "model" || known === undefined) {
      if (!isSame) turned.add(id)
      continue
    }
    const seen = before?.faces[id]
    // Asked of what is not the same alone: of the others it would have to be looked up in the record.
    const materialized = isKept && seen !== undefined ? seen[2] : resource.config.materialized
    const face: Face = [compiler.relationOf(resource).label, known.columns, materialized]
    faces[id] = face
    // The SQL of an ephemeral model stands in that of whoever reads it.
    if (face.some((part, at) => part !== seen?.[at]) || (materialized === "ephemeral" && !isSame))
      turned.add(id)
  }
  return { isSame: (id) => !changed.has(id), sameEdges, faces }
}

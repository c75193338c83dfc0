import type { Compiler } from "../compile/compiler.ts"
import { factsOfMaterialization, isMaterialization } from "../project/materializations.ts"
import { isQueried } from "../project/resource-guards.ts"
import type { KnownModel } from "./analysis-record.ts"
import type { CompileRecord } from "./compile-record.ts"
import type { ReadProject } from "./read-project.ts"

/** What an earlier compilation has in common with this one. */
export interface ChangedNodes {
  /** Whether a node would be compiled to the same. */
  isSame(uniqueId: string): boolean
  /** Whether who reads whom is what it was. */
  readonly sameEdges: boolean
  /** By unique id of a model. */
  readonly faces: ReadonlyMap<string, Face>
}

/** What those that read a model see of it. */
export type Face = readonly [relation: string, columns: string, materialized: string]

/** What a node has in common with the one that was compiled. */
export interface NodeBefore {
  /** Made from the same. */
  readonly sameKey: boolean
  /** It reads the same. */
  readonly sameReads: boolean
}

/**
 * A node is the same when its files are and it reads the same, and when what it reads shows the same face: an edit of a
 * model that keeps its columns and its relation touches no other.
 */
export function changedNodes(
  { graph }: ReadProject,
  compiler: Compiler,
  models: ReadonlyMap<string, KnownModel>,
  before: CompileRecord | undefined,
): ChangedNodes {
  const faces = new Map<string, Face>()
  const changed = new Set<string>()
  const turned = new Set<string>()
  let sameEdges = before?.written.column("ids").length === graph.nodes.size
  for (const id of graph.order) {
    const node = graph.nodes.get(id)
    if (node === undefined) continue
    const { resource } = node
    const { sameKey, sameReads } = before?.compare(node) ?? nothing
    sameEdges &&= sameReads
    const isSame =
      sameKey && sameReads && !(turned.size > 0 && node.dependsOn.some((each) => turned.has(each)))
    if (!isSame) changed.add(id)
    const known = models.get(id)
    if (!isQueried(resource) || known === undefined) {
      if (!isSame) turned.add(id)
      continue
    }
    const seen = before?.faces.get(id)
    // Asked of what is not the same alone: of the others it would have to be looked up in the record.
    const [relation, , materialized] =
      sameKey && seen !== undefined
        ? seen
        : [compiler.relationOf(resource).label, "", resource.config.materialized]
    const face: Face = [relation, known.columns, materialized]
    const isSeen = seen !== undefined && face.every((part, at) => part === seen[at])
    faces.set(id, isSeen ? seen : face)
    // The SQL of an ephemeral model stands in that of anyone who reads it.
    if (!isSeen || (isInlinedAs(materialized) && !isSame)) turned.add(id)
  }
  return { isSame: (id) => !changed.has(id), sameEdges, faces }
}

/** As the record of a lux that knew other ones may name it, too. */
function isInlinedAs(materialized: string): boolean {
  return isMaterialization(materialized) && factsOfMaterialization(materialized).inlined
}

const nothing: NodeBefore = { sameKey: false, sameReads: false }

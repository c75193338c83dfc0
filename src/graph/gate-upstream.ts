import { LuxError, type Problems } from "../errors.ts"
import { canWait, isInlined, isView, madeAs, whatWaits } from "../project/materialized.ts"
import { isBuilt, isMaterialized, isReadFromOutside } from "../project/resource-guards.ts"
import type { Model } from "../project/types.ts"
import type { Graph, GraphNode } from "./types.ts"

/** A view with `gate_upstream: true`, and what its rows come from: what it reads, of views and ephemeral models what those read. */
export interface GatingView {
  readonly view: Model
  /** Unique ids of seeds, snapshots and models that are not ephemeral ones. */
  readonly reads: readonly string[]
}

export function gatingViews({ nodes }: Pick<Graph, "nodes">): readonly GatingView[] {
  const found: GatingView[] = []
  for (const { resource } of nodes.values()) {
    // The configuration of a folder says nothing of its tables.
    if (isMaterialized(resource) && resource.gateUpstream && isView(resource))
      found.push({ view: resource, reads: rowsOf(resource.uniqueId, nodes) })
  }
  return found
}

/** Adds LUX-1420 where a view gates what adds to what is there: only a whole new version can wait for its checks. */
export function checkGatingViews(nodes: ReadonlyMap<string, GraphNode>, problems: Problems): void {
  for (const { view, reads } of gatingViews({ nodes }))
    for (const id of reads) {
      const read = nodes.get(id)?.resource
      if (!isBuilt(read) || canWait(read)) continue
      problems.add(
        new LuxError(
          "LUX-1420",
          `view "${view.name}" cannot gate ${madeAs(read)} "${read.name}", which it reads`,
          {
            place: view.place,
            hint: `Only ${whatWaits()} can wait for its checks. Put them on "${read.name}" itself and set gate_upstream: false here, or read "${read.name}" through a table.`,
          },
        ),
      )
    }
}

/** LUX-2306 for each view that gates what is built, where it is in the warehouse and not built itself: its readers see the new rows. */
export function ungated(
  graph: Graph,
  builds: ReadonlySet<string>,
  isThere: (view: Model) => boolean,
): readonly LuxError[] {
  return gatingViews(graph).flatMap(({ view, reads }) => {
    const names = reads.filter((id) => builds.has(id)).map((id) => graph.nodes.get(id)?.resource.name ?? id)
    if (names.length === 0 || builds.has(view.uniqueId) || !isThere(view)) return []
    const shown = names.slice(0, 3).join(", ")
    const more = names.length > 3 ? ` and ${names.length - 3} more` : ""
    return [
      new LuxError(
        "LUX-2306",
        `${shown}${more}: published without the checks of view "${view.name}" that gate this`,
        {
          place: view.place,
          hint: `Its readers see the new rows at once. Select "${view.name}" too, so that its checks are asked before.`,
        },
      ),
    ]
  })
}

function rowsOf(view: string, nodes: ReadonlyMap<string, GraphNode>): readonly string[] {
  const found = new Set<string>()
  const open = [...(nodes.get(view)?.dependsOn ?? [])]
  const seen = new Set<string>(open)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodes.get(id)
    if (node === undefined || isReadFromOutside(node.resource)) continue
    const inlined = isInlined(node.resource)
    if (!inlined) found.add(id)
    if (!inlined && !isView(node.resource)) continue
    for (const read of node.dependsOn)
      if (!seen.has(read)) {
        seen.add(read)
        open.push(read)
      }
  }
  return [...found]
}

import type { Gates } from "./gates.ts"
import { heldBack } from "./hold-back.ts"
import { areTogether, type PublishGroups } from "./publish-groups.ts"
import type { Graph } from "./types.ts"

/** What has to be done before: unique ids of what is built, of groups that are published, of standalone tests. */
export interface Waits {
  readonly ofNode: (id: string) => readonly string[]
  readonly ofTest: (id: string) => readonly string[]
}

/** The order of a run, as what waits for what; nothing waits for itself, over however many steps. */
export function waitsOf(
  graph: Graph,
  gates: Gates,
  groups: PublishGroups,
  builds: ReadonlySet<string>,
): Waits {
  const held = heldBack(graph, gates, builds, groups)
  // What is published together is there once all of it is.
  const published = (id: string): string => groups.of.get(id)?.id ?? id
  return {
    ofNode: (id) => {
      const before = [
        ...upstream(graph, id, builds),
        ...(gates.extraEdges.get(id) ?? []).flatMap((other) => [other, ...upstream(graph, other, builds)]),
      ]
      const reads = before.map((other) => (areTogether(other, id, groups) ? other : published(other)))
      return [...new Set([...reads, ...(held.get(id) ?? [])])]
    },
    ofTest: (id) => [...new Set(upstream(graph, id, builds).map(published))],
  }
}

/** What a node reads among the nodes that are built, also through nodes that are not (ephemeral or unselected ones). */
function upstream(graph: Graph, id: string, builds: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>()
  const open = [...(graph.nodes.get(id)?.dependsOn ?? [])]
  const seen = new Set<string>()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    if (builds.has(next)) found.add(next)
    else open.push(...(graph.nodes.get(next)?.dependsOn ?? []))
  }
  return [...found]
}

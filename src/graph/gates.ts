import { isDataTest } from "../project/resource-guards.ts"
import { areTogether, type PublishGroups, publishedWith } from "./publish-groups.ts"
import type { Graph } from "./types.ts"

/** Where each data test runs when checks gate publication. */
export interface Gates {
  /** False: no check gates a node that it reads, it only holds back what comes behind. */
  readonly auditFirst: boolean
  /** Unique id of a node -> the tests that must pass before it is published, sorted. */
  readonly gating: ReadonlyMap<string, readonly string[]>
  /** Tests that gate no node of their own: they run after all they read, and gate what depends on it. */
  readonly standalone: readonly string[]
  /** Node -> nodes that must be built before it, because a test that gates it reads them. */
  readonly extraEdges: ReadonlyMap<string, readonly string[]>
}

/**
 * A test gates the model that it is declared on, a singular test the last of the models that it refs. What else it
 * reads becomes an edge, so that it is there when the gate is asked. Where that edge would close a cycle the test
 * runs after both. What is published together is one node in this: such a check of its own is asked once all of it is built.
 */
export function placeGates(
  graph: Graph,
  tests: Iterable<string>,
  builds: (id: string) => boolean,
  groups: PublishGroups,
): Gates {
  const gating = new Map<string, string[]>()
  const standalone: string[] = []
  const extraEdges = new Map<string, Set<string>>()
  const rank = new Map(groups.order.map((id, index) => [id, index]))

  for (const test of [...tests].sort()) {
    const node = graph.nodes.get(test)
    const definition = isDataTest(node?.resource) ? node.resource.definition : undefined
    if (node === undefined || definition === undefined) continue
    const reads = node.dependsOn.filter((id) => builds(id))
    const gated =
      definition.kind === "generic"
        ? reads.find((id) => id === definition.attachedTo)
        : [...reads].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)).at(-1)
    const others = reads.filter((id) => gated === undefined || !areTogether(id, gated, groups))
    if (gated === undefined || others.some((other) => dependsOn(other, gated))) {
      standalone.push(test)
      continue
    }
    gating.set(gated, [...(gating.get(gated) ?? []), test])
    const edges = extraEdges.get(gated) ?? new Set<string>()
    for (const other of others) edges.add(other)
    if (edges.size > 0) extraEdges.set(gated, edges)
  }
  return {
    auditFirst: true,
    gating,
    standalone,
    extraEdges: new Map([...extraEdges].map(([id, edges]) => [id, [...edges].sort()])),
  }

  // Also over the edges that gates have added so far: two tests must not close a circle together.
  function dependsOn(from: string, to: string): boolean {
    const edges = {
      get: (id: string) =>
        publishedWith(id, groups).flatMap((each) => [
          ...(graph.nodes.get(each)?.dependsOn ?? []),
          ...(extraEdges.get(each) ?? []),
        ]),
    }
    const seen = new Set<string>([from])
    const open = [from]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const next of edges.get(id)) {
        if (areTogether(next, to, groups)) return true
        if (!seen.has(next)) {
          seen.add(next)
          open.push(next)
        }
      }
    }
    return false
  }
}

/** As in dbt: every test runs after what it reads is published. */
export function withoutGates(tests: Iterable<string>): Gates {
  return { auditFirst: false, gating: new Map(), standalone: [...tests].sort(), extraEdges: new Map() }
}

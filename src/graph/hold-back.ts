import type { Resource } from "../project/types.ts"
import type { Gates } from "./gates.ts"
import { reachable } from "./topology.ts"
import type { Graph } from "./types.ts"

/**
 * Node -> the standalone tests that it waits for, and is skipped with. Where checks gate publication, a test holds back
 * the readers of anything that it read, but for what leads to the test itself; else, as in dbt, what depends on all that
 * it read. In the place of a node that is not built stand those that read it.
 */
export function heldBack(
  graph: Graph,
  gates: Gates,
  builds: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, string[]>()
  if (builds.size === 0) return held
  const readersOf = gates.auditFirst ? readersOfAny(graph, gates, held) : readersOfAll(graph)
  for (const test of gates.standalone) {
    const open = [...readersOf(graph.nodes.get(test)?.dependsOn ?? [])]
    const seen = new Set<string>()
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue
      seen.add(id)
      if (!builds.has(id)) open.push(...(graph.readers.get(id) ?? []))
      else held.set(id, [...(held.get(id) ?? []), test])
    }
  }
  return held
}

type Readers = (reads: readonly string[]) => readonly string[]

function readersOfAny(graph: Graph, gates: Gates, held: ReadonlyMap<string, readonly string[]>): Readers {
  // Also over the edges of gates and of the tests before: two tests must not wait for each other.
  const dependsOn = {
    get: (id: string) => [
      ...(graph.nodes.get(id)?.dependsOn ?? []),
      ...(gates.extraEdges.get(id) ?? []),
      ...(held.get(id) ?? []),
    ],
  }
  return (reads) => {
    const before = reachable(dependsOn, reads)
    return reads
      .flatMap((id) => graph.readers.get(id) ?? [])
      .filter((id) => !before.has(id) && !reads.includes(id) && !isTest(graph.nodes.get(id)?.resource))
  }
}

function readersOfAll(graph: Graph): Readers {
  const known = new Map<string, ReadonlySet<string>>()
  const behind = (id: string): ReadonlySet<string> => {
    const found = known.get(id) ?? reachable(graph.readers, [id])
    known.set(id, found)
    return found
  }
  return (reads) => {
    const [first, ...others] = reads
    if (first === undefined) return []
    if (others.length === 0) return graph.readers.get(first) ?? []
    const common = new Set([...behind(first)].filter((id) => others.every((other) => behind(other).has(id))))
    return [...common].filter((id) => graph.nodes.get(id)?.dependsOn.every((read) => !common.has(read)))
  }
}

function isTest(resource: Resource | undefined): boolean {
  return resource?.type === "test" || resource?.type === "unit_test"
}

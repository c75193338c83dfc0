import { isTest } from "../project/resource-guards.ts"
import type { Gates } from "./gates.ts"
import { areTogether, type PublishGroups, publishedWith } from "./publish-groups.ts"
import { reachable } from "./topology.ts"
import type { Graph } from "./types.ts"

/**
 * Node -> the standalone tests that it waits for, and is skipped with. Where checks gate publication, a test holds back
 * the readers of anything that it read, but for what leads to the test itself; else, as in dbt, what depends on all that
 * it read. Instead of a node that is not built stand those that read it.
 */
export function heldBack(
  graph: Graph,
  gates: Gates,
  builds: ReadonlySet<string>,
  groups: PublishGroups,
): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, string[]>()
  if (builds.size === 0) return held
  // Also over the edges of gates and of the tests before: two tests must not wait for each other.
  const dependsOn = {
    get: (id: string) =>
      publishedWith(id, groups).flatMap((each) => [
        ...(graph.nodes.get(each)?.dependsOn ?? []),
        ...(gates.extraEdges.get(each) ?? []),
        ...(held.get(each) ?? []),
      ]),
  }
  const readersOf = gates.auditFirst ? readersOfAny(graph) : readersOfAll(graph)
  for (const test of gates.standalone) {
    const reads = graph.nodes.get(test)?.dependsOn ?? []
    const before = gates.auditFirst || groups.of.size > 0 ? reachable(dependsOn, reads) : noneBefore
    const leadsTo = (id: string): boolean =>
      before.has(id) || reads.some((read) => areTogether(read, id, groups))
    const open = [...readersOf(reads)]
    const seen = new Set<string>()
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const resource = graph.nodes.get(id)?.resource
      if (seen.has(id) || (resource !== undefined && isTest(resource))) continue
      seen.add(id)
      if (!builds.has(id)) open.push(...(graph.readers.get(id) ?? []))
      else if (!publishedWith(id, groups).some(leadsTo)) held.set(id, [...(held.get(id) ?? []), test])
    }
  }
  return held
}

const noneBefore: ReadonlySet<string> = new Set()

type Readers = (reads: readonly string[]) => readonly string[]

function readersOfAny(graph: Graph): Readers {
  return (reads) => reads.flatMap((id) => graph.readers.get(id) ?? [])
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

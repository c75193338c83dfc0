/** Walks over plain adjacency: id -> the ids it depends on. */

export type Adjacency = ReadonlyMap<string, readonly string[]>

/**
 * Every id after what it depends on; ties by id, so that the order is stable.
 * When there is a cycle, `cycle` is the path that closes it (first and last id are the same).
 */
export function topologicalOrder(
  dependsOn: Adjacency,
): { readonly order: readonly string[] } | { readonly cycle: readonly string[] } {
  const order: string[] = []
  const state = new Map<string, "open" | "done">()
  for (const start of [...dependsOn.keys()].sort()) {
    const cycle = visit(start)
    if (cycle !== undefined) return { cycle }
  }
  return { order }

  // An explicit stack: a chain of ten thousand models must not exhaust the call stack.
  function visit(start: string): readonly string[] | undefined {
    if (state.has(start)) return undefined
    const path: { id: string; next: number }[] = [{ id: start, next: 0 }]
    state.set(start, "open")
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const dependency = (dependsOn.get(top.id) ?? [])[top.next]
      if (dependency === undefined) {
        state.set(top.id, "done")
        order.push(top.id)
        path.pop()
        continue
      }
      top.next++
      if (!dependsOn.has(dependency)) continue
      const seen = state.get(dependency)
      if (seen === "open") {
        const from = path.findIndex((entry) => entry.id === dependency)
        return [...path.slice(from).map((entry) => entry.id), dependency]
      }
      if (seen === undefined) {
        state.set(dependency, "open")
        path.push({ id: dependency, next: 0 })
      }
    }
    return undefined
  }
}

/** Who depends on each id, sorted. */
export function reversed(dependsOn: Adjacency): Map<string, string[]> {
  const readers = new Map<string, string[]>()
  for (const id of dependsOn.keys()) readers.set(id, [])
  for (const [id, dependencies] of dependsOn)
    for (const dependency of dependencies) readers.get(dependency)?.push(id)
  for (const list of readers.values()) list.sort()
  return readers
}

/** All that can be reached from the starts over the edges, at most `depth` steps away, the starts left out. */
export function reachable(
  edges: Pick<Adjacency, "get">,
  starts: Iterable<string>,
  depth = Number.POSITIVE_INFINITY,
): Set<string> {
  const found = new Set<string>()
  let frontier = [...starts]
  for (let step = 0; step < depth && frontier.length > 0; step++) {
    const next: string[] = []
    for (const id of frontier)
      for (const neighbour of edges.get(id) ?? [])
        if (!found.has(neighbour)) {
          found.add(neighbour)
          next.push(neighbour)
        }
    frontier = next
  }
  return found
}

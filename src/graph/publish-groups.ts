import { LuxError } from "../errors.ts"
import type { Resource } from "../project/types.ts"
import { topologicalOrder } from "./topology.ts"
import type { Graph } from "./types.ts"

/** Models that are published in one transaction. */
export interface PublishGroup {
  /** `publish_together.marts`: as an id among those of nodes. */
  readonly id: string
  readonly name: string
  /** Unique ids, each after those that it reads. */
  readonly members: readonly string[]
}

/** The nodes of a run, with groups that stand in the graph as one node. */
export interface PublishGroups {
  /** By unique id of a member. */
  readonly of: ReadonlyMap<string, PublishGroup>
  /** Every node of the graph, each after all that it waits for; members of a group beside each other. */
  readonly order: readonly string[]
}

/**
 * Groups what is built by `publish_together`; a model that is alone in its group is published as any other. Throws
 * LUX-2480 where something outside stands between the members of a group.
 */
export function publishGroups(graph: Graph, builds: (id: string) => boolean): PublishGroups {
  const named = new Map<string, string[]>()
  for (const id of graph.order) {
    const name = builds(id) ? groupName(graph.nodes.get(id)?.resource) : undefined
    if (name !== undefined) named.set(name, [...(named.get(name) ?? []), id])
  }
  const of = new Map<string, PublishGroup>()
  for (const [name, members] of named) {
    const group = { id: `publish_together.${name}`, name, members }
    if (members.length > 1) for (const member of members) of.set(member, group)
  }
  return { of, order: of.size === 0 ? graph.order : orderOf(graph, of) }
}

/** The members of the group of a node; the node itself where it has none. */
export function publishedWith(id: string, { of }: Pick<PublishGroups, "of">): readonly string[] {
  return of.get(id)?.members ?? [id]
}

/** True where a node is published together with another. */
export function areTogether(one: string, other: string, { of }: Pick<PublishGroups, "of">): boolean {
  return one === other || (of.has(one) && of.get(one) === of.get(other))
}

/** What a node reads, of an ephemeral model what that reads: it is a part of its readers. */
export function readsThroughEphemerals(graph: Graph, id: string): readonly string[] {
  const found = new Set<string>()
  const open = [...(graph.nodes.get(id)?.dependsOn ?? [])]
  const seen = new Set<string>(open)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = graph.nodes.get(next)
    if (!isEphemeral(node?.resource)) found.add(next)
    else
      for (const behind of node?.dependsOn ?? [])
        if (!seen.has(behind)) {
          seen.add(behind)
          open.push(behind)
        }
  }
  return [...found]
}

function orderOf(graph: Graph, of: ReadonlyMap<string, PublishGroup>): readonly string[] {
  const keyOf = (id: string): string => of.get(id)?.id ?? id
  const edges = new Map<string, Set<string>>()
  const groups = new Map<string, PublishGroup>()
  for (const id of graph.order) {
    const key = keyOf(id)
    const group = of.get(id)
    if (group !== undefined) groups.set(key, group)
    const reads = edges.get(key) ?? new Set<string>()
    edges.set(key, reads)
    const own = isEphemeral(graph.nodes.get(id)?.resource)
      ? (graph.nodes.get(id)?.dependsOn ?? [])
      : readsThroughEphemerals(graph, id)
    for (const read of own) if (keyOf(read) !== key) reads.add(keyOf(read))
  }
  const sorted = topologicalOrder(new Map([...edges].map(([key, reads]) => [key, [...reads]])))
  if ("cycle" in sorted) throw circle(sorted.cycle, graph, groups)
  return sorted.order.flatMap((key) => groups.get(key)?.members ?? [key])
}

/** Shown as who reads whom, for a group by those of its members that do. */
function circle(cycle: readonly string[], graph: Graph, groups: ReadonlyMap<string, PublishGroup>): LuxError {
  const idsOf = (key: string): readonly string[] => groups.get(key)?.members ?? [key]
  const nameOf = (id: string, key: string): string => {
    const group = groups.get(key)
    return `"${graph.nodes.get(id)?.resource.name ?? id}"${group === undefined ? "" : ` of "${group.name}"`}`
  }
  // Told from a member of a group on.
  const first = cycle.findIndex((key) => groups.has(key))
  const keys = [...cycle.slice(first), ...cycle.slice(1, first + 1)]
  const steps = keys.slice(1).flatMap((key, at) => {
    const from = keys[at] ?? key
    for (const reader of idsOf(from)) {
      const read = readsThroughEphemerals(graph, reader).find((id) => idsOf(key).includes(id))
      if (read !== undefined) return [`${nameOf(reader, from)} reads ${nameOf(read, key)}`]
    }
    return []
  })
  const group = keys.map((key) => groups.get(key)).find((each) => each !== undefined)
  const place = group?.members
    .map((id) => graph.nodes.get(id)?.resource.place)
    .find((each) => each !== undefined)
  return new LuxError(
    "LUX-2480",
    `"${group?.name ?? ""}" cannot be published together: ${steps.join(", ")}`,
    {
      place,
      hint: "Give what stands between the same publish_together, or take a model out with publish_together: null.",
    },
  )
}

function groupName(resource: Resource | undefined): string | undefined {
  if (resource?.type !== "model" || isEphemeral(resource)) return undefined
  return resource.config.publishTogether
}

function isEphemeral(resource: Resource | undefined): boolean {
  return resource?.type === "model" && resource.config.materialized === "ephemeral"
}

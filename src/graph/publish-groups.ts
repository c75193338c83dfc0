import { LuxError } from "../errors.ts"
import { canWait, isInlined, isView } from "../project/materialized.ts"
import { mayWait } from "../project/resource-guards.ts"
import type { Resource } from "../project/types.ts"
import { gatingViews } from "./gate-upstream.ts"
import { topologicalOrder } from "./topology.ts"
import type { Graph } from "./types.ts"

/** Models that are published in one transaction. */
interface PublishGroup {
  /** `publish_together.marts`, `gate_upstream.orders`: as an id among those of nodes. */
  readonly id: string
  readonly name: string
  /** Unique ids, each after those that it reads. */
  readonly members: readonly string[]
}

/** The nodes of a run, with groups that stand in the graph as one node. */
export interface PublishGroups {
  /** By unique id of a member. */
  readonly of: ReadonlyMap<string, PublishGroup>
  /** Every node of the graph, each after all that it waits for; members of a group next to each other. */
  readonly order: readonly string[]
}

/**
 * Groups what is built by `publish_together`, and, where checks gate publication, each view of `gate_upstream` with what it
 * reads; what is alone in its group is published as any other. Throws LUX-2480 where something outside stands between the
 * members of a group, LUX-2305 where that is a view that is not built.
 */
export function publishGroups(
  graph: Graph,
  builds: (id: string) => boolean,
  { gates }: { readonly gates: boolean },
): PublishGroups {
  const named = new Map<string, string[]>()
  for (const id of graph.order) {
    const name = builds(id) ? publishGroupOf(graph.nodes.get(id)?.resource) : undefined
    if (name !== undefined) named.set(name, [...(named.get(name) ?? []), id])
  }
  const drafts: Draft[] = [...named].map(([name, members]) => ({
    name,
    members: new Set(members),
    isNamed: true,
    gates: false,
  }))
  if (gates)
    for (const { view, reads } of gatingViews(graph))
      if (builds(view.uniqueId)) {
        const members = new Set([view.uniqueId, ...reads.filter(builds)])
        drafts.push({ name: view.name, members, isNamed: false, gates: true })
      }
  return closed(joined(drafts), graph, builds)
}

/** A group while it is found out who belongs to it. */
interface Draft {
  readonly name: string
  readonly members: ReadonlySet<string>
  /** True where `publish_together` names it. */
  readonly isNamed: boolean
  /** True where a view of `gate_upstream` is in it. */
  readonly gates: boolean
}

/** Groups that have a member in common are one; it has the name that was given to one of them. */
function joined(drafts: readonly Draft[]): readonly Draft[] {
  const found: Draft[] = []
  for (const draft of drafts) {
    const touching = found.filter(({ members }) => [...draft.members].some((id) => members.has(id)))
    const parts = [...touching, draft]
    const { name } = parts.find(({ isNamed }) => isNamed) ?? parts[0] ?? draft
    const whole = {
      name,
      members: new Set(parts.flatMap(({ members }) => [...members])),
      isNamed: parts.some(({ isNamed }) => isNamed),
      gates: parts.some((part) => part.gates),
    }
    found.splice(0, found.length, ...found.filter((each) => !touching.includes(each)), whole)
  }
  return found
}

/**
 * The groups with what stands between members of a view's group: it reads one of them and another reads it, so it waits too.
 * What is not built in the run stands between nobody, but for a view: its rows are those of a member.
 */
function closed(first: readonly Draft[], graph: Graph, builds: (id: string) => boolean): PublishGroups {
  const aside = new Set<string>()
  let drafts = first
  for (;;) {
    const of = groupsFrom(drafts, graph)
    if (of.size === 0) return { of, order: graph.order }
    const sorted = ordered(graph, of, aside)
    if ("order" in sorted) return { of, order: sorted.order }
    const { cycle, groups } = sorted
    const ids = cycle.flatMap((key) => groups.get(key)?.members ?? [key])
    const gating = drafts.find(({ gates, members }) => gates && ids.some((id) => members.has(id)))
    const idle = ids.filter((id) => !builds(id))
    if (gating === undefined) throw circle(cycle, graph, groups, byName)
    if (idle.length > 0) {
      const view = idle.find((id) => isView(graph.nodes.get(id)?.resource))
      if (view !== undefined) throw throughUnselected(gating, view, graph)
      for (const id of idle) aside.add(id)
      continue
    }
    if (!ids.every((id) => canWait(graph.nodes.get(id)?.resource)))
      throw circle(cycle, graph, groups, byView(gating))
    const whole = { ...gating, members: new Set([...gating.members, ...ids]) }
    drafts = joined([...drafts.filter((each) => each !== gating), whole])
  }
}

function groupsFrom(drafts: readonly Draft[], graph: Graph): ReadonlyMap<string, PublishGroup> {
  const of = new Map<string, PublishGroup>()
  for (const { name, members, isNamed } of drafts) {
    if (members.size < 2) continue
    const id = `${isNamed ? "publish_together" : "gate_upstream"}.${name}`
    const group = { id, name, members: graph.order.filter((each) => members.has(each)) }
    for (const member of group.members) of.set(member, group)
  }
  return of
}

/** A view that is not built shows rows of a member that is not published yet: what is checked through it are the old ones. */
function throughUnselected({ name, members }: Draft, view: string, graph: Graph): LuxError {
  const between = graph.nodes.get(view)?.resource
  const gating = [...members]
    .map((id) => graph.nodes.get(id)?.resource)
    .find((each) => isView(each) && each.name === name)
  return new LuxError(
    "LUX-2305",
    `view "${name}" gates what it reads through view "${between?.name ?? view}", which is not selected`,
    {
      place: gating?.place,
      hint: `Its checks would see the old rows. Select "${between?.name ?? view}" too, or everything behind "${name}": +${name}.`,
    },
  )
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
    if (!isInlined(node?.resource)) found.add(next)
    else
      for (const behind of node?.dependsOn ?? [])
        if (!seen.has(behind)) {
          seen.add(behind)
          open.push(behind)
        }
  }
  return [...found]
}

type Ordered =
  | { readonly order: readonly string[] }
  | { readonly cycle: readonly string[]; readonly groups: ReadonlyMap<string, PublishGroup> }

/** Each group as one node; what is `aside` waits for nothing. */
function ordered(graph: Graph, of: ReadonlyMap<string, PublishGroup>, aside: ReadonlySet<string>): Ordered {
  const keyOf = (id: string): string => of.get(id)?.id ?? id
  const edges = new Map<string, Set<string>>()
  const groups = new Map<string, PublishGroup>()
  for (const id of graph.order) {
    const key = keyOf(id)
    const group = of.get(id)
    if (group !== undefined) groups.set(key, group)
    const reads = edges.get(key) ?? new Set<string>()
    edges.set(key, reads)
    if (aside.has(id)) continue
    const own = isInlined(graph.nodes.get(id)?.resource)
      ? (graph.nodes.get(id)?.dependsOn ?? [])
      : readsThroughEphemerals(graph, id)
    for (const read of own) if (keyOf(read) !== key) reads.add(keyOf(read))
  }
  const sorted = topologicalOrder(new Map([...edges].map(([key, reads]) => [key, [...reads]])))
  if ("cycle" in sorted) return { cycle: sorted.cycle, groups }
  return { order: sorted.order.flatMap((key) => groups.get(key)?.members ?? [key]) }
}

const byName =
  "Give what stands between the same publish_together, or take a model out with publish_together: null."

function byView({ name }: Draft): string {
  return `What stands between adds to what is there and cannot wait: set gate_upstream: false on "${name}", or make it a table.`
}

/** Shown as who reads whom, for a group by those of its members that do. */
function circle(
  cycle: readonly string[],
  graph: Graph,
  groups: ReadonlyMap<string, PublishGroup>,
  hint: string,
): LuxError {
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
      hint,
    },
  )
}

/** The group that a resource is published together with. */
export function publishGroupOf(resource: Resource | undefined): string | undefined {
  return mayWait(resource) && !isInlined(resource) ? resource.config.publishTogether : undefined
}

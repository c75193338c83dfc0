import { publishGroupOf } from "../graph/publish-groups.ts"
import type { Graph } from "../graph/types.ts"
import { isInlined } from "../project/materialized.ts"
import type { OrchestrateSettings } from "../project/orchestrate-keys.ts"
import { isBuilt } from "../project/resource-guards.ts"
import type { Resource } from "../project/types.ts"

/** A relation, or batches, that a task makes. */
export interface WorkNode {
  readonly uniqueId: string
  readonly name: string
  readonly selector: string
  readonly description: string
  /** Unique ids of those that it reads, in other tasks and DAGs too. */
  readonly reads: readonly string[]
}

/** What one command of lux builds. */
export interface BuildTask {
  /** Of letters, digits, underscores, dots and dashes; unique in its DAG. */
  readonly id: string
  /** Folders below the models' folder, for groups of tasks. */
  readonly folder: readonly string[]
  readonly nodes: readonly WorkNode[]
  /** Ids of the tasks of the same DAG that go before it, sorted. */
  readonly after: readonly string[]
  /** Names its result for other DAGs. */
  readonly asset: string
}

/** Whether a task can be about a resource: it is a relation, or batches, of its own. */
export function isWork(resource: Resource | undefined): boolean {
  return isBuilt(resource) && !isInlined(resource)
}

/**
 * The nodes as tasks: by folder, or each by itself. What is published together is one task, and so are tasks that would
 * wait for each other.
 */
export function tasksOf(
  graph: Graph,
  ids: ReadonlySet<string>,
  size: OrchestrateSettings["tasks"],
  assetOf: (task: string) => string,
): readonly BuildTask[] {
  const work = graph.order.filter((id) => ids.has(id) && isWork(graph.nodes.get(id)?.resource))
  const reads = new Map(work.map((id) => [id, readsOf(graph, id, new Set(work))]))
  const allWork = new Set(graph.order.filter((id) => isWork(graph.nodes.get(id)?.resource)))
  const parts = new Parts(work)
  const first = new Map<string, string>()
  for (const id of work) {
    const resource = graph.nodes.get(id)?.resource
    const keys = [
      size === "layer" ? `layer ${layerOf(resource)}` : `node ${id}`,
      ...(publishGroupOf(resource) === undefined ? [] : [`together ${publishGroupOf(resource)}`]),
    ]
    for (const key of keys) {
      parts.join(id, first.get(key) ?? id)
      if (!first.has(key)) first.set(key, id)
    }
  }
  while (joinCycles(work, reads, parts));
  const names = namesOf(parts.all(), graph, size)
  const inOrder = sorted(parts.all(), reads, parts)
  return inOrder.map((members): BuildTask => {
    const id = names.get(members) ?? ""
    const before = new Set(members.flatMap((each) => (reads.get(each) ?? []).map((other) => parts.of(other))))
    return {
      id,
      folder: size === "layer" ? [] : folderOf(graph.nodes.get(members[0] ?? "")?.resource),
      nodes: members.map((uniqueId) => {
        const resource = graph.nodes.get(uniqueId)?.resource
        return {
          uniqueId,
          name: resource?.name ?? "",
          selector: selectorOf(resource),
          description:
            (resource !== undefined && "description" in resource ? resource.description : "") ?? "",
          reads: readsOf(graph, uniqueId, allWork),
        }
      }),
      after: [...before]
        .filter((each) => each !== members)
        .map((each) => names.get(each) ?? "")
        .sort(),
      asset: assetOf(id),
    }
  })
}

/** What a node reads among others, also through models that are a part of its own SQL. */
export function readsOf(graph: Graph, id: string, among: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>()
  const seen = new Set<string>()
  const open = [...(graph.nodes.get(id)?.dependsOn ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    if (among.has(next)) found.add(next)
    else if (isInlined(graph.nodes.get(next)?.resource))
      open.push(...(graph.nodes.get(next)?.dependsOn ?? []))
  }
  return [...found].sort()
}

/** Nodes in parts, each in one. */
class Parts {
  readonly #partOf = new Map<string, string[]>()

  constructor(ids: readonly string[]) {
    for (const id of ids) this.#partOf.set(id, [id])
  }

  of(id: string): readonly string[] {
    return this.#partOf.get(id) ?? []
  }

  all(): readonly (readonly string[])[] {
    return [...new Set(this.#partOf.values())]
  }

  join(one: string, other: string): boolean {
    const [kept, gone] = [this.#partOf.get(other) ?? [], this.#partOf.get(one) ?? []]
    if (kept === gone) return false
    kept.push(...gone)
    for (const id of gone) this.#partOf.set(id, kept)
    return true
  }
}

/** Joins two parts that wait for each other, directly or through others; false where there are none. */
function joinCycles(
  work: readonly string[],
  reads: ReadonlyMap<string, readonly string[]>,
  parts: Parts,
): boolean {
  for (const start of parts.all()) {
    const behind = new Set<readonly string[]>()
    const open = [start]
    for (let next = open.pop(); next !== undefined; next = open.pop())
      for (const id of next)
        for (const read of reads.get(id) ?? []) {
          const part = parts.of(read)
          if (part === next) continue
          // The start waits for what waits for the start.
          if (part === start) return parts.join(next[0] ?? "", start[0] ?? "")
          if (!behind.has(part)) {
            behind.add(part)
            open.push(part)
          }
        }
  }
  return work.length < 0
}

/** Each after those that it reads; otherwise in the order of the graph. */
function sorted(
  all: readonly (readonly string[])[],
  reads: ReadonlyMap<string, readonly string[]>,
  parts: Parts,
): readonly (readonly string[])[] {
  const done = new Set<readonly string[]>()
  const visit = (part: readonly string[]): void => {
    if (done.has(part)) return
    for (const id of part)
      for (const read of reads.get(id) ?? []) if (parts.of(read) !== part) visit(parts.of(read))
    done.add(part)
  }
  for (const part of all) visit(part)
  return [...done]
}

function namesOf(
  all: readonly (readonly string[])[],
  graph: Graph,
  size: OrchestrateSettings["tasks"],
): ReadonlyMap<readonly string[], string> {
  const taken = new Set<string>()
  return new Map(
    all.map((members) => {
      const resources = members.map((id) => graph.nodes.get(id)?.resource)
      const group = resources.map(publishGroupOf).find((each) => each !== undefined)
      const parts =
        size === "layer"
          ? [...new Set(resources.map(layerOf))]
          : [group ?? resources[0]?.fqn.slice(1).at(-1) ?? ""]
      const name = parts
        .join("_")
        .replace(/[^\w.-]/g, "_")
        .slice(0, 200)
      let unique = name
      for (let at = 2; taken.has(unique); at++) unique = `${name}_${at}`
      taken.add(unique)
      return [members, unique] as const
    }),
  )
}

/** The first folder; of what is in none, what it is. */
function layerOf(resource: Resource | undefined): string {
  return folderOf(resource)[0] ?? `${resource?.type ?? ""}s`
}

function folderOf(resource: Resource | undefined): readonly string[] {
  return resource?.fqn.slice(1, -1) ?? []
}

export function selectorOf(resource: Resource | undefined): string {
  return resource?.fqn.join(".") ?? ""
}

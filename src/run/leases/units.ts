import type { Compiler } from "../../compile/compiler.ts"
import type { PublishGroups } from "../../graph/publish-groups.ts"
import type { Graph } from "../../graph/types.ts"
import { isStage } from "../../project/materialized.ts"
import { isBuilt } from "../../project/resource-guards.ts"
import type { Unit } from "./lease-statements.ts"

/**
 * What a run builds, what is published together as one. Those with the longest chain behind them come first, as they are
 * built: so each comes after all that it reads.
 */
export function unitsOf(
  graph: Graph,
  groups: PublishGroups,
  builds: ReadonlySet<string>,
  compiler: Compiler,
): readonly Unit[] {
  const wholes = new Map<string, readonly string[]>()
  for (const id of groups.order) wholes.set(groups.of.get(id)?.id ?? id, groups.of.get(id)?.members ?? [id])
  const wholeOf = (id: string): string => groups.of.get(id)?.id ?? id
  const chains = new Map<string, number>()
  for (const [whole, ids] of [...wholes].reverse()) {
    const length = (chains.get(whole) ?? 0) + ids.filter((id) => builds.has(id)).length
    chains.set(whole, length)
    for (const upstream of ids.flatMap((id) => graph.nodes.get(id)?.dependsOn ?? [])) {
      const before = wholeOf(upstream)
      if (before !== whole) chains.set(before, Math.max(chains.get(before) ?? 0, length))
    }
  }
  const built = [...wholes].filter(([, ids]) => ids.some((id) => builds.has(id)))
  return built
    .sort(([one], [other]) => (chains.get(other) ?? 0) - (chains.get(one) ?? 0))
    .map(([, ids]) => ({ ids, rows: ids.flatMap((id) => rowOf(id, graph, compiler)) }))
}

function rowOf(id: string, graph: Graph, compiler: Compiler): Unit["rows"] {
  const resource = graph.nodes.get(id)?.resource
  if (resource === undefined || !isBuilt(resource)) return []
  return [
    {
      relation: isStage(resource) ? `stage ${resource.name}` : compiler.relationOf(resource).label,
      node: id,
    },
  ]
}

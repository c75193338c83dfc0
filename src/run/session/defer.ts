import type { Deferral } from "../../compile/compiler.ts"
import type { RelationOf } from "../../compile/relations.ts"
import { Interrupted, LuxError } from "../../errors.ts"
import type { LuxGraph } from "../../graph/state/lux-graph.ts"
import type { Graph } from "../../graph/types.ts"
import { isInWarehouse } from "../../project/materialized.ts"
import { Relation } from "../../sql/relation.ts"
import type { Catalog, Warehouse } from "../../warehouse/warehouse.ts"

/** Another state of the project whose relations stand in for those that are not there. */
export interface Defer {
  readonly state: LuxGraph
  /** True: also for those that are there. */
  readonly favorState: boolean
  /** Unique ids of what is never read from the state, next to what is selected: what a run that is retried built. */
  readonly own: ReadonlySet<string>
}

/** The name under which the state's database file is attached. */
export const attachedName = "lux_state"

/**
 * What refs of nodes that are not selected mean, by unique id: the state's relations, where the own one does not exist or
 * the state is favoured. An ephemeral model has none of its own, and is looked through.
 */
export function deferrals(
  { state, favorState, own }: Defer,
  graph: Graph,
  selected: ReadonlySet<string>,
  target: { readonly relationOf: RelationOf; readonly catalog: Catalog; readonly database: string },
): ReadonlyMap<string, Deferral> {
  const database = state.project.target.path === target.database ? undefined : attachedName
  const found = new Map<string, Deferral>()
  for (const [id, { resource }] of graph.nodes) {
    if (!isInWarehouse(resource) || selected.has(id) || own.has(id)) continue
    const there = Object.hasOwn(state.nodes, id) ? state.nodes[id]?.relation : undefined
    if (there === undefined || there === null) continue
    if (!favorState && target.catalog.get(target.relationOf(resource)) !== undefined) continue
    found.set(id, { relation: new Relation(there.schema ?? undefined, there.name), database })
  }
  return found
}

/** Makes the state's database readable. Throws LUX-2350 where it cannot be read. */
export async function attachState(warehouse: Warehouse, { project }: LuxGraph): Promise<void> {
  const { path } = project.target
  const { embedded } = warehouse.statements
  if (embedded === undefined)
    throw new LuxError("LUX-2632", `${warehouse.place} reads no other database`, {
      hint: "Defer to a state of the same warehouse, or build what is missing here.",
    })
  try {
    await warehouse.withSession((session) => session.run(embedded.attachReadOnly(path, attachedName)))
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof LuxError)) throw error
    throw new LuxError("LUX-2350", `the state's database ${path} cannot be read: ${error.message}`, {
      hint: "It must be there, and no other process may hold it while this one runs.",
      cause: error,
    })
  }
}

import { dropMadeAtOnce } from "../../materialize/made-guard.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Project } from "../../project/types.ts"
import { madeBeside } from "../../sql/names-next-to.ts"
import { runQuietly } from "../../warehouse/one-by-one.ts"
import type { Catalog, Warehouse } from "../../warehouse/warehouse.ts"
import { asMade, madeByLux } from "../build/made-by-lux.ts"
import type { OnEvent } from "../events.ts"
import type { LedgerSession } from "../lake/ledger-session.ts"
import { kindOf, labelOf } from "../work-names.ts"
import type { Work } from "../workload.ts"
import { leaseTable } from "./lease-table.ts"
import { createLeases, type LeaseOptions, type Leases } from "./leases.ts"

/** The leases of a run on a warehouse that others write to as well; undefined where one process at a time does. */
export function leasesOfRun(
  { target }: Project,
  {
    threads,
    workOf,
    onEvent,
    ...options
  }: Omit<LeaseOptions, "table" | "ahead" | "expirySeconds" | "onWaits"> & {
    readonly threads: number
    readonly workOf: (id: string) => Work | undefined
    readonly onEvent: OnEvent
  },
): Leases | undefined {
  if (isEmbedded(target) || options.units.length === 0) return undefined
  return createLeases({
    ...options,
    table: leaseTable(target),
    ahead: Math.max(20, 5 * threads),
    expirySeconds: target.leaseExpiry,
    onWaits: (id, { run, since }) => {
      const work = workOf(id)
      if (work === undefined) return
      onEvent({ type: "node-waits", uniqueId: id, label: labelOf(work), kind: kindOf(work), run, since })
    },
  })
}

export interface AfreshOptions {
  readonly work: Work
  readonly lake: LedgerSession
  readonly leases: Leases
  readonly warehouse: Warehouse
  /** As the run has read it. */
  readonly catalog: Catalog
  /** Plans the work by another catalog. */
  readonly plan: (catalog: Catalog) => Work | undefined
}

/**
 * Work as it is to be done: planned again where another run has done it since the catalog was read. Clears away what a run left
 * that was cut off. Throws LUX-2662 where another run still does it.
 */
export async function afresh({
  work,
  lake,
  leases,
  warehouse,
  catalog: known,
  plan,
}: AfreshOptions): Promise<Work> {
  const failure = leases.failureOf(work.id)
  if (failure !== undefined) throw failure
  if (work.kind !== "relation" && work.kind !== "stage") return work
  const isStale = leases.isStale(work.id)
  if (isStale) await warehouse.withSession((session) => lake.refresh(session))
  if (work.kind === "stage") return work
  const { schema } = work.relation
  const catalog = isStale && schema !== undefined ? await warehouse.readCatalog([schema]) : known
  const leftovers = madeBeside(work.relation).flatMap((relation) => {
    const found = madeByLux(catalog, work.relation, relation)
    return found === undefined ? [] : asMade(found)
  })
  // What stays is in the way of the new version, which says so.
  const drops = leftovers.map(
    (made) => dropMadeAtOnce(made, warehouse.statements, "drop what a run left").sql,
  )
  if (drops.length > 0) await warehouse.withSession((session) => runQuietly(session, drops))
  return isStale ? (plan(catalog) ?? work) : work
}

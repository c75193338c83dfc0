import { Interrupted, LuxError } from "../../errors.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Built, Project } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import { holdsRows, type Session, type Warehouse } from "../../warehouse/warehouse.ts"
import type { Unit } from "../leases/lease-statements.ts"
import { leaseTable } from "../leases/lease-table.ts"
import { createLeases, type Leases } from "../leases/leases.ts"
import { dropStatements, type OwnTables } from "./drop-statements.ts"
import type { Judged } from "./judge-relations.ts"
import type { OldBatch } from "./old-batches.ts"
import type { Dropped } from "./stale.ts"

interface DropOptions {
  readonly session: Session
  readonly warehouse: Warehouse
  readonly statements: WarehouseStatements
  readonly project: Project
  readonly invocationId: string
  readonly signal: AbortSignal | undefined
  readonly relations: readonly Judged[]
  readonly batches: readonly (OldBatch & { readonly paths: readonly string[] })[]
  readonly stores: FileStores
  readonly tables: OwnTables
  readonly relationOf: (resource: Built) => Relation
  /** A statement that forgets runs nothing is left of; undefined: there are none. */
  readonly forgetRuns: string | undefined
  readonly onDropped: (dropped: Dropped) => void
}

/**
 * Drops each relation in a transaction and removes the files of each batch, under the lease of what it is of: what another run
 * works on stays. What was done before it is killed is done, and the rest is found again.
 */
export async function dropStale(options: DropOptions): Promise<void> {
  const { session, relations, batches, forgetRuns, onDropped } = options
  const leases = leasesFor(options)
  try {
    await leases?.open()
    await dropRelations(relations, options, leases)
    for (const batch of batches)
      onDropped({
        name: `${batch.stage.name} ${batch.row.batch_id}`,
        error: await reasonOf(() => removeBatch(batch, options, leases)),
      })
    if (forgetRuns !== undefined) await session.run(forgetRuns)
  } finally {
    await leases?.close()
  }
}

/** Those that others hold back are tried again once some of these are gone. */
async function dropRelations(
  relations: readonly Judged[],
  { session, statements, tables, onDropped }: DropOptions,
  leases: Leases | undefined,
): Promise<void> {
  // What only reads goes before what it may read.
  let left = [...relations].sort((a, b) => Number(holdsRows(a.entry.kind)) - Number(holdsRows(b.entry.kind)))
  for (let before = -1; left.length > 0 && left.length !== before; ) {
    before = left.length
    const held: { readonly judged: Judged; readonly error: string }[] = []
    for (const judged of left) {
      let isHeld = false
      const error = await reasonOf(async () => {
        const demand = await demandOf(leases, unitOf(judged))
        try {
          await session.runAll([...dropStatements(judged, statements, tables), ...demand])
        } catch (error) {
          isHeld = error instanceof Error && statements.refusals.isDependedOn(error)
          throw error
        }
      })
      if (isHeld && error !== null) held.push({ judged, error })
      else onDropped({ name: judged.relation.label, error })
    }
    left = held.map(({ judged }) => judged)
    if (left.length === before)
      for (const { judged, error } of held) onDropped({ name: judged.relation.label, error })
  }
}

async function removeBatch(
  batch: DropOptions["batches"][number],
  { stores, relationOf }: DropOptions,
  leases: Leases | undefined,
): Promise<void> {
  await demandOf(leases, unitOfStage(batch, relationOf))
  for (const path of batch.paths) await (await stores.of(path)).remove(path)
}

/** The statement that fails where the lease is lost. Throws LUX-2352 where another run has it. */
async function demandOf(leases: Leases | undefined, { ids }: Unit): Promise<readonly string[]> {
  const [id = ""] = ids
  if (leases === undefined) return []
  await leases.admit(id, [])
  const guard = leases.guard(id)
  if (guard === undefined || leases.failureOf(id) !== undefined)
    throw new LuxError("LUX-2352", "another run works on it", { hint: "Run lux janitor again later." })
  await guard.ensure()
  return [guard.demand]
}

function leasesFor({
  warehouse,
  project: { target },
  relations,
  batches,
  relationOf,
  invocationId,
  signal,
}: DropOptions): Leases | undefined {
  if (isEmbedded(target)) return undefined
  const all = [...relations.map(unitOf), ...batches.map((batch) => unitOfStage(batch, relationOf))]
  const units = [...new Map(all.map((unit) => [unit.ids[0], unit])).values()]
  return createLeases({
    warehouse,
    table: leaseTable(target),
    invocationId,
    units,
    expirySeconds: target.leaseExpiry,
    ahead: 20,
    timeoutSeconds: 1,
    onWaits: () => undefined,
    signal,
  })
}

/** What lux made next to a relation is of the run that builds that. */
function unitOf({ entry, relation }: Judged): Unit {
  const { label } = entry.madeNextTo ?? relation
  return { ids: [label], rows: [{ relation: label, node: label }] }
}

function unitOfStage({ stage, readers }: OldBatch, relationOf: DropOptions["relationOf"]): Unit {
  const node = `stage ${stage.name}`
  const relations = [node, ...readers.map((reader) => relationOf(reader).label)]
  return { ids: [node], rows: relations.map((relation) => ({ relation, node })) }
}

/** Null where it went; why it did not otherwise. */
async function reasonOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof LuxError)) throw error
    return error.message
  }
}

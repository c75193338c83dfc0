import type { LuxError } from "../../errors.ts"
import type { Relation } from "../../sql/relation.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { Warehouse } from "../../warehouse/warehouse.ts"
import { HeldLeases } from "./held-leases.ts"
import { type Lease, lost, newLease } from "./lease.ts"
import { type LeaseDesk, leaseDesk } from "./lease-desk.ts"
import { LeaseQueue, type QueueOptions } from "./lease-queue.ts"
import type { Unit } from "./lease-statements.ts"

export interface LeaseOptions extends QueueOptions {
  readonly warehouse: Warehouse
  readonly table: Relation
  /** All that the run may build, each after what it reads. */
  readonly units: readonly Unit[]
  readonly expirySeconds: number
  readonly signal: AbortSignal | undefined
}

/** The leases of a run: while it has that of a node no other run builds it. */
export interface Leases {
  /** Leases what is built first. To be called before the catalog is read: of what is leased then that holds. */
  open(): Promise<void>
  /** Undefined where a node may start, or has failed to; else fulfilled when that is so. `next` are those that may start too. */
  admit(id: string, next: readonly string[]): Promise<void> | undefined
  /** Why a node cannot be built: LUX-2662, or what came of asking. */
  failureOf(id: string): LuxError | undefined
  /** True where another run may have built the node since `open`. */
  isStale(id: string): boolean
  /** The relations that are leased: what lies about of them is nobody else's. */
  held(): ReadonlySet<string>
  /** Undefined for what is not leased. */
  guard(id: string): Guard | undefined
  /** What a node needs no longer. */
  release(id: string): void
  /** Releases all. Throws nothing: what is not released expires. */
  close(): Promise<void>
}

/** How a node's statements make sure of its lease. */
export interface Guard {
  /** Throws LUX-2661 where the lease is another's. Asks only where it was not renewed for long. */
  ensure(): Promise<void>
  /** To be run in the transaction that publishes, at its end: fails where the lease is another's. */
  readonly demand: string
  /** The error as LUX-2661 where it is the demand's. */
  explain(error: unknown): unknown
}

/** Undefined for a warehouse that one process at a time has to itself. */
export function createLeases(options: LeaseOptions): Leases | undefined {
  const { table, expirySeconds, invocationId: run } = options
  const desk = leaseDesk(options.warehouse, { table, run, expirySeconds })
  return desk && leasesAt(desk, options)
}

function leasesAt(desk: LeaseDesk, options: LeaseOptions): Leases {
  const { signal } = options
  const leases = options.units.map(newLease)
  const leaseOf = new Map(leases.flatMap((lease) => lease.unit.ids.map((id) => [id, lease] as const)))
  const held = new HeldLeases(desk, leases, options.expirySeconds)
  const queue = new LeaseQueue(desk, leases, held, options)
  const resumeAll = (): void => queue.resumeAll()
  signal?.addEventListener("abort", resumeAll)
  let closed = false

  return {
    async open() {
      try {
        await queue.first()
      } catch (error) {
        // The first run of all finds no table; what is wrong otherwise shows with the next statement.
        if (!(error instanceof WarehouseError) || error.code !== "LUX-2010") throw error
      }
    },
    admit(id, next) {
      const lease = leaseOf.get(id)
      if (lease === undefined || lease.state !== "none" || lease.failure !== undefined) return undefined
      if (signal?.aborted === true) return undefined
      const soon = next.flatMap((each) => leaseOf.get(each) ?? [])
      return queue.wait(lease, id, soon)
    },
    failureOf: (id) => leaseOf.get(id)?.failure,
    isStale: (id) => leaseOf.get(id)?.stale === true,
    held: () => held.relations(),
    guard(id) {
      const lease = leaseOf.get(id)
      const relation = lease?.unit.rows.find(({ node }) => node === id)?.relation
      if (lease === undefined || relation === undefined) return undefined
      const demand = desk.demand(relation)
      return {
        demand,
        ensure: () => held.ensure(lease, id),
        explain: (error) => (isOf(demand, error) ? taken(lease, id, error) : error),
      }
    },
    release(id) {
      const lease = leaseOf.get(id)
      lease?.open.delete(id)
      if (lease !== undefined && lease.open.size === 0) held.end(lease)
    },
    async close() {
      if (closed) return
      closed = true
      signal?.removeEventListener("abort", resumeAll)
      queue.close()
      await held.close()
    },
  }
}

function isOf(demand: string, error: unknown): boolean {
  return error instanceof WarehouseError && error.sql.includes(demand) && error.code === "LUX-2010"
}

function taken(lease: Lease, id: string, cause: unknown): LuxError {
  lease.state = "lost"
  return lost(id, cause)
}

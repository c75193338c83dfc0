import { setTimeout as sleep } from "node:timers/promises"
import { LuxError } from "../../errors.ts"
import type { Relation } from "../../sql/relation.ts"
import { Interrupted, WarehouseError } from "../../warehouse/errors.ts"
import type { Warehouse } from "../../warehouse/warehouse.ts"
import {
  type Holder,
  type Lease,
  lost,
  newLease,
  newParked,
  type Parked,
  quietly,
  relationsOf,
  tooLong,
  withResolvers,
} from "./lease.ts"
import { type LeaseDesk, leaseDesk } from "./lease-desk.ts"
import type { Unit } from "./lease-statements.ts"

export interface LeaseOptions {
  readonly warehouse: Warehouse
  readonly table: Relation
  /** Of this run. */
  readonly invocationId: string
  /** All that the run may build, each after what it reads. */
  readonly units: readonly Unit[]
  /** Leased at once at most, beside what has to wait: others want their turn. */
  readonly ahead: number
  readonly expirySeconds: number
  /** How long a node is waited for. */
  readonly timeoutSeconds: number
  readonly signal: AbortSignal | undefined
  /** Told once of each node that waits. */
  readonly onWaits: (id: string, holder: Holder) => void
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

const tickMs = 5000
const pollMs = { first: 500, longest: 5000 }

/** Undefined for a warehouse that one process at a time has to itself. */
export function createLeases(options: LeaseOptions): Leases | undefined {
  const { table, expirySeconds, invocationId: run } = options
  const desk = leaseDesk(options.warehouse, { table, run, expirySeconds })
  return desk && leasesAt(desk, options)
}

function leasesAt(desk: LeaseDesk, options: LeaseOptions): Leases {
  const { expirySeconds, invocationId: run, signal } = options
  const leases = options.units.map(newLease)
  const leaseOf = new Map(leases.flatMap((lease) => lease.unit.ids.map((id) => [id, lease] as const)))
  const released = new Set<string>()
  const parked = new Map<Lease, Parked>()
  /** Leases of after `open` have greater numbers. */
  let newest = 0
  const heldAtOpen = new Set<string>()
  let renewedAt = Number.NEGATIVE_INFINITY
  let serving = false
  let wanted = false
  let closed = false
  let keeping = false
  let wake: () => void = () => undefined
  const keeper = setInterval(() => void keep(), Math.min(tickMs, expirySeconds * 333))
  keeper.unref()
  signal?.addEventListener("abort", resumeAll)

  return {
    async open() {
      try {
        await desk.alone(() => acquire(leases.slice(0, options.ahead), [], true))
      } catch (error) {
        // The first run of all finds no table; what is wrong otherwise shows with the next statement.
        if (!(error instanceof WarehouseError) || error.code !== "LUX-2010") throw error
      }
    },
    admit(id, next) {
      const lease = leaseOf.get(id)
      if (lease === undefined || lease.state !== "none" || lease.failure !== undefined) return undefined
      if (signal?.aborted === true) return undefined
      const waiting = parked.get(lease) ?? newParked()
      waiting.ids.add(id)
      parked.set(lease, waiting)
      wanted = true
      wake()
      void serve(next)
      return waiting.resumed
    },
    failureOf: (id) => leaseOf.get(id)?.failure,
    isStale: (id) => leaseOf.get(id)?.stale === true,
    held: () => new Set(leases.filter(({ state }) => state === "held").flatMap(relationsOf)),
    guard(id) {
      const lease = leaseOf.get(id)
      const relation = lease?.unit.rows.find(({ node }) => node === id)?.relation
      if (lease === undefined || relation === undefined) return undefined
      const demand = desk.demand(relation)
      return {
        demand,
        ensure: () => ensure(lease, id),
        explain(error) {
          const isDemand = error instanceof WarehouseError && error.sql.includes(demand)
          if (!isDemand || error.code !== "LUX-2010") return error
          lease.state = "lost"
          return lost(id, error)
        },
      }
    },
    release(id) {
      const lease = leaseOf.get(id)
      lease?.open.delete(id)
      if (lease !== undefined && lease.open.size === 0) end(lease)
    },
    async close() {
      if (closed) return
      closed = true
      clearInterval(keeper)
      signal?.removeEventListener("abort", resumeAll)
      resumeAll()
      for (const lease of leases) end(lease)
      await desk
        .alone(async () => {
          if (released.size > 0) await renew()
        })
        .catch(quietly)
    },
  }

  /** Gets what is waited for, and what comes next with it; asks again until all of it is there or has failed. */
  async function serve(next: readonly string[]): Promise<void> {
    if (serving) return
    serving = true
    let pause = pollMs.first
    try {
      while (parked.size > 0 && !closed) {
        wanted = false
        const expired = await desk.alone(() => acquire([...parked.keys(), ...ahead(next)], [], false))
        const over = await desk.gone(expired)
        if (over.length > 0) await desk.alone(() => acquire([...parked.keys()], over, false))
        settle()
        if (parked.size === 0 || wanted) continue
        const { promise: woken, resolve } = withResolvers()
        wake = resolve
        await Promise.race([sleep(pause), woken])
        pause = Math.min(pollMs.longest, pause * 1.5)
      }
    } catch (error) {
      if (error instanceof LuxError) for (const lease of parked.keys()) lease.failure ??= error
      else if (!(error instanceof Interrupted)) for (const { reject } of parked.values()) reject(error)
      resumeAll()
    } finally {
      serving = false
    }
  }

  /** What may start soon, in whose order each comes after what it reads: so no run has what it cannot build. */
  function ahead(next: readonly string[]): readonly Lease[] {
    const room = options.ahead - leases.filter(({ state }) => state === "held").length
    const ready = next.flatMap((id) => leaseOf.get(id) ?? [])
    const soon = [...new Set([...ready, ...leases])]
    return soon.filter((lease) => lease.state === "none" && !parked.has(lease)).slice(0, Math.max(0, room))
  }

  /** Asks for units; gives the runs that have what is waited for, and whose leases have expired. */
  async function acquire(
    asked: readonly Lease[],
    over: readonly string[],
    isFirst: boolean,
  ): Promise<readonly string[]> {
    if (asked.length === 0) return []
    const giving = [...released]
    const sentAt = performance.now()
    const units = asked.map(({ unit }) => unit)
    const found = await desk.acquire({ units, released: giving, over, all: isFirst })
    gaveUp(giving, giving.length > 0 && unsure().length === 0 ? sentAt : renewedAt)
    if (isFirst)
      for (const [relation, row] of found) {
        newest = Math.max(newest, row.seq)
        if (!row.released) heldAtOpen.add(relation)
      }
    const expired = new Set<string>()
    for (const lease of asked) {
      if (lease.state !== "none") continue
      const before = relationsOf(lease).flatMap((relation) => found.get(relation) ?? [])
      const others = before.filter((row) => !row.released && row.run !== run)
      const [holder] = others.filter((row) => !(row.expired && over.includes(row.run)))
      if (holder === undefined) {
        lease.state = "held"
        lease.sentAt = sentAt
        const isNewer = before.some(({ seq }) => seq > newest)
        lease.stale = !isFirst && (isNewer || relationsOf(lease).some((each) => heldAtOpen.has(each)))
        continue
      }
      for (const each of others) if (each.expired) expired.add(each.run)
      waitFor(lease, holder)
    }
    return [...expired]
  }

  function waitFor(lease: Lease, { run: holder, since }: Holder): void {
    const waiting = parked.get(lease)
    if (waiting === undefined) return
    for (const id of waiting.ids)
      if (!waiting.told.has(id)) {
        waiting.told.add(id)
        options.onWaits(id, { run: holder, since })
      }
    if (performance.now() - waiting.since >= options.timeoutSeconds * 1000)
      lease.failure = tooLong(lease, { run: holder, since }, options.timeoutSeconds)
  }

  /** Lets those go on that have what they wait for, or will not get it. */
  function settle(): void {
    for (const [lease, waiting] of parked) {
      if (lease.state === "none" && lease.failure === undefined) continue
      parked.delete(lease)
      waiting.resume()
    }
  }

  function resumeAll(): void {
    for (const { resume } of parked.values()) resume()
    parked.clear()
    wake()
  }

  function end(lease: Lease): void {
    if (lease.state === "held") for (const relation of relationsOf(lease)) released.add(relation)
    lease.state = "done"
  }

  /** Holds on to what is held, and gives up what is done. What was not renewed for long may be another's by now. */
  async function renew(): Promise<void> {
    const giving = [...released]
    const sentAt = performance.now()
    const doubtful = unsure()
    await desk.renew(giving)
    if (doubtful.length > 0) {
      const held = await desk.held()
      const isLost = (lease: Lease) => !relationsOf(lease).every((relation) => held.has(relation))
      for (const lease of doubtful) if (lease.state === "held" && isLost(lease)) lease.state = "lost"
    }
    gaveUp(giving, sentAt)
  }

  function gaveUp(relations: readonly string[], at: number): void {
    for (const relation of relations) released.delete(relation)
    renewedAt = at
  }

  /** One at a time: where the warehouse lets statements wait, they would come in faster than they go. */
  async function keep(): Promise<void> {
    const isDue = performance.now() - renewedAt > expirySeconds * 333
    const holds = isDue && leases.some(({ state }) => state === "held")
    if (closed || keeping || !(holds || released.size > 0)) return
    keeping = true
    await desk
      .alone(renew)
      .catch(quietly)
      .finally(() => {
        keeping = false
      })
  }

  /** True where nobody can have taken it over: it was asked for or renewed a short while ago. */
  function isSure({ sentAt }: Lease): boolean {
    return performance.now() - Math.max(sentAt, renewedAt) < expirySeconds * 900
  }

  function unsure(): readonly Lease[] {
    return leases.filter((lease) => lease.state === "held" && !isSure(lease))
  }

  async function ensure(lease: Lease, id: string): Promise<void> {
    if (lease.state === "held" && !isSure(lease))
      await desk.alone(async () => {
        if (!isSure(lease)) await renew()
      })
    if (lease.state === "lost") throw lost(id)
  }
}

import { setTimeout as sleep } from "node:timers/promises"
import { Interrupted, LuxError } from "../../errors.ts"
import type { HeldLeases } from "./held-leases.ts"
import {
  type Holder,
  type Lease,
  newParked,
  type Parked,
  relationsOf,
  tooLong,
  withResolvers,
} from "./lease.ts"
import type { LeaseDesk } from "./lease-desk.ts"

const pollMs = { first: 500, longest: 5000 }

export interface QueueOptions {
  /** Of this run. */
  readonly invocationId: string
  /** Leased at once at most, next to what has to wait: others want their turn. */
  readonly ahead: number
  /** How long a node is waited for. */
  readonly timeoutSeconds: number
  /** Told once of each node that waits. */
  readonly onWaits: (id: string, holder: Holder) => void
}

/** The leases that a run asks for: gets those that are free, and waits for those that another run has. */
export class LeaseQueue {
  readonly #desk: LeaseDesk
  readonly #leases: readonly Lease[]
  readonly #held: HeldLeases
  readonly #options: QueueOptions
  readonly #parked = new Map<Lease, Parked>()
  /** Leases of after the first asking have greater numbers. */
  #newest = 0
  readonly #heldAtFirst = new Set<string>()
  #serving = false
  #wanted = false
  #closed = false
  #wake: () => void = () => undefined

  constructor(desk: LeaseDesk, leases: readonly Lease[], held: HeldLeases, options: QueueOptions) {
    this.#desk = desk
    this.#leases = leases
    this.#held = held
    this.#options = options
  }

  /** Asks for what is built first, and notes what others have then. */
  async first(): Promise<void> {
    await this.#desk.alone(() => this.#acquire(this.#leases.slice(0, this.#options.ahead), [], true))
  }

  /** Fulfilled when a node has its lease, or its lease has failed. `next`: leases of what may start too. */
  wait(lease: Lease, id: string, next: readonly Lease[]): Promise<void> {
    const waiting = this.#parked.get(lease) ?? newParked()
    waiting.ids.add(id)
    this.#parked.set(lease, waiting)
    this.#wanted = true
    this.#wake()
    void this.#serve(next)
    return waiting.resumed
  }

  /** Lets all go on that wait. */
  resumeAll(): void {
    for (const { resume } of this.#parked.values()) resume()
    this.#parked.clear()
    this.#wake()
  }

  close(): void {
    this.#closed = true
    this.resumeAll()
  }

  /** Gets what is waited for, and what comes next with it; asks again until all of it is there or has failed. */
  async #serve(next: readonly Lease[]): Promise<void> {
    if (this.#serving) return
    this.#serving = true
    let pause = pollMs.first
    try {
      while (this.#parked.size > 0 && !this.#closed) {
        this.#wanted = false
        const asked = () => [...this.#parked.keys()]
        const expired = await this.#desk.alone(() =>
          this.#acquire([...asked(), ...this.#ahead(next)], [], false),
        )
        const over = await this.#desk.gone(expired)
        if (over.length > 0) await this.#desk.alone(() => this.#acquire(asked(), over, false))
        this.#settle()
        if (this.#parked.size === 0 || this.#wanted) continue
        const { promise: woken, resolve } = withResolvers()
        this.#wake = resolve
        await Promise.race([sleep(pause), woken])
        pause = Math.min(pollMs.longest, pause * 1.5)
      }
    } catch (error) {
      if (error instanceof LuxError) for (const lease of this.#parked.keys()) lease.failure ??= error
      else if (!(error instanceof Interrupted)) for (const { reject } of this.#parked.values()) reject(error)
      this.resumeAll()
    } finally {
      this.#serving = false
    }
  }

  /** What may start soon, in whose order each comes after what it reads: so no run has what it cannot build. */
  #ahead(next: readonly Lease[]): readonly Lease[] {
    const room = this.#options.ahead - this.#held.count
    const soon = [...new Set([...next, ...this.#leases])]
    return soon
      .filter((lease) => lease.state === "none" && !this.#parked.has(lease))
      .slice(0, Math.max(0, room))
  }

  /** Asks for units; gives the runs that have what is waited for, and whose leases have expired. */
  async #acquire(
    asked: readonly Lease[],
    over: readonly string[],
    isFirst: boolean,
  ): Promise<readonly string[]> {
    if (asked.length === 0) return []
    const released = this.#held.givingUp()
    const sentAt = performance.now()
    const units = asked.map(({ unit }) => unit)
    this.#held.asks(asked)
    const found = await this.#desk.acquire({ units, released, over, all: isFirst })
    this.#held.gaveUp(released, sentAt)
    if (isFirst)
      for (const [relation, row] of found) {
        this.#newest = Math.max(this.#newest, row.seq)
        if (!row.released) this.#heldAtFirst.add(relation)
      }
    const expired = new Set<string>()
    for (const lease of asked) {
      if (lease.state !== "none") continue
      const before = relationsOf(lease).flatMap((relation) => found.get(relation) ?? [])
      const others = before.filter((row) => !row.released && row.run !== this.#options.invocationId)
      const [holder] = others.filter((row) => !(row.expired && over.includes(row.run)))
      if (holder === undefined) {
        lease.state = "held"
        lease.sentAt = sentAt
        const isNewer = before.some(({ seq }) => seq > this.#newest)
        lease.stale = !isFirst && (isNewer || relationsOf(lease).some((each) => this.#heldAtFirst.has(each)))
        continue
      }
      for (const each of others) if (each.expired) expired.add(each.run)
      this.#waitFor(lease, holder)
    }
    this.#held.answered(asked)
    return [...expired]
  }

  #waitFor(lease: Lease, { run, since }: Holder): void {
    const waiting = this.#parked.get(lease)
    if (waiting === undefined) return
    const { onWaits, timeoutSeconds } = this.#options
    for (const id of waiting.ids)
      if (!waiting.told.has(id)) {
        waiting.told.add(id)
        onWaits(id, { run, since })
      }
    if (performance.now() - waiting.since >= timeoutSeconds * 1000)
      lease.failure = tooLong(lease, { run, since }, timeoutSeconds)
  }

  /** Lets those go on that have what they wait for, or will not get it. */
  #settle(): void {
    for (const [lease, waiting] of this.#parked) {
      if (lease.state === "none" && lease.failure === undefined) continue
      this.#parked.delete(lease)
      waiting.resume()
    }
  }
}

import { type Lease, lost, quietly, relationsOf } from "./lease.ts"
import type { LeaseDesk } from "./lease-desk.ts"

const tickMs = 5000

/** The leases that a run has: renews them in time, and gives up what is done. */
export class HeldLeases {
  readonly #desk: LeaseDesk
  readonly #leases: readonly Lease[]
  readonly #expirySeconds: number
  /** Relations whose leases are done and not given up yet. */
  readonly #released = new Set<string>()
  /** Relations that were asked for and not answered: a statement that was interrupted may have got them. */
  readonly #asked = new Set<string>()
  readonly #keeper: NodeJS.Timeout
  #renewedAt = Number.NEGATIVE_INFINITY
  #keeping = false

  constructor(desk: LeaseDesk, leases: readonly Lease[], expirySeconds: number) {
    this.#desk = desk
    this.#leases = leases
    this.#expirySeconds = expirySeconds
    this.#keeper = setInterval(() => void this.#keep(), Math.min(tickMs, expirySeconds * 333))
    this.#keeper.unref()
  }

  get count(): number {
    return this.#held().length
  }

  relations(): ReadonlySet<string> {
    return new Set(this.#held().flatMap(relationsOf))
  }

  end(lease: Lease): void {
    if (lease.state === "held") for (const relation of relationsOf(lease)) this.#released.add(relation)
    lease.state = "done"
  }

  /** Before a statement asks for leases. */
  asks(leases: readonly Lease[]): void {
    for (const relation of leases.flatMap(relationsOf)) this.#asked.add(relation)
  }

  /** Once it is known which of them are held. */
  answered(leases: readonly Lease[]): void {
    for (const relation of leases.flatMap(relationsOf)) this.#asked.delete(relation)
  }

  /** Relations to give up with the next statement; to be told to `gaveUp` once it was sent. */
  givingUp(): readonly string[] {
    return [...this.#released]
  }

  /** `sentAt`: when the statement was sent that gave these up. It renewed the others too. */
  gaveUp(relations: readonly string[], sentAt: number): void {
    const isRenewal = relations.length > 0 && this.#unsure().length === 0
    this.#done(relations, isRenewal ? sentAt : this.#renewedAt)
  }

  /** Throws LUX-2661 where the lease is another run's. Asks only where it was not renewed for long. */
  async ensure(lease: Lease, id: string): Promise<void> {
    if (lease.state === "held" && !this.#isSure(lease))
      await this.#desk.alone(async () => {
        if (!this.#isSure(lease)) await this.#renew()
      })
    if (lease.state === "lost") throw lost(id)
  }

  /** Gives up all. Throws nothing: what is not given up expires. */
  async close(): Promise<void> {
    clearInterval(this.#keeper)
    await this.#desk
      .alone(async () => {
        // Only now is an exchange over that was on its way.
        for (const lease of this.#leases) this.end(lease)
        for (const relation of this.#asked) this.#released.add(relation)
        if (this.#released.size > 0) await this.#renew()
      })
      .catch(quietly)
  }

  /** One at a time: where the warehouse lets statements wait, they would come in faster than they go. */
  async #keep(): Promise<void> {
    const isDue = performance.now() - this.#renewedAt > this.#expirySeconds * 333
    const holds = isDue && this.count > 0
    if (this.#keeping || !(holds || this.#released.size > 0)) return
    this.#keeping = true
    await this.#desk
      .alone(() => this.#renew())
      .catch(quietly)
      .finally(() => {
        this.#keeping = false
      })
  }

  /** Holds on to what is held, and gives up what is done. What was not renewed for long may be another's by now. */
  async #renew(): Promise<void> {
    const giving = this.givingUp()
    const sentAt = performance.now()
    const doubtful = this.#unsure()
    await this.#desk.renew(giving)
    if (doubtful.length > 0) {
      const held = await this.#desk.held()
      const isLost = (lease: Lease) => !relationsOf(lease).every((relation) => held.has(relation))
      for (const lease of doubtful) if (lease.state === "held" && isLost(lease)) lease.state = "lost"
    }
    this.#done(giving, sentAt)
  }

  #done(relations: readonly string[], renewedAt: number): void {
    for (const relation of relations) this.#released.delete(relation)
    this.#renewedAt = renewedAt
  }

  #held(): readonly Lease[] {
    return this.#leases.filter(({ state }) => state === "held")
  }

  /** True where nobody can have taken it over: it was asked for or renewed a short while ago. */
  #isSure({ sentAt }: Lease): boolean {
    return performance.now() - Math.max(sentAt, this.#renewedAt) < this.#expirySeconds * 900
  }

  #unsure(): readonly Lease[] {
    return this.#held().filter((lease) => !this.#isSure(lease))
  }
}

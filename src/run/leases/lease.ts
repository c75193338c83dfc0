import { Interrupted, LuxError } from "../../errors.ts"
import type { Unit } from "./lease-statements.ts"

/** What a run knows of the lease of one unit. */
export interface Lease {
  readonly unit: Unit
  state: "none" | "held" | "lost" | "done"
  stale: boolean
  failure: LuxError | undefined
  /** When it was asked for that was granted, by this machine's clock in milliseconds. */
  sentAt: number
  /** Of its nodes those that are not done. */
  readonly open: Set<string>
}

/** A unit that is waited for. */
export interface Parked {
  readonly since: number
  /** Nodes that wait. */
  readonly ids: Set<string>
  /** Of those the ones of which it was reported. */
  readonly told: Set<string>
  readonly resume: () => void
  readonly reject: (error: unknown) => void
  readonly resumed: Promise<void>
}

export interface Holder {
  /** Invocation id. */
  readonly run: string
  /** By the warehouse's clock, UTC: `2024-03-04 05:00:00`. */
  readonly since: string
}

export function newLease(unit: Unit): Lease {
  return { unit, state: "none", stale: false, failure: undefined, sentAt: 0, open: new Set(unit.ids) }
}

export function newParked(): Parked {
  const { promise: resumed, resolve: resume, reject } = withResolvers()
  return { since: performance.now(), ids: new Set(), told: new Set(), resume, reject, resumed }
}

export function withResolvers() {
  let resolve: () => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<void>((...settlers) => {
    ;[resolve, reject] = settlers
  })
  return { promise, resolve, reject }
}

export function relationsOf({ unit }: Lease): readonly string[] {
  return unit.rows.map(({ relation }) => relation)
}

export function lost(id: string, cause?: unknown): LuxError {
  return new LuxError(
    "LUX-2661",
    `another run has taken over "${id}": this one did not say for too long that it is there`,
    {
      hint: "Nothing was published. Raise the target's lease_expiry where that happens often.",
      cause,
      transient: true,
    },
  )
}

export function tooLong({ unit }: Lease, { run, since }: Holder, seconds: number): LuxError {
  const [row] = unit.rows
  return new LuxError(
    "LUX-2662",
    `run ${run} builds ${row?.relation ?? ""} since ${since}, and was waited for ${seconds} s`,
    {
      hint: `Wait longer with --lease-timeout, or see what it does: its statements say "${run}".`,
      transient: true,
    },
  )
}

/** For `catch`: what is known to happen is left be, the rest is thrown on. */
export function quietly(error: unknown): void {
  if (!(error instanceof LuxError) && !(error instanceof Interrupted)) throw error
}

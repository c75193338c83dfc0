/** What a run gets from where it runs: Lambda, `lux collect`, or a test. */
import { randomUUID } from "node:crypto"
import type { Collectors } from "../project/collectors/declaration.ts"
import type { Report } from "./report.ts"

/** Who is told of what happens. */
export interface Observer {
  log(
    level: "debug" | "info" | "warn" | "error",
    message: string,
    fields: Readonly<Record<string, unknown>>,
  ): void
  report(report: Report): void
}

export const silent: Observer = { log: () => undefined, report: () => undefined }

/**
 * - `declaration`: undefined is `collectors.json` next to the function's bundle, which `lux lambdas package` puts there.
 * - `now`: names files and decides what is too late. `lux collect --at` gives one that starts at the tick when it asks
 *   `lux dev instagram`.
 * - `headers`: sent with every call, such as `x-lux-clock`, by which that server answers for another time.
 * - `remainingMs`: until the function is stopped.
 */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly declaration: Collectors | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly now: () => Date
  readonly sleep: (ms: number) => Promise<void>
  /** From 0 to 1. */
  readonly random: () => number
  /** Another one for each run, also when Lambda starts a function again: its request id stays the same then. */
  readonly runId: () => string
  readonly remainingMs: () => number
  readonly observer: Observer | undefined
}

/** Those of a process that runs as long as it wants. */
export function ownSurroundings(): Surroundings {
  return {
    env: process.env,
    declaration: undefined,
    headers: {},
    now: () => new Date(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    runId: randomUUID,
    remainingMs: () => Number.POSITIVE_INFINITY,
    observer: undefined,
  }
}

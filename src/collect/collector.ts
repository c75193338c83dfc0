/** Writes a collector: what is its own is how one unit is asked about; everything else is the same for all. */
import type { z } from "zod"
import type { CollectorDeclaration, Unit } from "../project/collectors/declaration.ts"
import type { Calls } from "./calls.ts"
import { type Handler, handlerOf } from "./handler.ts"
import type { Observer } from "./surroundings.ts"

/** Records of one model, as the service answered them, with what the function adds. */
export interface Got {
  readonly model: string
  readonly records: readonly unknown[]
  /** What is worth a look, for the report: a kind and a field. */
  readonly anomalies?: readonly (readonly [kind: string, field: string])[]
}

/** What a collector does in one run. */
export interface Session {
  /**
   * Asks about one unit. What was yielded before it throws is kept. Throws a `CollectFailure` for what is the service's fault.
   */
  collect(unit: Unit): AsyncIterable<Got>
  readonly token?: TokenCare
  /** Called when every unit was asked. */
  end?(): Promise<void>
}

/** Of a service whose token ends. `daysLeft` is null where nobody knows. */
export interface TokenCare {
  /** As far as it is known without a call in most runs. */
  daysLeft(): Promise<number | null>
  /** As the service says now. */
  check(): Promise<number | null>
  /** Exchanges the token for a new one and stores that. */
  renew(): Promise<number | null>
}

/** What a session gets. */
export interface Run<Settings> {
  readonly declaration: CollectorDeclaration
  readonly settings: Settings
  /** Those that are asked in this run. */
  readonly units: readonly Unit[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly calls: Calls
  readonly now: () => Date
  readonly log: Observer["log"]
  /** A document that the collector keeps between runs. It may be gone, and costs only calls then. */
  readonly memory: Memory
}

export interface Memory {
  /** undefined where there is none, or one of another shape. */
  read<Shape>(name: string, shape: z.ZodType<Shape>): Promise<Shape | undefined>
  write(name: string, value: unknown): Promise<void>
}

export interface CollectorOptions<Settings> {
  /** `settings` of the declaration. */
  readonly settings: z.ZodType<Settings>
  readonly observer?: Observer
  begin(run: Run<Settings>): Promise<Session> | Session
}

/**
 * A collector's function: `export const handler = collector({...})`. Called by Lambda it reads `collectors.json` next to its
 * bundle, writes to `LUX_COLLECT_TO`, and throws a `NotComplete` where starting it again can get more. `handler.run` gives
 * the report in any case.
 */
export function collector<Settings>(options: CollectorOptions<Settings>): Handler {
  return handlerOf(options)
}

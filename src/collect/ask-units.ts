/** Asks about units, a few at a time; one that fails leaves the others alone. */
import type { CollectorDeclaration, Unit } from "../project/collectors/declaration.ts"
import type { Session } from "./collector.ts"
import { type CollectFailure, type FailureDetails, factsOfKinds, failureOf } from "./failure.ts"
import { type GatheredUnit, gathering, sizeOf } from "./gathered.ts"

export interface AskOptions {
  /** Until nothing may be asked any more. */
  readonly remainingMs: () => number
  /** Called with what a unit failed with; gives what is reported of it. */
  readonly failed: (failure: CollectFailure, unit: string) => FailureDetails
}

export interface AskedUnits {
  readonly units: readonly GatheredUnit[]
  /** Those that nobody asked about, and those that gave nothing before everything stopped. */
  readonly left: readonly string[]
  /** What ended the run. */
  readonly stopped: FailureDetails | undefined
}

export async function askUnits(
  session: Session,
  { limits, writes }: CollectorDeclaration,
  units: readonly { readonly name: string; readonly unit: Unit }[],
  options: AskOptions,
): Promise<AskedUnits> {
  const open = [...units]
  const asked = new Map<string, GatheredUnit>()
  const left = new Set<string>()
  let stopped: FailureDetails | undefined
  const isOver = (): boolean => stopped !== undefined || options.remainingMs() <= 0
  const work = async (): Promise<void> => {
    for (
      let next = isOver() ? undefined : open.shift();
      next !== undefined;
      next = isOver() ? undefined : open.shift()
    ) {
      const { name, unit } = next
      const gathered = gathering(name, writes)
      try {
        for await (const got of session.collect(unit)) gathered.add(got)
        asked.set(name, gathered.done(undefined))
      } catch (error) {
        const failure = failureOf(error)
        const details = options.failed(failure, name)
        const done = gathered.done(details)
        if (factsOfKinds[details.kind].stops) stopped ??= details
        if (factsOfKinds[details.kind].stops && sizeOf(done) === 0) left.add(name)
        else asked.set(name, done)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limits.calls_at_once, units.length) }, work))
  for (const { name } of open) left.add(name)
  return {
    // In the order of the declaration, anyone who answered first.
    units: units.flatMap(({ name }) => asked.get(name) ?? []),
    left: units.map(({ name }) => name).filter((name) => left.has(name)),
    stopped,
  }
}

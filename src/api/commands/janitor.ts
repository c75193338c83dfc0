import type { ReadProject } from "../../record/read-project.ts"
import { janitor } from "../../run/janitor/janitor.ts"
import type { Dropped, JanitorOptions, JanitorResult } from "./quality-types.ts"
import { timeOf } from "./time-since.ts"

/** Lists what lux made and nothing makes any more, or drops it. Throws LUX-2430 where there is no history, and LUX-2351. */
export async function runJanitor(
  read: ReadProject,
  { names = [], drop = false, onFound, onDropped, lockTimeoutSeconds = 10, signal }: JanitorOptions,
): Promise<JanitorResult> {
  const dropped: Dropped[] = []
  const findings = await janitor(read, {
    names,
    lockTimeoutSeconds,
    signal,
    batchesBefore: timeOf(read.project.target.batchRetention, new Date()),
    onFound: (found) => onFound?.(found),
    onDropped: drop
      ? (each) => {
          dropped.push(each)
          onDropped?.(each)
        }
      : undefined,
  })
  return { ...findings, dropped }
}

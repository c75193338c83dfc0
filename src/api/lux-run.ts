import type { OnEvent, RunEvent } from "../run/events.ts"
import type { RunResult } from "../run/results.ts"
import type { LuxRun } from "./types.ts"

/**
 * Starts `work` at once and gives its result as a promise that can also be watched: `events` tells everything from the
 * beginning, to each loop over it, and ends with the run. A failure of the run ends the loop with the same error.
 */
export function startRun(work: (emit: OnEvent) => Promise<RunResult>): LuxRun {
  const told: RunEvent[] = []
  let over = false
  let wake: () => void = () => undefined
  let news = new Promise<void>((resolve) => {
    wake = resolve
  })
  const stir = (): void => {
    const waiting = wake
    news = new Promise<void>((resolve) => {
      wake = resolve
    })
    waiting()
  }
  const result = work((event) => {
    told.push(event)
    stir()
  }).finally(() => {
    over = true
    stir()
  })

  async function* read(): AsyncGenerator<RunEvent, void, undefined> {
    for (let at = 0; ; at++) {
      while (at >= told.length && !over) await news
      const event = told[at]
      if (event === undefined) break
      yield event
    }
    await result
  }

  return Object.assign(result, {
    events: {
      [Symbol.asyncIterator]() {
        // Anyone who loops gets the error at the loop's end, maybe long after it happened: until then it is not unhandled.
        result.catch(() => undefined)
        return read()
      },
    },
  })
}

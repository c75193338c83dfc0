import type { RunEvent } from "../run/events.ts"
import type { Reporter } from "./reporter.ts"

/** Of nodes that are skipped for one reason these are reported. */
const mostTold = 5

/** Lets only the first of many nodes through that are skipped for one reason, and then tells how many more there were. */
export function collapseSkips(reporter: Reporter, tell: (line: string) => void): Reporter {
  let reason: string | undefined
  let skipped = 0

  const tellRest = (): void => {
    const more = skipped - mostTold
    if (more > 0) tell(`${more} more skipped ${reason ?? ""}`.trimEnd())
    reason = undefined
    skipped = 0
  }
  const onEvent = (event: RunEvent): void => {
    const skip = event.type === "node-finished" && event.result.status === "skipped"
    if (!skip || event.result.message !== reason) tellRest()
    if (skip) {
      reason = event.result.message
      skipped++
      if (skipped > mostTold) return
    }
    reporter.onEvent(event)
  }
  return {
    onEvent,
    close: () => {
      tellRest()
      reporter.close()
    },
  }
}

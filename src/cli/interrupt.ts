import { interrupted } from "./exit-codes.ts"
import { writeErr } from "./streams.ts"

/**
 * Runs `work` with a signal that Ctrl-C (or a request to terminate) aborts; `work` then ends in its own order. A second
 * one ends the process at once: what was published stays whole, what is next to it is removed by the next run.
 */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(interrupted)
    writeErr("\ncancelling ... (Ctrl-C again to stop at once)\n")
    controller.abort()
  }
  process.on("SIGINT", onSignal)
  process.on("SIGTERM", onSignal)
  try {
    return await work(controller.signal)
  } finally {
    process.off("SIGINT", onSignal)
    process.off("SIGTERM", onSignal)
  }
}

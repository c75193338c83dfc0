import { interrupted, terminated } from "./exit-codes.ts"
import { writeErr } from "./streams.ts"

const codes = { SIGINT: interrupted, SIGTERM: terminated } as const

/**
 * Runs `work` with a signal that Ctrl-C (or a request to terminate) aborts; `work` then ends in its own order, and what it
 * throws is no error. The exit code is that of the work, or where it was interrupted that of what interrupted it. A second
 * request ends the process at once: what was published stays whole, what is next to it is removed by the next run.
 */
export async function withInterrupt(
  work: (signal: AbortSignal) => Promise<number>,
  doing = "cancelling",
): Promise<number> {
  const controller = new AbortController()
  let code: number | undefined
  const onSignal = (signal: keyof typeof codes): void => {
    if (code !== undefined) process.exit(code)
    code = codes[signal]
    writeErr(`\n${doing} ... (Ctrl-C again to stop at once)\n`)
    controller.abort()
  }
  process.on("SIGINT", onSignal)
  process.on("SIGTERM", onSignal)
  try {
    const ended = await work(controller.signal)
    return ended === interrupted ? (code ?? interrupted) : ended
  } catch (error) {
    if (code === undefined) throw error
    return code
  } finally {
    process.off("SIGINT", onSignal)
    process.off("SIGTERM", onSignal)
  }
}

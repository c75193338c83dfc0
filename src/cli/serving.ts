import { once } from "node:events"
import { constants } from "node:os"
import { LuxError } from "../errors.ts"
import { interrupted } from "./exit-codes.ts"
import { wholeNumber } from "./usage.ts"

/** Fulfilled when it is aborted, which is how a server ends, with the exit code of that. */
export async function untilInterrupted(signal: AbortSignal): Promise<number> {
  if (!signal.aborted) await once(signal, "abort")
  return interrupted
}

/**
 * Runs a command in a shell with more environment; fulfilled with its exit code. A terminal tells the command of Ctrl-C
 * itself; where there is none it has a group of processes of its own, which gets the signals that lux gets.
 */
export async function shell(command: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const { spawn } = await import("node:child_process")
  const apart = process.platform !== "win32" && !(process.stdin.isTTY || process.stdout.isTTY)
  const child = spawn(command, {
    shell: true,
    stdio: "inherit",
    env: { ...process.env, ...environment },
    detached: apart,
  })
  const tell = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return
    try {
      process.kill(apart ? -child.pid : child.pid, signal)
    } catch {
      // It has ended.
    }
  }
  const kill = (): void => tell("SIGKILL")
  process.on("exit", kill)
  process.on("SIGTERM", tell)
  if (apart) process.on("SIGINT", tell)
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", reject)
      child.on("close", (code, signal) => resolve(code ?? 128 + (constants.signals[signal ?? "SIGINT"] ?? 0)))
    })
  } finally {
    process.off("exit", kill)
    process.off("SIGTERM", tell)
    process.off("SIGINT", tell)
  }
}

/** The port to listen on. Throws LUX-9004 for what is none. */
export function portOf(text: string | undefined, usual: number): number {
  const port = wholeNumber("port", text, 0) ?? usual
  if (port > 65_535) throw new LuxError("LUX-9004", `--port takes 65535 at most, not "${text}"`)
  return port
}

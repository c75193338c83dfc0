import { LuxError } from "../errors.ts"
import { wholeNumber } from "./usage.ts"

/** Fulfilled by Ctrl-C or a request to terminate: a server's ordinary end. */
export function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve())
  })
}

/** Runs a command in a shell with more environment; fulfilled with its exit code. */
export async function shell(command: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const { spawn } = await import("node:child_process")
  const child = spawn(command, { shell: true, stdio: "inherit", env: { ...process.env, ...environment } })
  process.on("SIGTERM", () => child.kill("SIGTERM"))
  return new Promise((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code) => resolve(code ?? 130))
  })
}

/** The port to listen on. Throws LUX-9004 for what is none. */
export function portOf(text: string | undefined, usual: number): number {
  const port = wholeNumber("port", text, 0) ?? usual
  if (port > 65_535) throw new LuxError("LUX-9004", `--port takes 65535 at most, not "${text}"`)
  return port
}

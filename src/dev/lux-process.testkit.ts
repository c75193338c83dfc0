/** The real command for tests: `node dist/lux.js`, which the test run builds before it starts. */
import { type ChildProcess, fork, spawn } from "node:child_process"
import { join, resolve } from "node:path"

export const repositoryRoot = resolve(import.meta.dirname, "../..")
export const luxFile = join(repositoryRoot, "dist", "lux.js")

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface ProcessLimits {
  /** No file that it writes may grow larger. */
  readonly kilobytes?: number
  /** Of all its threads; unlike a time by the clock it says the same on a machine that has much else to do. */
  readonly processorSeconds?: number
  readonly openFiles?: number
}

const limitFlags: Readonly<Record<keyof ProcessLimits, string>> = {
  kilobytes: "-f",
  processorSeconds: "-t",
  openFiles: "-n",
}

export interface ProcessOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Another bundle than the usual one. */
  readonly luxFile?: string
  /** What the system refuses it, or ends it for. */
  readonly limits?: ProcessLimits | undefined
  /** Told every piece of output with the process, to send it a signal at the right moment. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** Runs the command to its end. The environment has none of lux's variables but those given. */
export function lux(args: readonly string[], options: ProcessOptions = {}): Promise<Finished> {
  return spawnLux(args, options).finished
}

/** As `lux`, with the process itself. */
export function spawnLux(
  args: readonly string[],
  options: ProcessOptions = {},
): { readonly child: ChildProcess; readonly finished: Promise<Finished> } {
  const limits = Object.entries(options.limits ?? {}).map(
    ([name, limit]) => `ulimit ${limitFlags[name as keyof ProcessLimits]} ${limit}; `,
  )
  const words = [process.execPath, options.luxFile ?? luxFile, ...args]
  const [program = "", ...rest] =
    limits.length === 0 ? words : ["bash", "-c", `${limits.join("")}exec "$@"`, "bash", ...words]
  const child = spawn(program, rest, {
    cwd: options.cwd ?? repositoryRoot,
    env: { ...withoutLux(process.env), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let stdout = ""
  let stderr = ""
  const tell = (text: string): void => options.onOutput?.(text, (signal) => child.kill(signal))
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
    tell(text)
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
    tell(text)
  })
  const finished = new Promise<Finished>((done, fail) => {
    child.on("error", fail)
    child.on("close", (code) => done({ code, stdout, stderr }))
  })
  return { child, finished }
}

type WarmOptions = Pick<ProcessOptions, "cwd" | "env" | "luxFile">

const warmFile = join(import.meta.dirname, "warm-lux.testkit.mjs")
let warm: ChildProcess | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * The same in one process that runs command after command, in a fifth of the time: most of what a small command takes is
 * to start. For tests of what a command says and does, not of signals, pipes, colours, secrets or runs at once.
 */
export function warmLux(args: readonly string[], options: WarmOptions = {}): Promise<Finished> {
  const finished = last.then(() => runWarm(args, options))
  last = finished.catch(() => undefined)
  return finished
}

function runWarm(args: readonly string[], options: WarmOptions): Promise<Finished> {
  const host = warm ?? startWarm()
  warm = host
  return new Promise((done, fail) => {
    const onExit = (code: number | null): void => fail(new Error(`lux ${args.join(" ")} ended with ${code}`))
    host.once("exit", onExit)
    host.once("message", (message: Finished) => {
      host.off("exit", onExit)
      done(message)
    })
    host.send({
      luxFile: options.luxFile ?? luxFile,
      args,
      cwd: options.cwd ?? repositoryRoot,
      env: { ...withoutLux(process.env), ...options.env },
    })
  })
}

/** It ends with this process. */
function startWarm(): ChildProcess {
  const host = fork(warmFile, { stdio: ["ignore", "ignore", "ignore", "ipc"] })
  host.on("exit", () => {
    if (warm === host) warm = undefined
  })
  host.unref()
  host.channel?.unref()
  return host
}

function withoutLux(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !/^(LUX_|NO_COLOR$|FORCE_COLOR$|CI$)/.test(name))
  return Object.fromEntries(others)
}

import { Worker } from "node:worker_threads"
import { Interrupted } from "../errors.ts"
import { MacroEnded } from "./guarded-call.ts"

/**
 * Loads a module where it can be stopped, in another thread, and forgets it: this thread could not even hear Ctrl-C while
 * the module is in an endless loop. What is wrong with the module is for its real import to say. Throws
 * {@link MacroEnded} where it does not end, `Interrupted` after Ctrl-C.
 */
export function loadsInTime(address: string, timeoutMs: number): Promise<void> {
  const loading = last.then(() => loadElsewhere(address, timeoutMs))
  last = loading.catch(() => undefined)
  return loading
}

let last: Promise<unknown> = Promise.resolve()
/** One for all files that are loaded one after another: to start a thread takes longer than most files. */
let thread: Worker | undefined
let idle: NodeJS.Timeout | undefined
/** A file that ends its thread does so again, and says why, when it is imported. */
const events = ["message", "exit"] as const
const signals = ["SIGINT", "SIGTERM"] as const

async function loadElsewhere(address: string, timeoutMs: number): Promise<void> {
  clearTimeout(idle)
  const worker = thread ?? startThread()
  thread = worker
  worker.ref()
  const ended = await new Promise<"loaded" | "late" | (typeof signals)[number]>((done) => {
    const timer = setTimeout(end, timeoutMs, "late")
    function end(how: Parameters<typeof done>[0]): void {
      clearTimeout(timer)
      for (const signal of signals) process.off(signal, end)
      for (const event of events) worker.off(event, replied)
      done(how)
    }
    const replied = (): void => end("loaded")
    for (const signal of signals) process.on(signal, end)
    for (const event of events) worker.on(event, replied)
    worker.postMessage(address)
  })
  if (ended === "loaded") {
    worker.unref()
    idle = setTimeout(forget, 1000).unref()
    return
  }
  forget()
  if (ended === "late")
    throw new MacroEnded(
      `the file is not loaded after ${timeoutMs / 1000} s`,
      "Does a loop outside its functions never end, or does it await what never comes? macro_timeout in lux_project.yml is how many seconds it may take.",
    )
  // Nobody else listened: the signal ends the process, as it would have.
  if (process.listenerCount(ended) === 0) process.kill(process.pid, ended)
  throw new Interrupted("loading a macro was interrupted")
}

function startThread(): Worker {
  const worker = new Worker(program, { eval: true, execArgv: [], stdout: true, stderr: true })
  // It comes before the exit, which is what is waited for.
  worker.on("error", () => undefined)
  worker.on("exit", () => {
    if (thread === worker) thread = undefined
  })
  return worker
}

function forget(): void {
  void thread?.terminate()
  thread = undefined
}

const program = `
const { parentPort } = require("node:worker_threads")
const done = () => parentPort.postMessage(undefined)
process.exit = () => { throw new Error("process.exit") }
process.on("uncaughtException", () => undefined)
parentPort.on("message", (address) => import(address).then(done, done))
`

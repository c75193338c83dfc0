import { promiseHooks } from "node:v8"
import { type Context, createContext, Script } from "node:vm"
import { isMainThread } from "node:worker_threads"
import { Interrupted } from "../errors.ts"
import { isOfMacros } from "./macro-code.ts"

/** Why a macro's call was ended; `hint` says what to write instead. */
export class MacroEnded extends Error {
  override readonly name = "MacroEnded"
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

/**
 * Calls a function of the project, which may do anything: an endless loop ends after `timeoutMs` or with Ctrl-C, what it
 * prints goes to standard error, and it can neither end the process nor leave something behind that runs later. Throws
 * what the function throws, {@link MacroEnded} for what is refused, `Interrupted` after Ctrl-C.
 */
export function guardedCall<T>(work: () => T, timeoutMs: number): T {
  const promises: Promise<unknown>[] = []
  const stop = promiseHooks.onInit((promise) => promises.push(promise))
  const restore = withoutEffects()
  let result: { readonly value: T } | undefined
  try {
    inTime(() => {
      result = { value: work() }
    }, timeoutMs)
  } finally {
    restore()
    stop()
    // One that fails later would end the process.
    for (const promise of promises) promise.catch(() => undefined)
  }
  if (result === undefined) throw new MacroEnded("it did not end", "Call it again.")
  if (promises.length > 0 && !promises.some((each) => each === result?.value))
    throw new MacroEnded(
      "it starts something that ends later (a promise), and nothing is waited for while rendering",
      "Use functions that return at once, such as the synchronous ones of node:fs.",
    )
  return result.value
}

/**
 * Loads a file of macros, which `noteMacroCode` has been told of. What such code prints, then or later, goes to standard
 * error, and it cannot end the process, nor keep it from ending by a timer. Whatever else runs meanwhile is left alone.
 */
export async function guardedLoad<T>(load: () => Promise<T>): Promise<T> {
  guardProcess()
  const started: NodeJS.Timeout[] = []
  const { setTimeout: timeout, setInterval: interval } = globalThis
  const noting = <T extends typeof timeout | typeof interval>(timer: T): T =>
    new Proxy(timer, {
      apply(own, self, args) {
        const made: NodeJS.Timeout = Reflect.apply(own, self, args)
        if (isOfMacros()) started.push(made)
        return made
      },
    })
  globalThis.setTimeout = noting(timeout)
  globalThis.setInterval = noting(interval)
  try {
    return await load()
  } finally {
    globalThis.setTimeout = timeout
    globalThis.setInterval = interval
    for (const timer of started) timer.unref()
  }
}

const guards = new WeakSet<object>()

/** For good: what a file starts while it loads may run whenever. */
function guardProcess(): void {
  const { exit, stdout, stderr } = process
  const { write } = stdout
  if (!guards.has(write)) {
    stdout.write = new Proxy(write, {
      apply: (own, _, args) =>
        isOfMacros() ? Reflect.apply(stderr.write, stderr, args) : Reflect.apply(own, stdout, args),
    })
    guards.add(stdout.write)
  }
  if (guards.has(exit)) return
  process.exit = (code) => {
    if (isOfMacros()) throw new MacroEnded("it calls process.exit", "Throw an error instead.")
    return exit.call(process, code)
  }
  guards.add(process.exit)
}

// Made when first needed: most projects have no such macros.
let prepared: { readonly script: Script; readonly context: Context & { work?: () => void } } | undefined

/** Only code that a script of `node:vm` calls can be stopped from outside; it is still the functions of this process. */
function inTime(work: () => void, timeoutMs: number): void {
  prepared ??= { script: new Script("work()"), context: createContext({}) }
  const { script, context } = prepared
  const before = context.work
  context.work = work
  try {
    script.runInContext(context, { timeout: timeoutMs, breakOnSigint: isMainThread })
  } catch (error) {
    throw ended(error, timeoutMs)
  } finally {
    if (before === undefined) delete context.work
    else context.work = before
  }
}

function ended(error: unknown, timeoutMs: number): unknown {
  // An error of the script's own world: it is not an instance of this one's Error.
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined
  if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
    return new MacroEnded(
      `it ran for longer than ${timeoutMs / 1000} s`,
      "Does a loop in it never end? macro_timeout in lux_project.yml is how many seconds a call may take.",
    )
  if (code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") return error
  // The signal went to the script: what waits for it, or ends the process, is reported.
  if (!process.emit("SIGINT")) process.kill(process.pid, "SIGINT")
  return new Interrupted("a macro was interrupted")
}

const timers = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"] as const

/** Takes away what reaches beyond a call, and gives it back when the result is called. */
function withoutEffects(): () => void {
  const { exit, stdout, stderr } = process
  const { write } = stdout
  const kept = timers.map((name) => [name, Reflect.get(globalThis, name)] as const)
  const refuse = (what: string, hint: string) => (): never => {
    throw new MacroEnded(what, hint)
  }
  stdout.write = stderr.write.bind(stderr)
  process.exit = refuse("it calls process.exit", "Throw an error instead.")
  for (const name of timers)
    Reflect.set(
      globalThis,
      name,
      refuse(`it calls ${name}, and nothing is waited for while rendering`, "Return the text at once."),
    )
  return () => {
    stdout.write = write
    process.exit = exit
    for (const [name, timer] of kept) Reflect.set(globalThis, name, timer)
  }
}

import { existsSync } from "node:fs"
import { Worker } from "node:worker_threads"
import type { QueryAnalysis } from "../sql/analysis.ts"
import { type AnalysisRequest, analyseText } from "./analyse-text.ts"

export type Answer = { readonly analysis: QueryAnalysis } | { readonly failed: string }

/** Threads that analyse queries, each within a time limit. */
export interface AnalysisPool {
  analyse(request: AnalysisRequest): Promise<Answer>
  close(): void
}

const limitMilliseconds = 5000

/** A thread that was started before anyone had a query. */
let spare: Worker | undefined

/** Starts a thread while there is something else to do first: the next pool takes it. */
export function startThreadAhead(): void {
  const script = workerScript()
  if (script !== undefined) spare ??= startThread(script)
}

/**
 * Starts threads when they are needed, at most `size`. Without a bundle, where there is no file to start a thread from,
 * queries are analysed in this one.
 */
export function createAnalysisPool(size: number): AnalysisPool {
  const script = workerScript()
  return script === undefined
    ? { analyse: async (request) => attempt(request), close: () => undefined }
    : poolOf(script, size)
}

function poolOf(script: URL, size: number): AnalysisPool {
  const idle: Worker[] = []
  const waiting: ((worker: Worker) => void)[] = []
  let started = 0
  let lastId = 0

  return {
    async analyse(request) {
      const worker = idle.pop() ?? (started < size ? start() : await next())
      const { answer, reusable } = await ask(worker, ++lastId, request)
      if (!reusable) void worker.terminate()
      release(reusable ? worker : undefined)
      return answer
    },
    close() {
      for (const worker of idle.splice(0)) void worker.terminate()
    },
  }

  function start(): Worker {
    started++
    const worker = spare ?? startThread(script)
    spare = undefined
    return worker
  }

  function next(): Promise<Worker> {
    return new Promise((resolve) => waiting.push(resolve))
  }

  /** Gives a thread to anyone who waits longest, a new one where the old is of no more use. */
  function release(worker: Worker | undefined): void {
    if (worker === undefined) started--
    const waiter = waiting.shift()
    if (waiter !== undefined) waiter(worker ?? start())
    else if (worker !== undefined) idle.push(worker)
  }
}

function startThread(script: URL): Worker {
  const worker = new Worker(script)
  worker.unref()
  return worker
}

interface Asked {
  readonly answer: Answer
  /** False when the thread may be in any state. */
  readonly reusable: boolean
}

function ask(worker: Worker, id: number, request: AnalysisRequest): Promise<Asked> {
  return new Promise((resolve) => {
    const onMessage = (answer: Answer & { readonly id: number }): void =>
      finish({ answer, reusable: "analysis" in answer })
    const onError = (error: Error): void => finish({ answer: { failed: error.message }, reusable: false })
    const onExit = (): void => finish({ answer: { failed: "its thread ended" }, reusable: false })
    const onTimeout = (): void =>
      finish({
        answer: { failed: `it took longer than ${limitMilliseconds / 1000} seconds` },
        reusable: false,
      })
    const finish = (asked: Asked): void => {
      clearTimeout(timer)
      worker.off("message", onMessage).off("error", onError).off("exit", onExit)
      resolve(asked)
    }
    const timer = setTimeout(onTimeout, limitMilliseconds)
    worker.on("message", onMessage).on("error", onError).on("exit", onExit)
    worker.postMessage({ id, request })
  })
}

/** Next to this module's chunk, in the folder above it. */
function workerScript(): URL | undefined {
  const script = new URL("../analysis-worker.js", import.meta.url)
  return existsSync(script) ? script : undefined
}

function attempt(request: AnalysisRequest): Answer {
  try {
    return { analysis: analyseText(request) }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}

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

/**
 * Starts threads when they are needed, at most `size`. Without a bundle, where there is no file to start a thread from,
 * queries are analysed in this one.
 */
export function createAnalysisPool(size: number): AnalysisPool {
  const script = workerScript()
  if (script === undefined) return { analyse: async (request) => attempt(request), close: () => undefined }
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
    const worker = new Worker(script)
    worker.unref()
    return worker
  }

  function next(): Promise<Worker> {
    return new Promise((resolve) => waiting.push(resolve))
  }

  /** Gives a thread to whoever waits longest, a new one where the old is of no more use. */
  function release(worker: Worker | undefined): void {
    if (worker === undefined) started--
    const waiter = waiting.shift()
    if (waiter !== undefined) waiter(worker ?? start())
    else if (worker !== undefined) idle.push(worker)
  }
}

interface Asked {
  readonly answer: Answer
  /** False when the thread may be in any state. */
  readonly reusable: boolean
}

function ask(worker: Worker, id: number, request: AnalysisRequest): Promise<Asked> {
  return new Promise((resolve) => {
    const finish = (asked: Asked): void => {
      clearTimeout(timer)
      worker.removeAllListeners()
      resolve(asked)
    }
    const timer = setTimeout(
      () =>
        finish({
          answer: { failed: `it took longer than ${limitMilliseconds / 1000} seconds` },
          reusable: false,
        }),
      limitMilliseconds,
    )
    worker.on("message", (answer: Answer & { readonly id: number }) =>
      finish({ answer, reusable: "analysis" in answer }),
    )
    worker.on("error", (error) => finish({ answer: { failed: error.message }, reusable: false }))
    worker.on("exit", () => finish({ answer: { failed: "its thread ended" }, reusable: false }))
    worker.postMessage({ id, request })
  })
}

/** Beside this module's chunk, in the folder above it. */
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

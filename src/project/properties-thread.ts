import { existsSync } from "node:fs"
import { Worker } from "node:worker_threads"
import type { InputFile, Stamp } from "./project-inputs.ts"
import type { ReadProperties } from "./read-properties.ts"

/** What is asked of the thread. */
export interface ThreadRequest {
  readonly root: string
  readonly files: readonly { readonly path: string; readonly stamp: Stamp }[]
}

/** JSON costs less between threads than objects do. */
export type ThreadAnswer = readonly (readonly [path: string, properties: string])[]

/**
 * Reads properties files in another thread: those that are well formed, by path. Undefined where there is no file to
 * start a thread from, or where it failed.
 */
export function readInThread(
  root: string,
  files: readonly InputFile[],
): Promise<ReadonlyMap<string, ReadProperties> | undefined> {
  const script = new URL("../properties-worker.js", import.meta.url)
  if (!existsSync(script)) return Promise.resolve(undefined)
  const request: ThreadRequest = { root, files: files.map(({ path, stamp }) => ({ path, stamp })) }
  return new Promise((resolve) => {
    const worker = new Worker(script, { workerData: request })
    worker.on("message", (answer: ThreadAnswer) => {
      resolve(new Map(answer.map(([path, text]) => [path, JSON.parse(text)])))
      void worker.terminate()
    })
    worker.on("error", () => resolve(undefined))
    worker.on("exit", () => resolve(undefined))
  })
}

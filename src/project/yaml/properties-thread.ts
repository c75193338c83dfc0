import { existsSync } from "node:fs"
import { Worker } from "node:worker_threads"
import { exactReviver } from "../../template/exact-number.ts"
import type { InputFile, Stamp } from "../files/project-inputs.ts"
import type { ReadProperties } from "./read-properties.ts"

/** What is asked of the thread. */
export interface ThreadRequest {
  readonly root: string
  readonly files: readonly { readonly path: string; readonly stamp: Stamp }[]
  /** Position in `files` of the first that nobody has taken. */
  readonly taken: SharedArrayBuffer
}

/** JSON costs less between threads than objects do. */
export type ThreadAnswer = readonly (readonly [path: string, properties: string])[]

/** Files that two threads read. */
export interface SharedReading {
  /** A file to read here; undefined once all are taken. */
  next(): InputFile | undefined
  /** Those that the other thread read and that are well formed, by path. */
  readonly answer: Promise<ReadonlyMap<string, ReadProperties>>
}

/** Lets another thread take its part of the files; undefined where there is no file to start a thread from. */
export function readInThread(root: string, files: readonly InputFile[]): SharedReading | undefined {
  const script = new URL("../properties-worker.js", import.meta.url)
  if (!existsSync(script)) return undefined
  const taken = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const request: ThreadRequest = { root, files: files.map(({ path, stamp }) => ({ path, stamp })), taken }
  const answer = new Promise<ReadonlyMap<string, ReadProperties>>((resolve) => {
    const worker = new Worker(script, { workerData: request })
    worker.on("message", (answers: ThreadAnswer) => {
      resolve(new Map(answers.map(([path, text]) => [path, JSON.parse(text, exactReviver(text))])))
      void worker.terminate()
    })
    // What it had taken is read here then.
    worker.on("error", () => resolve(new Map()))
    worker.on("exit", () => resolve(new Map()))
  })
  return { next: takeFrom(files, taken), answer }
}

/** Takes one after another of what both threads choose from. */
export function takeFrom<T>(all: readonly T[], taken: SharedArrayBuffer): () => T | undefined {
  const position = new Int32Array(taken)
  return () => all[Atomics.add(position, 0, 1)]
}

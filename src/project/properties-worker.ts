/** The thread that reads a part of a large project's properties files. */
import { parentPort, workerData } from "node:worker_threads"
import { InputFile } from "./project-inputs.ts"
import type { ThreadAnswer, ThreadRequest } from "./properties-thread.ts"
import { readPropertiesFile } from "./read-properties.ts"

const { root, files }: ThreadRequest = workerData
const answer: ThreadAnswer = files.flatMap(({ path, stamp }) => {
  const read = readPropertiesFile(new InputFile(root, path, stamp))
  return read === undefined ? [] : [[path, JSON.stringify(read)] as const]
})
parentPort?.postMessage(answer)

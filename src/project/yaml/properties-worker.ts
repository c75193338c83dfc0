/** The thread that reads a part of a large project's properties files. */
import { parentPort, workerData } from "node:worker_threads"
import { InputFile } from "../files/project-inputs.ts"
import { type ThreadAnswer, type ThreadRequest, takeFrom } from "./properties-thread.ts"
import { readPropertiesFile } from "./read-properties.ts"

const { root, files, taken }: ThreadRequest = workerData
const answer: (readonly [path: string, properties: string])[] = []
const next = takeFrom(files, taken)
for (let file = next(); file !== undefined; file = next()) {
  const read = readPropertiesFile(new InputFile(root, file.path, file.stamp))
  if (read !== undefined) answer.push([file.path, JSON.stringify(read)])
}
parentPort?.postMessage(answer satisfies ThreadAnswer)

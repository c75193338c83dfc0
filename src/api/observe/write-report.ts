import { resolve } from "node:path"
import { writeWhole } from "../../project/files/write-whole.ts"
import { runIdOf } from "../../run/history/invocation-metadata.ts"

/** Writes a report of a run whole or not at all, without secrets. Throws what the file system throws. */
export function writeReport(file: string, text: string): void {
  writeWhole(resolve(file), text)
}

/** The run of the orchestrator that started this command; undefined where none says so. */
export function orchestratorRun(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return runIdOf(env)
}

import type { OpenProject } from "../open-project.ts"
import type { LineageResult } from "../types.ts"
import { compilerFor } from "./command-compiler.ts"
import { lineageOf } from "./lineage-of.ts"

/** `lux lineage`. */
export async function lineage(open: OpenProject, column: string): Promise<LineageResult> {
  const found = await open.whole()
  const { knowledge } = await compilerFor(open, found)
  return lineageOf(found, knowledge, column)
}

import { luxJsonFile } from "../../artifacts/lux-json.ts"
import { compiledFromProject } from "../../compiled/compiled-from-project.ts"
import { generatedBefore } from "../../compiled/write-generated.ts"
import { type LuxGraph, luxJsonName } from "../../graph/state/lux-graph.ts"
import { readLuxGraph } from "../../graph/state/read-lux-graph.ts"
import type { ReadProject } from "../../record/read-project.ts"

/** The graph of the project as it is now, as a command would leave it. */
export function presentGraph(found: ReadProject): LuxGraph {
  const by = { invocation: { id: "", startedAt: new Date() }, sql: new Map<string, string>() }
  const { head = Buffer.of(), pieces } = luxJsonFile(
    compiledFromProject(found, by),
    generatedBefore(found.project),
  )
  return readLuxGraph(Buffer.concat([head, ...pieces]).toString(), luxJsonName)
}

import type { OpenProject } from "../open-project.ts"
import type { GenerateDocsOptions, GeneratedDocs } from "../types.ts"
import { checkMetrics } from "./check-metrics.ts"
import { compilerFor } from "./command-compiler.ts"
import { compileSelected } from "./compile-selected.ts"
import { generateDocs } from "./generate-docs.ts"

/** `lux docs generate`. */
export async function docs(open: OpenProject, options: GenerateDocsOptions): Promise<GeneratedDocs> {
  const found = await open.whole()
  const { compiler, knowledge, invocation } = await compilerFor(open, found)
  await checkMetrics(open, knowledge)
  const tools = { compiler, knowledge }
  const { compiled, models, warnings } = await compileSelected(found, tools, found.project.resources)
  open.keep(warnings)
  const by = {
    invocation: { id: invocation.id, startedAt: new Date(invocation.startedAt) },
    sql: new Map(compiled.map(({ uniqueId, sql }) => [uniqueId, sql])),
    analysis: { knowledge, models },
  }
  const { docs: generated, warnings: unknown } = await generateDocs(found, compiler, by, options)
  open.keep(unknown)
  return generated
}

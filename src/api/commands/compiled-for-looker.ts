import { compiledFromProject } from "../../compiled/compiled-from-project.ts"
import type { OpenProject } from "../open-project.ts"
import { checkMetrics } from "./check-metrics.ts"
import { compilerFor } from "./command-compiler.ts"

/** The project with the columns of all models, whose metrics fit them. */
export async function compiledForLooker(open: OpenProject) {
  const found = await open.whole()
  const { knowledge, invocation } = await compilerFor(open, found)
  const models = await knowledge.analyse(new Set(found.graph.order))
  await checkMetrics(open, knowledge)
  const compiled = compiledFromProject(found, {
    invocation: { id: invocation.id, startedAt: new Date(invocation.startedAt) },
    sql: new Map(),
    analysis: { knowledge, models },
  })
  return { found, compiled }
}

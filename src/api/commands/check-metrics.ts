import type { Knowledge } from "../../analysis/knowledge.ts"
import { Problems } from "../../errors.ts"
import { modelsWithMetrics } from "../../project/metrics/check-metrics.ts"
import type { Resource } from "../../project/types.ts"
import type { OpenProject } from "../open-project.ts"
import { compilerFor } from "./command-compiler.ts"

/** Whether there is anything that has to fit the columns of models. */
export function usesColumns(resources: readonly Resource[]): boolean {
  return modelsWithMetrics(resources).length > 0
}

/** Throws what does not fit the columns of models, all together: LUX-3123, LUX-3124. */
export async function checkMetrics(open: OpenProject, knowledge?: Knowledge): Promise<void> {
  const found = await open.whole()
  const { project } = found
  const models = modelsWithMetrics(project.resources)
  if (models.length === 0) return
  const known = knowledge ?? (await compilerFor(open, found)).knowledge
  const { metricProblems } = await import("../../analysis/check-metrics.ts")
  const problems = new Problems()
  for (const model of models)
    for (const error of metricProblems(model, known.relationOf(model), project.dialect)) problems.add(error)
  problems.throwIfAny()
}

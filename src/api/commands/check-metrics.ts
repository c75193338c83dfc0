import type { Knowledge } from "../../analysis/knowledge.ts"
import { Problems } from "../../errors.ts"
import { dashboardsIn } from "../../project/dashboards/check-dashboards.ts"
import { modelsWithMetrics } from "../../project/metrics/check-metrics.ts"
import type { Resource } from "../../project/types.ts"
import { isChecked, keepChecked } from "../../record/checked-record.ts"
import type { OpenProject } from "../open-project.ts"
import { compilerFor } from "./command-compiler.ts"

/** Whether there is anything that has to fit the columns of models. */
export function usesColumns(resources: readonly Resource[]): boolean {
  return modelsWithMetrics(resources).length > 0 || dashboardsIn(resources).length > 0
}

/** Throws what metrics and dashboards say that does not fit the columns of models, all together: LUX-3123, LUX-3124, LUX-3132. */
export async function checkMetrics(open: OpenProject, knowledge?: Knowledge): Promise<void> {
  const found = await open.whole()
  const { project } = found
  const { resources } = project
  const state = { folder: project.targetPath, id: found.recordId }
  if (!usesColumns(resources) || isChecked(state, "columns")) return
  const known = knowledge ?? (await compilerFor(open, found)).knowledge
  const [{ metricProblems }, { dashboardProblems }] = await Promise.all([
    import("../../analysis/check-metrics.ts"),
    import("../../analysis/check-dashboards.ts"),
  ])
  const problems = new Problems()
  for (const error of dashboardProblems(resources, (model) => known.relationOf(model))) problems.add(error)
  for (const model of modelsWithMetrics(resources))
    for (const error of metricProblems(model, known.relationOf(model), project.dialect)) problems.add(error)
  problems.throwIfAny()
  keepChecked(state, "columns")
}

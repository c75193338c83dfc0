import { Problems } from "../../errors.ts"
import type { OpenProject } from "../open-project.ts"
import { compilerFor } from "./command-compiler.ts"

/** Analyses the models that read collected sources. Throws LUX-3233 for a column that no collector writes. */
export async function checkCollected(open: OpenProject): Promise<void> {
  const found = await open.whole()
  const { graph } = found
  const readers = [...graph.nodes.values()].flatMap(({ resource }) =>
    resource.collectedBy === undefined ? [] : (graph.readers.get(resource.uniqueId) ?? []),
  )
  const ids = new Set(readers)
  const { knowledge } = await compilerFor(open, found)
  const models = await knowledge.analyse(ids)
  const problems = new Problems()
  for (const [id, model] of models)
    if (ids.has(id) && !model.clean)
      for (const error of model.analysed().problems) if (error.code === "LUX-3233") problems.add(error)
  problems.throwIfAny()
}

import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { placeAt, type SourceFile } from "../template/source-file.ts"
import type { LookmlView } from "./lookml-project.ts"

/** What is wrong with a reference to a field of a view. */
export function fieldProblem(
  file: SourceFile,
  at: number,
  viewName: string,
  field: string,
  views: ReadonlyMap<string, LookmlView>,
): readonly LuxError[] {
  const view = views.get(viewName)
  if (view === undefined)
    return [problem(file, at, `there is no view "${viewName}"`, didYouMean(viewName, [...views.keys()]))]
  if (view.fields.has(field) || !view.isWhole) return []
  return [
    problem(file, at, `view "${viewName}" has no field "${field}"`, didYouMean(field, [...view.fields])),
  ]
}

export function problem(file: SourceFile, at: number, message: string, hint?: string): LuxError {
  return new LuxError("LUX-3140", message, { place: placeAt(file, Math.max(at, 0)), hint })
}

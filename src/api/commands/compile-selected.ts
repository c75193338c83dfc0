import type { Knowledge } from "../../analysis/knowledge.ts"
import type { Compiler } from "../../compile/compiler.ts"
import { LuxError, Problems } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import {
  genericUseOf,
  hasKnownColumns,
  hasSql,
  isDataTest,
  isQueried,
} from "../../project/resource-guards.ts"
import type { KindWith } from "../../project/resource-kinds.ts"
import type { Project, Resource, ResourceOfKind } from "../../project/types.ts"
import { poseTest } from "../../quality/check.ts"
import type { KnownModel } from "../../record/analysis-record.ts"
import { type ChangedNodes, changedNodes } from "../../record/changed-nodes.ts"
import { type CompileRecord, compiledBefore } from "../../record/compile-record.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { compiledPathOf, writeSqlFiles } from "../../run/compiled-files.ts"
import { assertWritten } from "../edit-yaml/assert-written.ts"
import type { CompiledResult } from "../types.ts"

export interface Compiled extends ChangedNodes {
  readonly compiled: readonly CompiledResult[]
  /** Those that were compiled now. */
  readonly fresh: readonly CompiledResult[]
  /** What is known of the selected models and of those that they read. */
  readonly models: ReadonlyMap<string, KnownModel>
  readonly warnings: readonly LuxError[]
}

/**
 * Compiles models and tests, analyses the models, and writes each under `target/compiled/`. Throws everything that is
 * certainly wrong together, and LUX-2330 for what cannot be written; what is only likely wrong comes back as warnings.
 * What an earlier compilation left, and no change touches, is taken over from `before`.
 */
export async function compileSelected(
  found: ReadProject,
  { compiler, knowledge }: { readonly compiler: Compiler; readonly knowledge: Knowledge },
  resources: readonly Resource[],
  before?: CompileRecord,
): Promise<Compiled> {
  const { project } = found
  const problems = new Problems()
  const selected = new Set(resources.filter(isQueried).map(({ uniqueId }) => uniqueId))
  const models = await knowledge.analyse(selected, before)
  const changed = changedNodes(found, compiler, models, before)
  const known = new Map(before?.compiled.map((each) => [each[0], each]))
  const fresh: CompiledResult[] = []
  const compiled = resources.flatMap((resource) => {
    const kept = changed.isSame(resource.uniqueId) ? known.get(resource.uniqueId) : undefined
    const asBefore = kept === undefined ? undefined : compiledBefore(project.root, kept)
    // Another test of its name moves a test's file.
    if (
      asBefore !== undefined &&
      (!isDataTest(resource) || asBefore.path === compiledPathOf(resource, project))
    )
      return [asBefore]
    const sql = hasSql(resource) ? problems.attempt(() => sqlOf(resource, project, compiler)) : undefined
    if (sql === undefined) return []
    const result = {
      uniqueId: resource.uniqueId,
      name: resource.name,
      sql: sql.endsWith("\n") ? sql : `${sql}\n`,
      path: compiledPathOf(resource, project),
    }
    fresh.push(result)
    return [result]
  })
  const analysed = [...models].flatMap(([id, model]) =>
    selected.has(id) && !model.clean ? [model.analysed()] : [],
  )
  for (const error of analysed.flatMap((model) => model.problems)) problems.add(error)
  const asked = resources.filter(({ uniqueId }) => !changed.isSame(uniqueId))
  for (const error of testsOfMissingColumns(asked, project, knowledge)) problems.add(error)
  toldOnce(problems).throwIfAny()
  assertWritten(writeSqlFiles(project, fresh))
  return { ...changed, compiled, fresh, models, warnings: analysed.flatMap((model) => model.warnings) }
}

/** A call of what the dialect does not have cannot be translated either: that it is not there says more. */
function toldOnce({ found }: Problems): Problems {
  const placeOf = ({ place }: LuxError): string => `${place?.file}:${place?.line}:${place?.column}`
  const notThere = new Set(
    found.filter(({ code }) => code === "LUX-1317" || code === "LUX-1318").map(placeOf),
  )
  const told = new Problems()
  for (const error of found) if (error.code !== "LUX-1301" || !notThere.has(placeOf(error))) told.add(error)
  return told
}

/** LUX-1410 for each test on a column that its model, seed or source is known not to have. */
function testsOfMissingColumns(
  resources: readonly Resource[],
  project: Project,
  { columnsOf }: Knowledge,
): readonly LuxError[] {
  let byId: ReadonlyMap<string, Resource> | undefined
  return resources.flatMap((test) => {
    const use = genericUseOf(test)
    if (use === undefined) return []
    const { attachedTo, column, test: name } = use
    byId ??= new Map(project.resources.map((resource) => [resource.uniqueId, resource]))
    const on = byId.get(attachedTo)
    if (column === undefined || !/^\w+$/.test(column)) return []
    if (!hasKnownColumns(on)) return []
    const columns = columnsOf(on)
    if (columns === undefined || columns.includes(column.toLowerCase())) return []
    return [
      new LuxError("LUX-1410", `${name} checks column "${column}", which "${on.name}" does not have`, {
        place: test.place,
        hint: didYouMean(column, columns) ?? `Its columns are ${columns.join(", ")}.`,
      }),
    ]
  })
}

function sqlOf(resource: ResourceOfKind[KindWith<"hasSql">], project: Project, compiler: Compiler): string {
  switch (resource.type) {
    case "model":
      return compiler.model(resource, { isIncremental: false }).sql
    case "snapshot":
      return compiler.snapshot(resource).sql
    case "test":
      return poseTest(resource, project, compiler).sql
  }
}

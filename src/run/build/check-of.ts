import type { Compiler, Overrides } from "../../compile/compiler.ts"
import { LuxError } from "../../errors.ts"
import { isInWarehouse, isStage, isView } from "../../project/materialized.ts"
import { isOfFiles, isReadFromOutside, isRelational } from "../../project/resource-guards.ts"
import type { DataTest, Relational, Resource } from "../../project/types.ts"
import { type Check, compileCheck } from "../../quality/check.ts"
import { compiledPathOf } from "../compiled-files.ts"
import type { WorkloadOptions } from "../workload.ts"
import { checkFailuresPlace } from "./made-by-lux.ts"

/** A test as it is asked of what it gates, or of what it is declared on. */
export function checkOf(
  test: DataTest,
  gated: Resource | undefined,
  options: Pick<WorkloadOptions, "project" | "compiler" | "graph" | "isThere" | "catalog">,
  overrides?: Overrides,
): Check {
  const { project, compiler, graph, isThere, catalog } = options
  const attached =
    test.definition.kind === "generic" ? graph.nodes.get(test.definition.attachedTo)?.resource : gated
  if (
    test.config.onFail === "reject" &&
    (attached === undefined || !isRelational(attached) || !isStage(attached))
  )
    throw new LuxError("LUX-3252", `check "${test.name}" cannot reject records`, {
      place: test.place,
      hint: "on_fail: reject is for checks on stage models, which read raw files record by record.",
    })
  const relational = attached !== undefined && isRelational(attached)
  const check = compileCheck(test, project, compiler, {
    gates: gated?.uniqueId,
    relation: relational ? labelOfChecked(attached, compiler) : undefined,
    compiledPath: compiledPathOf(test, project),
    isTable: attached !== undefined && isTable(attached),
    isThere,
    ...(overrides === undefined ? {} : { overrides }),
  })
  checkFailuresPlace(catalog, test, check.storeIn)
  return check
}

/** A stage has batches, and no relation of its own: it follows its name. */
function labelOfChecked(resource: Relational, compiler: Compiler): string {
  return isStage(resource) ? resource.name : compiler.relationOf(resource).label
}

/** True where what is checked is stored as a table; a source that is not a files is taken for one. */
function isTable(resource: Resource): boolean {
  if (isReadFromOutside(resource)) return !isOfFiles(resource)
  return isInWarehouse(resource) && !isView(resource)
}

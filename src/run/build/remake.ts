import { isQueried } from "../../project/resource-guards.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { RelationWork, WorkloadItem } from "../workload.ts"
import type { Remake } from "./dependents.ts"

/**
 * How a view of a model that this run builds is made from what the model says now: where what it reads loses a column, it
 * cannot stay as it was. It keeps its kind until the model's own turn comes.
 */
export function remakeOf(items: readonly WorkloadItem[], statements: WarehouseStatements): Remake {
  const works = new Map<string, RelationWork>()
  for (const { work } of items) if (work.kind === "relation") works.set(work.relation.label, work)
  return (view, kind) => {
    const { resource, compiled } = works.get(view.label) ?? {}
    if (!isQueried(resource) || compiled === undefined) return undefined
    const { physical } = resource.config
    return kind === "materialized view"
      ? statements.materializedViews?.create(view, compiled.sql, physical)
      : statements.createView(view, compiled.sql, physical)
  }
}

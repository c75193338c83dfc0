import type { Model, Seed } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { newestVersions, planIncremental } from "./incremental.ts"
import type { Plan, Situation } from "./plan.ts"
import { planSeed } from "./seed.ts"
import { planTable } from "./table.ts"
import { planView } from "./view.ts"

/** True when the model adds to the table that is there, so that `is_incremental` holds. */
export function addsToExisting(model: Model, situation: Situation): boolean {
  const refresh = model.config.fullRefresh ?? situation.fullRefresh
  return model.config.materialized === "incremental" && situation.existing?.kind === "table" && !refresh
}

/** The plan of a seed, or of a model that becomes a relation; `sql` is the model's query in the engine's dialect. */
export function planNode(
  resource: Model | Seed,
  relation: Relation,
  sql: string,
  situation: Situation,
  statements: WarehouseStatements,
): Plan {
  if (resource.type === "seed") return planSeed(resource, relation, situation, statements)
  if (addsToExisting(resource, situation))
    return planIncremental(resource, relation, sql, situation, statements)
  if (resource.config.materialized === "view") return planView(relation, sql, situation, statements)
  const query = resource.config.materialized === "incremental" ? newestVersions(sql, resource.config) : sql
  return planTable(
    relation,
    (target) => [{ sql: statements.createTableAs(target, query), purpose: "build the table" }],
    situation,
    statements,
  )
}

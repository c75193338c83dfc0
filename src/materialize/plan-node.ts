import type { Built, Model } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { RelationKind } from "../warehouse/warehouse.ts"
import { type ContractTerms, contractCheck, contractedTable } from "./contract.ts"
import { newestVersions, planIncremental } from "./incremental.ts"
import { planMaterializedView } from "./materialized-view.ts"
import { checkWritten } from "./merge-columns.ts"
import type { Plan, Situation, Statement } from "./plan.ts"
import { rowKeysOf } from "./row-keys.ts"
import { planTable } from "./table.ts"
import { planView } from "./view.ts"

/** True when the model adds to the table that is there, so that `is_incremental` holds. */
export function addsToExisting(model: Model, situation: Situation): boolean {
  const refresh = model.config.fullRefresh ?? situation.fullRefresh
  return model.config.materialized === "incremental" && situation.existing?.kind === "table" && !refresh
}

/** What a seed, model or snapshot is in the warehouse. */
export function kindOfRelation(
  resource: Built,
  { materializedViews }: Pick<WarehouseStatements, "materializedViews">,
): RelationKind {
  if (resource.type !== "model") return "table"
  const { materialized } = resource.config
  if (materialized === "materialized_view" && materializedViews !== undefined) return "materialized view"
  return materialized === "view" ? "view" : "table"
}

/** The plan of a model that becomes a relation; `sql` is its query in the engine's dialect. */
export function planNode(
  resource: Model,
  relation: Relation,
  sql: string,
  situation: Situation,
  statements: WarehouseStatements,
  terms?: ContractTerms,
): Plan {
  const plan = planModel(resource, relation, sql, situation, statements, terms)
  if (plan.kind === "asking") return plan
  const { materialized, sequenceBy } = resource.config
  return {
    ...plan,
    ...(terms === undefined
      ? {}
      : {
          contract: {
            ...contractCheck(resource, sql, terms),
            planned:
              materialized === "view"
                ? undefined
                : (query) => planModel(resource, relation, query, situation, statements, terms),
          },
        }),
    ...(materialized === "incremental" && sequenceBy !== undefined
      ? { named: { query: sql, check: (columns) => checkWritten(resource, columns, statements) } }
      : {}),
  }
}

function planModel(
  model: Model,
  relation: Relation,
  sql: string,
  situation: Situation,
  statements: WarehouseStatements,
  terms: ContractTerms | undefined,
): Plan {
  if (addsToExisting(model, situation))
    return planIncremental(model, relation, sql, situation, statements, terms)
  if (model.config.materialized === "view")
    return planView(relation, sql, situation, statements, model.config.physical)
  if (model.config.materialized === "materialized_view" && statements.materializedViews !== undefined)
    return planMaterializedView(model, relation, sql, situation, statements, statements.materializedViews)
  const adds = model.config.materialized === "incremental"
  const query = adds ? newestVersions(sql, model.config, statements) : sql
  const build = (target: Relation): readonly Statement[] =>
    terms === undefined
      ? [{ sql: statements.createTableAs(target, query, model.config.physical), purpose: "build the table" }]
      : contractedTable(target, query, terms, statements, model.config.physical)
  return planTable(relation, build, situation, statements, adds ? rowKeysOf(model, statements) : undefined)
}

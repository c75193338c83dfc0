import type { Materialization } from "../project/materializations.ts"
import { isView, materializationOf } from "../project/materialized.ts"
import { isMaterialized } from "../project/resource-guards.ts"
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
  return materializationOf(model).adds && situation.existing?.kind === "table" && !refresh
}

/** What a seed, model or snapshot is in the warehouse. */
export function kindOfRelation(
  resource: Built,
  { materializedViews }: Pick<WarehouseStatements, "materializedViews">,
): RelationKind {
  if (!isMaterialized(resource)) return "table"
  const { relation = "table" } = materializationOf(resource)
  return relation === "materialized view" && materializedViews === undefined ? "table" : relation
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
  const { sequenceBy } = resource.config
  return {
    ...plan,
    ...(terms === undefined
      ? {}
      : {
          contract: {
            ...contractCheck(resource, sql, terms),
            planned: isView(resource)
              ? undefined
              : (query) => planModel(resource, relation, query, situation, statements, terms),
          },
        }),
    ...(materializationOf(resource).adds && sequenceBy !== undefined
      ? { named: { query: sql, check: (columns) => checkWritten(resource, columns, statements) } }
      : {}),
  }
}

function planModel(model: Model, ...planned: PlanArguments): Plan {
  const plan = planners[model.config.materialized]
  if (plan === undefined)
    throw new Error(`${model.config.materialized} model "${model.name}" has no relation`)
  return plan(model, ...planned)
}

type PlanArguments = readonly [
  relation: Relation,
  sql: string,
  situation: Situation,
  statements: WarehouseStatements,
  terms: ContractTerms | undefined,
]

type Planner = (model: Model, ...planned: PlanArguments) => Plan

/** How each is made; undefined: it has no relation. */
const planners: Readonly<Record<Materialization, Planner | undefined>> = {
  view: (model, relation, sql, situation, statements) =>
    planView(relation, sql, situation, statements, model.config.physical),
  table: planWhole,
  incremental: (model, relation, sql, situation, statements, terms) =>
    addsToExisting(model, situation)
      ? planIncremental(model, relation, sql, situation, statements, terms)
      : planWhole(
          model,
          relation,
          newestVersions(sql, model.config, statements),
          situation,
          statements,
          terms,
          rowKeysOf(model, statements),
        ),
  materialized_view: (model, relation, sql, situation, statements, terms) =>
    statements.materializedViews === undefined
      ? planWhole(model, relation, sql, situation, statements, terms)
      : planMaterializedView(model, relation, sql, situation, statements, statements.materializedViews),
  ephemeral: undefined,
  stage: undefined,
}

function planWhole(
  model: Model,
  relation: Relation,
  sql: string,
  situation: Situation,
  statements: WarehouseStatements,
  terms: ContractTerms | undefined,
  rowKeys?: ReturnType<typeof rowKeysOf>,
): Plan {
  const build = (target: Relation): readonly Statement[] =>
    terms === undefined
      ? [{ sql: statements.createTableAs(target, sql, model.config.physical), purpose: "build the table" }]
      : contractedTable(target, sql, terms, statements, model.config.physical)
  return planTable(relation, build, situation, statements, rowKeys)
}

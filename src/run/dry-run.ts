import type { Compiler } from "../compile/compiler.ts"
import { commentStatements } from "../materialize/comments.ts"
import { kindOfRelation } from "../materialize/plan-node.ts"
import type { Project } from "../project/types.ts"
import type { Check } from "../quality/check.ts"
import { type Planner, queriesOf } from "../quality/plan/check-plan.ts"
import { plannerFor } from "../quality/plan/planners.ts"
import { duckDbStatements } from "../warehouse/duckdb/duckdb-statements.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Catalog } from "../warehouse/warehouse.ts"
import type { OnEvent } from "./events.ts"
import { readCatalogIfThere } from "./project-catalog.ts"
import type { Work, WorkloadItem } from "./workload.ts"

export interface DryRunOptions {
  readonly lockTimeoutSeconds: number
  readonly signal: AbortSignal | undefined
  readonly onEvent: OnEvent
}

/** Tells the SQL that a run would send, in the order of the graph, and touches nothing. */
export async function dryRun(
  project: Project,
  compiler: Compiler,
  plan: (catalog: Catalog, statements: WarehouseStatements) => readonly WorkloadItem[],
  options: DryRunOptions,
): Promise<void> {
  const catalog = await readCatalogIfThere(project, compiler, options)
  for (const { work } of plan(catalog, duckDbStatements))
    for (const { purpose, sql, asks } of statementsOf(
      work,
      compiler,
      catalog,
      plannerFor(project.target.type),
    ))
      options.onEvent({
        type: "dry-run-sql",
        uniqueId: work.id,
        purpose,
        sql,
        ...(asks === undefined ? {} : { asks }),
      })
}

interface Told {
  readonly purpose: string
  readonly sql: string
  readonly asks?: { readonly checks: readonly string[]; readonly why: string }
}

function statementsOf(work: Work, compiler: Compiler, catalog: Catalog, planner: Planner): readonly Told[] {
  if (work.kind === "test") return audit("check", work.checks, planner)
  if (work.kind === "unit_test")
    return [{ purpose: "unit test", sql: "-- on the embedded engine, of rows that the test gives" }]
  if (work.kind === "stage")
    return [
      { purpose: "stage new files as one batch", sql: work.compiled.sql },
      ...audit("audit the batch", work.checks, planner),
    ]
  const { plan, resource, relation } = work
  const hook = (purpose: string) => (each: (typeof resource.config.preHooks)[number]) => ({
    purpose,
    sql: compiler.hook(each.sql, relation).sql,
  })
  const before = resource.config.preHooks.map(hook("pre-hook"))
  const described = resource.columns.map(({ name }) => name)
  const after = [
    ...commentStatements(resource, relation, kindOfRelation(resource), described, duckDbStatements),
    ...resource.config.postHooks.map(hook("post-hook")),
  ]
  const asked = plan.kind === "asking" ? plan.decide(plan.assumed) : { demands: [], plan }
  const demands = asked.demands.map(({ purpose, query }) => ({ purpose, sql: query }))
  if (asked.plan.kind === "direct") return [...before, ...demands, ...asked.plan.publish, ...after]
  // What the new rows' columns are is known only once they are there: shown as if they had not changed.
  const existing = catalog.get(relation)?.columns ?? []
  return [
    ...before,
    ...demands,
    ...asked.plan.build,
    ...audit("audit the candidate", work.besideChecks, planner),
    ...asked.plan.publish({ existing, candidate: existing }),
    ...audit("audit before the commit", work.insideChecks, planner),
    ...after,
  ]
}

/** The queries of all checks, each with what it answers and why it was planned so. */
function audit(purpose: string, checks: readonly Check[], planner: Planner): readonly Told[] {
  const plan = planner(checks.map(({ asked }) => asked))
  return plan.queries.map(({ sql, why }, index) => {
    const answered = checks.filter((_, check) => {
      const planned = plan.checks[check]
      return planned !== undefined && queriesOf(planned).has(index)
    })
    return { purpose, sql, asks: { checks: answered.map(({ test }) => test.uniqueId), why } }
  })
}

import type { Compiler } from "../compile/compiler.ts"
import { analyzing } from "../materialize/analyze.ts"
import { commentStatements } from "../materialize/comments.ts"
import { kindOfRelation } from "../materialize/plan-node.ts"
import type { Project } from "../project/types.ts"
import type { Check } from "../quality/check.ts"
import { type Planner, queriesOf } from "../quality/plan/check-plan.ts"
import { plannerFor } from "../quality/plan/planners.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Catalog } from "../warehouse/warehouse.ts"
import { implementationOf } from "../warehouse/warehouses.ts"
import { firstChecks, lastChecks } from "./build/together.ts"
import { readCatalogIfThere } from "./commands/project-catalog.ts"
import type { OnEvent } from "./events.ts"
import { projectStatements } from "./session/project-statements.ts"
import type { RelationWork, Work, WorkloadItem } from "./workload.ts"

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
  const planner = plannerFor(project.target.type)
  const statements = projectStatements(project, await implementationOf(project.target))
  const around = { compiler, catalog, planner, statements }
  const tell = (uniqueId: string, told: readonly Told[]): void => {
    for (const each of told) options.onEvent({ type: "dry-run-sql", uniqueId, ...each })
  }
  const waiting: RelationWork[] = []
  for (const { work } of plan(catalog, statements)) {
    if (work.kind !== "relation") {
      tell(work.id, statementsOf(work, planner))
      continue
    }
    const { build, publish, after } = relationStatements(work, around)
    tell(work.id, build)
    if (work.together === undefined) tell(work.id, [...publish, ...after])
    else waiting.push(work)
    if (waiting.length < (work.together?.relations.size ?? 0)) continue
    publishTogether(waiting.splice(0))
  }

  function publishTogether(works: readonly RelationWork[]): void {
    const [first] = works
    if (first?.together === undefined) return
    const { id, name } = first.together
    const told = works.map((work) => ({ work, ...relationStatements(work, around) }))
    for (const { work } of told) tell(work.id, audit("audit the candidates", lastChecks(work), planner))
    tell(id, [{ purpose: `publish "${name}" together`, sql: "begin transaction" }])
    for (const { work, publish } of told) tell(work.id, publish)
    tell(id, [{ purpose: `"${name}" is published`, sql: "commit" }])
    for (const { work, after } of told) tell(work.id, after)
  }
}

interface Told {
  readonly purpose: string
  readonly sql: string
  readonly asks?: { readonly checks: readonly string[]; readonly why: string }
}

function statementsOf(work: Exclude<Work, RelationWork>, planner: Planner): readonly Told[] {
  if (work.kind === "test") return audit("check", work.checks, planner)
  if (work.kind === "unit_test")
    return [{ purpose: "unit test", sql: "-- on the embedded engine, of rows that the test gives" }]
  return [
    { purpose: "stage new files as one batch", sql: work.compiled.sql },
    ...audit("audit the batch", work.checks, planner),
  ]
}

/** What builds it, what publishes it in one transaction, and what follows on that. */
interface RelationStatements {
  readonly build: readonly Told[]
  readonly publish: readonly Told[]
  readonly after: readonly Told[]
}

interface Surroundings {
  readonly compiler: Compiler
  readonly catalog: Catalog
  readonly planner: Planner
  readonly statements: WarehouseStatements
}

function relationStatements(
  work: RelationWork,
  { compiler, catalog, planner, statements }: Surroundings,
): RelationStatements {
  const { plan, resource, relation } = work
  const hook = (purpose: string) => (each: (typeof resource.config.preHooks)[number]) => ({
    purpose,
    sql: compiler.hook(each.sql, relation, work.isIncremental).sql,
  })
  const before = resource.config.preHooks.map(hook("pre-hook"))
  const described = resource.columns.map(({ name }) => name)
  const postHooks = (transaction: boolean) =>
    resource.config.postHooks.filter((each) => each.transaction === transaction).map(hook("post-hook"))
  const last = [
    ...commentStatements(resource, relation, kindOfRelation(resource, statements), described, statements),
    ...postHooks(true),
  ]
  const analyze = analyzing(resource, relation, undefined, statements)
  const after = [...postHooks(false), ...(analyze === undefined ? [] : [analyze])]
  const asked = plan.kind === "asking" ? plan.decide(plan.assumed) : { demands: [], plan }
  const demands = asked.demands.map(({ purpose, query }) => ({ purpose, sql: query }))
  if (asked.plan.kind === "direct")
    return { build: [...before, ...demands], publish: [...asked.plan.publish, ...last], after }
  // What the new rows' columns are is known only once they are there: shown as if they had not changed.
  const existing = catalog.get(relation)?.columns ?? []
  const columns = { existing, candidate: existing }
  const { before: first = () => [], after: cleared = () => [] } = asked.plan
  return {
    build: [
      ...before,
      ...demands,
      ...asked.plan.build.flat(),
      ...audit("audit the candidate", firstChecks(work), planner),
      ...first(columns),
    ],
    publish: [
      ...asked.plan.publish(columns),
      ...audit("audit before the commit", work.insideChecks, planner),
      ...last,
    ],
    after: [...cleared(columns), ...after],
  }
}

/** The queries of all checks, each with what it answers and why it was planned so; last those that a failure asks for. */
function audit(purpose: string, checks: readonly Check[], planner: Planner): readonly Told[] {
  const plan = planner(checks.map(({ asked }) => asked))
  const queries = plan.queries.map(({ sql, why }, index) => {
    const answered = checks.filter((_, check) => {
      const planned = plan.checks[check]
      return planned !== undefined && queriesOf(planned).has(index)
    })
    return { purpose, sql, asks: { checks: answered.map(({ test }) => test.uniqueId), why } }
  })
  const recounts = checks.flatMap(({ test }, check) => {
    const recount = plan.checks[check]?.recount
    if (recount === undefined) return []
    return [{ purpose, sql: recount.sql, asks: { checks: [test.uniqueId], why: recount.why } }]
  })
  return [...queries, ...recounts]
}

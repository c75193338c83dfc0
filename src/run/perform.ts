import type { Compiler } from "../compile/compiler.ts"
import { LuxError } from "../errors.ts"
import type { BatchRow } from "../lake/ledger.ts"
import { commentStatements, missingColumns } from "../materialize/comments.ts"
import type { AuditedPlan } from "../materialize/plan.ts"
import { kindOfRelation } from "../materialize/plan-node.ts"
import type { Built, Hook, Project, Resource } from "../project/types.ts"
import type { Remembered } from "../quality/anomaly/series.ts"
import type { Check } from "../quality/check.ts"
import type { Planner } from "../quality/plan/check-plan.ts"
import { plannerFor } from "../quality/plan/planners.ts"
import { asLuxError, Interrupted, WarehouseError } from "../warehouse/errors.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Session, Warehouse } from "../warehouse/warehouse.ts"
import { audit, passes } from "./audit.ts"
import { authoredError } from "./authored-error.ts"
import { answered, type BuildAround, type BuildOutcome, buildNode } from "./build-node.ts"
import { compiledPathOf, type SqlFile } from "./compiled-files.ts"
import { executedFiles, listening } from "./executed-files.ts"
import type { LakeBook } from "./lake-book.ts"
import type { CheckResult } from "./results.ts"
import { stageNode } from "./stage-node.ts"
import { storeFailures } from "./store-failures.ts"
import type { Outcome } from "./tasks.ts"
import { firstChecks } from "./together.ts"
import { performUnitTest } from "./unit-test/perform-unit-test.ts"
import type { UnitTestEngine } from "./unit-test/unit-test-engine.ts"
import type { RelationWork, StageWork, TestWork, Work } from "./workload.ts"

export interface PerformContext {
  readonly project: Project
  readonly compiler: Compiler
  readonly warehouse: Warehouse
  readonly statements: WarehouseStatements
  readonly lake: LakeBook
  /** What was measured before, for checks of anomalies. */
  readonly remembered: Remembered
  readonly unitTests: UnitTestEngine
  readonly fullRefresh: boolean
  readonly invocationId: string
  readonly dependsOn: (uniqueId: string) => readonly Resource[]
  readonly commented: (sql: string, uniqueId: string) => string
  readonly warn: (error: LuxError) => void
  /** Told the SQL that was sent for a node and its checks. */
  readonly onExecuted: (files: readonly SqlFile[]) => void
  /** By unique id, in the order in which they were built: new versions that are to be published together with others. */
  readonly waiting: Map<string, Waiting>
}

/** A new version that is built and checked, beside the one that it is to replace. */
export interface Waiting {
  readonly work: RelationWork
  readonly plan: AuditedPlan
  readonly batches: readonly BatchRow[]
  readonly rows: number | undefined
  readonly checks: readonly CheckResult[]
  /** The SQL that was sent for it. */
  readonly sent: string[]
}

/** Runs one piece of work on a session of its own. What goes wrong is in the outcome. */
export async function perform(work: Work, context: PerformContext): Promise<Outcome> {
  const sent: string[] = []
  const outcome = await performWork(work, sent, context)
  context.onExecuted(executedFiles(work, sent, outcome.checks, context.project, plannerOf(context)))
  return outcome
}

async function performWork(work: Work, sent: string[], context: PerformContext): Promise<Outcome> {
  if (work.kind === "unit_test") return performUnitTest(work, context.unitTests)
  try {
    return await context.warehouse.withSession((own) => {
      const session = listening(own, sent)
      switch (work.kind) {
        case "relation":
          return performRelation(session, work, sent, context)
        case "stage":
          return stageNode(session, work, context)
        case "test":
          return performTests(session, work, context)
      }
    })
  } catch (error) {
    if (error instanceof Interrupted) return { ...failure, status: "cancelled", message: "interrupted" }
    const known = work.kind === "test" ? asLuxError(error) : authored(asLuxError(error), work)
    return { ...failure, status: "error", message: known.message, error: known }
  }
}

const failure = { rows: undefined, checks: [], error: undefined, compiledPath: undefined } as const

async function performRelation(
  session: Session,
  work: RelationWork,
  sent: string[],
  context: PerformContext,
): Promise<Outcome> {
  const { lake } = context
  const merges = work.plan.kind === "beside" && work.plan.mergesIntoLive
  const unseenBy = merges ? work.relation : undefined
  const inputs = work.compiled?.inputs ?? []
  const batches = inputs.flatMap((input) =>
    input.kind === "batches" ? lake.batches(input.stage, unseenBy) : [],
  )
  if (merges) checkUpToDate(work, context)
  if (merges && batches.length === 0 && readsOnlyStages(work.resource, context))
    return nothingNew(session, work, context)

  await lake.show(session, inputs, unseenBy)
  const outcome = await buildNode(session, work.plan, around(session, work, batches, context))
  const { waiting: plan, rows, checks } = outcome
  if (plan !== undefined) context.waiting.set(work.id, { work, plan, batches, rows, checks, sent })
  return relationOutcome(outcome, work, context)
}

/** What building or publishing a relation came to, for people. */
export function relationOutcome(outcome: BuildOutcome, work: RelationWork, context: PerformContext): Outcome {
  return {
    status: outcome.status,
    message: messageOf(outcome),
    rows: outcome.rows,
    checks: outcome.checks,
    error: outcome.error === undefined ? undefined : authored(outcome.error, work),
    rejectedAs: outcome.rejected?.toString(),
    compiledPath: work.compiled === undefined ? undefined : compiledPathOf(work.resource, context.project),
  }
}

/** Throws LUX-2208 where a batch that the table holds was staged again from other contents: the table is stale then. */
function checkUpToDate(work: RelationWork, context: PerformContext): void {
  for (const input of work.compiled?.inputs ?? []) {
    if (input.kind !== "batches") continue
    const outdated = context.lake.outdated(input.stage, work.relation)
    if (outdated.length === 0) continue
    const ids = outdated.map((batch) => batch.batch_id).join(", ")
    throw new LuxError(
      "LUX-2208",
      `${work.relation.label} holds an earlier version of ${outdated.length} batches of "${input.stage.name}": ${ids}`,
      {
        place: work.resource.place,
        hint: `They were staged again from other contents. Load them anew: lux build --full-refresh --select ${work.resource.name}+`,
      },
    )
  }
}

/** Its stages brought nothing that it has not loaded: what is there is checked as it stands. */
async function nothingNew(session: Session, work: RelationWork, context: PerformContext): Promise<Outcome> {
  const checks = work.liveChecks()
  await context.lake.show(
    session,
    checks.flatMap((check) => check.inputs),
    undefined,
  )
  const results = await auditLive(session, checks, context)
  const status = passes(results)
    ? results.some((result) => result.status === "warn")
      ? "warn"
      : "ok"
    : "fail"
  return {
    status,
    message: "nothing new",
    rows: 0,
    checks: results,
    error: undefined,
    compiledPath: undefined,
  }
}

async function performTests(session: Session, work: TestWork, context: PerformContext): Promise<Outcome> {
  await context.lake.show(
    session,
    work.checks.flatMap((check) => check.inputs),
    undefined,
  )
  const checks = await auditLive(session, work.checks, context)
  const failed = checks.filter((check) => check.status === "fail" || check.status === "error")
  const status = failed.length > 0 ? "fail" : checks.some((check) => check.status === "warn") ? "warn" : "ok"
  return {
    status,
    message: `${checks.length - failed.length} of ${checks.length} checks hold`,
    rows: undefined,
    checks,
    error: undefined,
    compiledPath: undefined,
  }
}

/** How the target's warehouse is asked. */
export function plannerOf({ project }: PerformContext): Planner {
  return plannerFor(project.target.type)
}

/** Checks of what is published already. */
async function auditLive(
  session: Session,
  checks: readonly Check[],
  context: PerformContext,
): Promise<readonly CheckResult[]> {
  const results = await audit(session, checks, plannerOf(context), context.remembered)
  await storeFailures(session, answered(checks, results), context.statements)
  return results
}

export function around(
  session: Session,
  work: RelationWork,
  batches: readonly BatchRow[],
  context: PerformContext,
): BuildAround {
  const { compiler, lake, statements } = context
  const { config } = work.resource
  const besideChecks = firstChecks(work)
  const checks = [...besideChecks, ...work.insideChecks]
  const hook = (each: Hook) => ({
    sql: compiler.hook(each.sql, work.relation).sql,
    transaction: each.transaction,
  })
  const merges = work.plan.kind === "beside" && work.plan.mergesIntoLive
  const readsBatches = work.compiled?.inputs.some((input) => input.kind === "batches") === true
  return {
    preHooks: config.preHooks.map(hook),
    postHooks: config.postHooks.map(hook),
    indexes: config.indexes.flatMap((index) => statements.createIndex(work.relation, index) ?? []),
    recordLoads: readsBatches
      ? () => lake.recordLoads(session, work.relation, batches, { replace: !merges })
      : undefined,
    // Only now: a check may read all batches of a stage of which the node itself was to see the new ones.
    beforeAudit: () =>
      lake.show(
        session,
        checks.flatMap((check) => check.inputs),
        undefined,
      ),
    statements,
    comment: commenting(session, work, context),
    waits: work.together !== undefined,
    besideChecks,
    insideChecks: work.insideChecks,
    planner: plannerOf(context),
    remembered: context.remembered,
    commented: (sql) => context.commented(sql, work.id),
  }
}

/** Writes descriptions as comments, on what the relation has now. */
function commenting(
  session: Session,
  { resource, relation }: RelationWork,
  { statements, warn }: PerformContext,
): (() => Promise<void>) | undefined {
  const { persistDocs } = resource.config
  if (!persistDocs.relation && !persistDocs.columns) return undefined
  return async () => {
    const { columns } = await session.query(`select * from ${relation} limit 0`)
    const names = columns.map(({ name }) => name)
    for (const warning of missingColumns(resource, names)) warn(warning)
    const comments = commentStatements(resource, relation, kindOfRelation(resource), names, statements)
    if (comments.length > 0) await session.runAll(comments.map(({ sql }) => sql))
  }
}

function messageOf(outcome: BuildOutcome): string {
  if (outcome.status === "rejected") {
    const failed = outcome.checks.filter(
      (check) => check.status === "fail" || check.status === "error",
    ).length
    const kept =
      outcome.rejected === undefined ? "" : `; the new version is kept as ${outcome.rejected.label}`
    return `${failed} of ${outcome.checks.length} checks failed${kept}`
  }
  if (outcome.status === "cancelled") return "interrupted"
  if (outcome.error !== undefined) return outcome.error.message
  return outcome.rows === undefined ? "" : `${outcome.rows} ${outcome.rows === 1 ? "row" : "rows"}`
}

function authored(error: LuxError, work: RelationWork | StageWork): LuxError {
  const beside = work.kind === "relation" ? work.compiledBeside : undefined
  const wasBeside = beside !== undefined && error instanceof WarehouseError && error.sql.includes(beside.sql)
  return authoredError(error, wasBeside ? beside : work.compiled, work.resource.place)
}

/** True when new rows can come from nothing but new batches. */
function readsOnlyStages(resource: Built, context: PerformContext): boolean {
  const upstreams = context.dependsOn(resource.uniqueId)
  return (
    upstreams.length > 0 &&
    upstreams.every((upstream) => upstream.type === "model" && upstream.config.materialized === "stage")
  )
}

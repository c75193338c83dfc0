import { Interrupted, LuxError } from "../errors.ts"
import { luxCommand } from "../project/command-line.ts"
import { isStage } from "../project/materialized.ts"
import type { Built } from "../project/types.ts"
import type { Check } from "../quality/check.ts"
import { asLuxError } from "../warehouse/errors.ts"
import type { Session } from "../warehouse/warehouse.ts"
import { audit, passes } from "./build/audit.ts"
import { buildContext } from "./build/build-context.ts"
import { answered, buildNode } from "./build/build-node.ts"
import { authoredOf, relationOutcome } from "./build/relation-outcome.ts"
import { storeFailures } from "./build/store-failures.ts"
import { executedFiles, listening } from "./executed-files.ts"
import { stageNode } from "./lake/stage-node.ts"
import { fenced } from "./leases/fenced.ts"
import type { Outcome } from "./outcome.ts"
import { type PerformContext, plannerOf } from "./perform-context.ts"
import type { CheckResult } from "./results.ts"
import { performUnitTest } from "./unit-test/perform-unit-test.ts"
import type { RelationWork, TestWork, Work } from "./workload.ts"

/** Runs one piece of work on a session of its own. What goes wrong is in the outcome. */
export async function perform(work: Work, context: PerformContext): Promise<Outcome> {
  const sent: string[] = []
  const outcome = await performWork(work, sent, context)
  context.onExecuted(executedFiles(work, sent, outcome.checks, context.project, plannerOf(context)))
  return outcome
}

async function performWork(planned: Work, sent: string[], context: PerformContext): Promise<Outcome> {
  if (planned.kind === "unit_test") return performUnitTest(planned, context.unitTests)
  try {
    const work = await context.afresh(planned)
    return await context.warehouse.withSession((own) => {
      // What was interrupted before this session was out would not be reported.
      if (context.cancelled()) throw new Interrupted("interrupted")
      own.about(work.id)
      const session = fenced(listening(own, sent), context.guard(planned.id))
      switch (work.kind) {
        case "relation":
          return performRelation(session, work, sent, context)
        case "stage":
          return stageNode(session, work, context)
        case "test":
          return performTests(session, work, context)
        case "unit_test":
          return performUnitTest(work, context.unitTests)
      }
    })
  } catch (error) {
    if (error instanceof Interrupted) return { ...failure, status: "cancelled", message: "interrupted" }
    const known = planned.kind === "test" ? asLuxError(error) : authoredOf(asLuxError(error), planned)
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
  const outcome = await buildNode(session, work.plan, buildContext(session, work, batches, context))
  const { waiting: plan, rows, checks } = outcome
  if (plan !== undefined) context.waiting.set(work.id, { work, plan, batches, rows, checks, sent })
  return relationOutcome(outcome, work, context)
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
        hint: `They were staged again from other contents. Load them again: ${luxCommand(context.project, "build", "--full-refresh", "--select", `${work.resource.name}+`)}`,
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
  const notAsked = checks.filter((check) => check.notAsked !== undefined)
  const status = failed.length > 0 ? "fail" : checks.some((check) => check.status === "warn") ? "warn" : "ok"
  return {
    status,
    message: `${checks.length - failed.length - notAsked.length}/${checks.length} checks passed`,
    rows: undefined,
    checks,
    error: undefined,
    compiledPath: undefined,
  }
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

/** True when new rows can come from nothing but new batches. */
function readsOnlyStages(resource: Built, context: PerformContext): boolean {
  const upstreams = context.dependsOn(resource.uniqueId)
  return upstreams.length > 0 && upstreams.every(isStage)
}

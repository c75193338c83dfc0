import { Interrupted, LuxError } from "../../errors.ts"
import type {
  AskingPlan,
  AuditedPlan,
  DecidedPlan,
  DirectPlan,
  Doubt,
  Plan,
  Statement,
} from "../../materialize/plan.ts"
import type { Remembered } from "../../quality/anomaly/series.ts"
import type { Check } from "../../quality/check.ts"
import type { Planner } from "../../quality/plan/check-plan.ts"
import type { Relation } from "../../sql/relation.ts"
import { namedAs } from "../../warehouse/column-names.ts"
import { asLuxError, WarehouseError } from "../../warehouse/errors.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import { tryAgain } from "../../warehouse/try-again.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { Guard } from "../leases/leases.ts"
import type { CheckResult } from "../results.ts"
import { audit, auditOneByOne, auditTogether, CannotAskTogether, passes, unasked } from "./audit.ts"
import { checkContract } from "./check-contract.ts"
import { notMadeAgain, type Remake } from "./dependents.ts"
import { explainUnfit } from "./explain-unfit.ts"
import { type CompiledHook, errorTogether, runHooks } from "./hooks.ts"
import { rejectedNotMade } from "./made-by-lux.ts"
import {
  clearAway,
  columnsOf,
  filledKeys,
  keysQuery,
  type Publication,
  preparePublication,
  problemOf,
} from "./publication.ts"
import { type CapturedFailures, captureFailures, storeCaptured, storeFailures } from "./store-failures.ts"

/** What surrounds the statements of a plan. */
export interface BuildContext {
  /** Authored SQL to run before and after, already compiled for the engine. */
  readonly preHooks: readonly CompiledHook[]
  readonly postHooks: readonly CompiledHook[]
  /** What stands after the swap: a renamed table must not carry an index. */
  readonly indexes: readonly string[]
  /** What takes the table's statistics once it is published with so many rows; whatever comes of it. */
  readonly analyze: (rows: number | undefined) => Statement | undefined
  /** What gives and takes privileges, in the transaction that publishes. */
  readonly grants: readonly Statement[]
  /** Written into the ledger in the transaction that changes the data. */
  readonly recordLoads: (() => Promise<void>) | undefined
  /** Throws LUX-1319 where the query has a duplicate column. */
  readonly checkNames: () => Promise<void>
  /** Makes visible what the checks read. */
  readonly beforeAudit: () => Promise<void>
  readonly statements: WarehouseStatements
  /** How the views of models that this run builds are made. */
  readonly remake: Remake
  /** Writes the comments of what was published, in the same transaction; undefined where none are kept. */
  readonly comment: (() => Promise<void>) | undefined
  /** Undefined where no other run can be building it. */
  readonly lease: Guard | undefined
  /** True: the candidate is left to be published together with others. */
  readonly waits: boolean
  readonly besideChecks: readonly Check[]
  readonly insideChecks: readonly Check[]
  /** How the checks are asked. */
  readonly planner: Planner
  /** What was measured before. */
  readonly remembered: Remembered
}

export interface BuildOutcome {
  readonly status: "ok" | "warn" | "rejected" | "error" | "cancelled"
  readonly rows: number | undefined
  readonly checks: readonly CheckResult[]
  readonly error: LuxError | undefined
  /** Where a rejected version stayed. */
  readonly rejected: Relation | undefined
  /** Why a rejected version could not stay. */
  readonly unkept?: { readonly relation: Relation; readonly error: LuxError } | undefined
  /** Of a candidate that waits for others. */
  readonly waiting?: AuditedPlan | undefined
}

/** Builds next to, audits, publishes: a reader never sees a half-built, empty or unchecked relation. */
export async function buildNode(session: Session, plan: Plan, around: BuildContext): Promise<BuildOutcome> {
  const results: CheckResult[] = []
  const made: AuditedPlan[] = []
  const doubts: Doubt[] = []
  try {
    await runHooks(session, around.preHooks)
    await around.checkNames()
    const decided = await decidedPlan(session, plan, around.statements, doubts)
    const built =
      decided.kind === "direct"
        ? await publishDirectly(session, decided, around, results, made)
        : await buildBeside(session, decided, around, results, made)
    const outcome = decided.rows === undefined ? built : { ...built, rows: decided.rows }
    if (outcome.waiting === undefined) await afterCommit(session, around, outcome.rows)
    return outcome
  } catch (error) {
    if (error instanceof Rejected) return keepRejected(session, error.plan, error.results, around.statements)
    // Explained first: of what another run has taken nothing is cleared away.
    const known = around.lease?.explain(error) ?? error
    // What this run did not make stays, whatever its name.
    const [built] = made
    if (built !== undefined) await dropCandidate(session, built)
    if (error instanceof Interrupted) return { ...nothing, status: "cancelled", checks: results }
    const told = (await wrongName(session, plan, known)) ?? (await explainUnfit(session, doubts, known))
    return { ...nothing, status: "error", checks: results, error: asLuxError(told) }
  }
}

/** What follows on the transaction that publishes. */
export async function afterCommit(
  session: Session,
  around: BuildContext,
  rows: number | undefined,
): Promise<void> {
  await runHooks(
    session,
    around.postHooks.filter((hook) => !hook.transaction),
  )
  for (const sql of around.indexes) await session.run(sql)
  const analyze = around.analyze(rows)
  if (analyze !== undefined) await clearAway(session, [analyze])
}

const nothing = { rows: undefined, error: undefined, rejected: undefined }

/** A check of error severity failed, or could not run. */
class Rejected extends Error {
  readonly plan: AuditedPlan
  readonly results: readonly CheckResult[]

  constructor(plan: AuditedPlan, results: readonly CheckResult[]) {
    super("rejected")
    this.plan = plan
    this.results = results
  }
}

/** What a statement failed for that names columns which its query does not have; undefined where that is not why. */
async function wrongName(session: Session, plan: Plan, error: unknown): Promise<LuxError | undefined> {
  if (plan.kind === "asking" || plan.named === undefined || !(error instanceof WarehouseError))
    return undefined
  // A hook failed, not the query.
  if (error.place !== undefined) return undefined
  try {
    plan.named.check(await columnsOf(session, `(\n${plan.named.query}\n) as asked`))
    return undefined
  } catch (wrong) {
    if (wrong instanceof WarehouseError || !(wrong instanceof LuxError)) return undefined
    return wrong
  }
}

/** What is to be done, once the warehouse has said what that depends on; `doubts` gets what may refuse values then. */
async function decidedPlan(
  session: Session,
  plan: Plan,
  statements: WarehouseStatements,
  doubts: Doubt[],
): Promise<DecidedPlan> {
  if (plan.kind === "asking") return decide(session, plan, statements)
  if (plan.contract === undefined) return plan
  const kept = await checkContract(session, plan.contract, statements)
  if (kept.doubts.length === 0) return plan
  doubts.push(...kept.doubts)
  const planned = plan.contract.planned?.(kept.query)
  return planned === undefined || planned.kind === "asking" ? plan : planned
}

/** Asks for the columns that the plan depends on, and for what must not be. */
async function decide(
  session: Session,
  plan: AskingPlan,
  statements: WarehouseStatements,
): Promise<DecidedPlan> {
  const given = await columnsOf(session, `(\n${plan.query}\n) as asked`, statements)
  const existing = plan.live === undefined ? [] : await columnsOf(session, plan.live.toString(), statements)
  const candidate = namedAs(given, existing, statements)
  const columns = { existing, candidate }
  const keys = plan.live === undefined ? [] : (plan.keys?.(columns) ?? [])
  const found =
    plan.live === undefined || keys.length === 0
      ? undefined
      : await session.query(keysQuery(plan.live, keys, false, statements))
  const { demands, plan: decided } = plan.decide({ ...columns, filledKeys: filledKeys(found, keys) })
  for (const demand of demands) {
    const { rows } = await session.query(demand.query)
    if (rows.length > 0) throw await problemOf(session, demand, rows)
  }
  return decided
}

async function publishDirectly(
  session: Session,
  { publish, after = [], otherwise }: DirectPlan,
  around: BuildContext,
  results: CheckResult[],
  made: AuditedPlan[],
): Promise<BuildOutcome> {
  try {
    const rows = await inTransaction(session, { statements: publish, after }, around)
    return { ...nothing, status: "ok", rows, checks: [] }
  } catch (error) {
    if (otherwise?.when(error) !== true) throw error
    return buildBeside(session, otherwise.plan, around, results, made)
  }
}

async function buildBeside(
  session: Session,
  plan: AuditedPlan,
  around: BuildContext,
  results: CheckResult[],
  made: AuditedPlan[],
): Promise<BuildOutcome> {
  let rows: number | undefined
  try {
    for (const step of plan.build) {
      rows = (await runStep(session, step)).rows ?? rows
      made.push(plan)
    }
  } catch (error) {
    throw await explainUnfit(session, plan.buildDoubts ?? [], error)
  }
  await around.beforeAudit()
  results.push(...(await audit(session, around.besideChecks, around.planner, around.remembered)))
  await storeFailures(session, answered(around.besideChecks, results), around.statements)
  if (!passes(results))
    throw new Rejected(plan, [...results, ...around.insideChecks.map((check) => unasked(check, "skipped"))])
  if (around.waits) return { ...nothing, status: statusOf(results), rows, checks: results, waiting: plan }
  const captured: CapturedFailures[] = []
  const inside = around.insideChecks
  const before = results.length
  const auditInside = async (ask: typeof audit): Promise<void> => {
    // Of a transaction that had to begin again nothing counts.
    results.splice(before)
    captured.splice(0)
    results.push(...(await ask(session, inside, around.planner, around.remembered)))
    for (const check of answered(inside, results))
      if (check.storeIn !== undefined) captured.push(await captureFailures(session, check))
    if (!passes(results)) throw new Rejected(plan, results)
  }
  const publishBy = async (chosen: AuditedPlan): Promise<void> => {
    const publication = await preparePublication(session, chosen, around)
    const publishAsking = (ask: typeof audit): Promise<number | undefined> =>
      inTransaction(session, publication, around, inside.length === 0 ? undefined : () => auditInside(ask))
    try {
      await publishAsking(auditTogether)
    } catch (error) {
      if (chosen.otherwise?.when(error) === true) await publishBy(chosen.otherwise.plan)
      // The same once more, check by check: a transaction tells of one error only that there was one.
      else if (error instanceof CannotAskTogether) await publishAsking(auditOneByOne)
      else {
        const known = notMadeAgain(error, plan.relation, publication.boundViews ?? [])
        throw await explainUnfit(session, publication.doubts, known)
      }
    }
  }
  try {
    await publishBy(plan)
  } finally {
    await storeCaptured(session, captured, around.statements)
  }
  return { ...nothing, status: statusOf(results), rows, checks: results }
}

/** A transaction; of one statement nothing has to be said. */
function runStep(session: Session, step: readonly Statement[]): ReturnType<Session["run"]> {
  const [first] = step
  return step.length === 1 && first !== undefined
    ? session.run(first.sql)
    : session.runAll(step.map(({ sql }) => sql))
}

/** Of what passed. */
export function statusOf(results: readonly CheckResult[]): "ok" | "warn" {
  return results.some((result) => result.status === "warn") ? "warn" : "ok"
}

/** The checks that could run. */
export function answered(checks: readonly Check[], results: readonly CheckResult[]): readonly Check[] {
  const unanswered = results.filter(({ failures }) => failures === null).map(({ uniqueId }) => uniqueId)
  return checks.filter((check) => !unanswered.includes(check.test.uniqueId))
}

/** Runs the statements as one transaction; `last` is asked before the commit. Returns how many rows were changed. */
async function inTransaction(
  session: Session,
  { statements, after }: Pick<Publication, "statements" | "after">,
  around: BuildContext,
  last?: () => Promise<void>,
): Promise<number | undefined> {
  const hooks = around.postHooks.filter((hook) => hook.transaction)
  // Where nothing has to be known in between, all goes in one round trip.
  if (last === undefined && around.comment === undefined && around.recordLoads === undefined) {
    const before = [...statements, ...around.grants].map(({ sql }) => sql)
    const demands = around.lease === undefined ? [] : [around.lease.demand]
    try {
      const sent = [...before, ...hooks.map(({ compiled }) => compiled.sql), ...demands]
      return (
        await session.runAll(
          sent,
          after.map(({ sql }) => sql),
        )
      ).rows
    } catch (error) {
      throw errorTogether(error, [...before, ...demands], hooks)
    }
  }
  const rows = await tryAgain(() => session.transaction(() => publish(session, statements, around, last)))
  await clearAway(session, after)
  return rows
}

/** What the transaction that publishes does. Returns how many rows were changed. */
export async function publish(
  session: Session,
  statements: readonly Statement[],
  around: BuildContext,
  last?: () => Promise<void>,
): Promise<number | undefined> {
  let rows: number | undefined
  for (const statement of statements) rows = (await session.run(statement.sql)).rows ?? rows
  for (const { sql } of around.grants) await session.run(sql)
  await around.comment?.()
  await last?.()
  await runHooks(
    session,
    around.postHooks.filter((hook) => hook.transaction),
  )
  await around.recordLoads?.()
  if (around.lease !== undefined) await session.run(around.lease.demand)
  return rows
}

export async function keepRejected(
  session: Session,
  plan: AuditedPlan,
  results: readonly CheckResult[],
  statements: WarehouseStatements,
): Promise<BuildOutcome> {
  const rejected = { ...nothing, status: "rejected", checks: results } as const
  try {
    await session.runAll(plan.reject.map(({ sql }) => sql))
    return { ...rejected, rejected: plan.rejected }
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    await dropCandidate(session, plan)
    const unkept = { relation: plan.rejected, error: rejectedNotMade(error, plan.rejected, statements) }
    return { ...rejected, unkept }
  }
}

/** After an error the candidate is of no use. Should even this fail, the next run removes it. */
export async function dropCandidate(session: Session, plan: AuditedPlan): Promise<void> {
  try {
    await session.run(plan.dropCandidate.sql)
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
}

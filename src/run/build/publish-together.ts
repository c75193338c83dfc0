import { Interrupted } from "../../errors.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import { wasInTheWay } from "../../warehouse/try-again.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { executedFiles, listening } from "../executed-files.ts"
import { fenced } from "../leases/fenced.ts"
import type { Outcome } from "../outcome.ts"
import { type PerformContext, plannerOf, type Waiting } from "../perform-context.ts"
import { audit, passes } from "./audit.ts"
import { buildContext } from "./build-context.ts"
import {
  afterCommit,
  answered,
  type BuildContext,
  type BuildOutcome,
  dropCandidate,
  keepRejected,
  publish,
  statusOf,
} from "./build-node.ts"
import { notMadeAgain } from "./dependents.ts"
import { clearAway, type Publication, preparePublication } from "./publication.ts"
import { relationOutcome } from "./relation-outcome.ts"
import { storeFailures } from "./store-failures.ts"
import { lastChecks } from "./together.ts"

/**
 * Publishes in one transaction what was built next to: all of it or nothing. Gives what came of each, by unique id; where
 * nothing is published only of those to which that is expected.
 */
export async function publishTogether(
  ids: readonly string[],
  context: PerformContext,
): Promise<ReadonlyMap<string, Outcome>> {
  const members = ids.flatMap((id) => context.waiting.get(id) ?? [])
  const outcomes = await context.warehouse
    .withSession(async (session) => {
      try {
        const checked = await eachInTurn(members, (member) => askLast(session, member, context))
        const rejected = checked.filter(({ checks }) => !passes(checks))
        return rejected.length > 0
          ? await keepAll(session, rejected, context)
          : await publishAll(session, checked, context)
      } finally {
        await dropWaiting(session, ids, context)
      }
    })
    .catch((error: unknown) => failed(error, members))
  for (const [{ work, sent }, { checks }] of outcomes)
    context.onExecuted(executedFiles(work, sent, checks, context.project, plannerOf(context)))
  return new Map(
    [...outcomes].map(([{ work }, outcome]) => [work.id, relationOutcome(outcome, work, context)]),
  )
}

/** Clears away new versions that are not published; where even this fails, the next run does it. */
export async function dropWaiting(
  session: Session,
  ids: Iterable<string>,
  context: PerformContext,
): Promise<void> {
  const { waiting } = context
  // Readers first: a view may keep what it reads from being dropped.
  for (const id of [...ids].reverse()) {
    const member = waiting.get(id)
    if (member !== undefined) await dropCandidate(ownSession(session, member, context), member.plan)
    waiting.delete(id)
  }
}

type Outcomes = ReadonlyMap<Waiting, BuildOutcome>

/** Asks the checks that read other new versions too. */
async function askLast(session: Session, member: Waiting, context: PerformContext): Promise<Waiting> {
  const checks = lastChecks(member.work)
  if (checks.length === 0) return member
  const own = ownSession(session, member, context)
  await context.lake.show(
    own,
    checks.flatMap((check) => check.inputs),
    undefined,
  )
  const results = await audit(own, checks, plannerOf(context), context.remembered)
  await storeFailures(own, answered(checks, results), context.statements)
  return { ...member, checks: [...member.checks, ...results] }
}

/** Readers first: the rows of a view are kept while what it reads is there. */
async function keepAll(
  session: Session,
  rejected: readonly Waiting[],
  context: PerformContext,
): Promise<Outcomes> {
  const outcomes = new Map<Waiting, BuildOutcome>()
  for (const member of rejected.toReversed()) {
    const { plan, checks, work } = member
    outcomes.set(
      member,
      await keepRejected(ownSession(session, member, context), plan, checks, context.statements),
    )
    context.waiting.delete(work.id)
  }
  return outcomes
}

async function publishAll(
  session: Session,
  members: readonly Waiting[],
  context: PerformContext,
): Promise<Outcomes> {
  const published = await publishOrElse(session, members, context)
  // Readers first, as when candidates are dropped.
  await eachInTurn(published.toReversed(), ({ member, own, publication }) => {
    own.about(member.work.id)
    return clearAway(own, publication.after)
  })
  for (const { work } of members) context.waiting.delete(work.id)
  const outcomes = await eachInTurn(published, async ({ member, own, around }) => {
    const { rows, checks } = member
    const outcome = { rows, checks, rejected: undefined, error: undefined }
    own.about(member.work.id)
    try {
      await afterCommit(own, around, rows)
      return [member, { ...outcome, status: statusOf(checks) }] as const
    } catch (error) {
      return [member, { ...outcome, ...wrong(error) }] as const
    }
  })
  return new Map(outcomes)
}

/** The session, for one of those that share it. */
function ownSession(session: Session, { work, sent }: Waiting, context: PerformContext): Session {
  session.about(work.id)
  return fenced(listening(session, sent), context.guard(work.id))
}

interface Published {
  readonly member: Waiting
  readonly own: Session
  readonly around: BuildContext
  readonly publication: Publication
}

// Each waits some tenths of a second for readers: a minute is longer than most of them take.
const mostAttempts = 100

/**
 * In one transaction; once more where others were in the way, and where a member's plan does not fit what is there and has
 * another for that, with that.
 */
async function publishOrElse(
  session: Session,
  members: readonly Waiting[],
  context: PerformContext,
  attempts = 1,
): Promise<readonly Published[]> {
  const labels = new Set(members.map(({ plan }) => plan.relation.label))
  const prepared = await eachInTurn(members, async (member) => {
    const own = ownSession(session, member, context)
    const publication = await preparePublication(own, member.plan, {
      ...context,
      publishedToo: labels,
    })
    return { member, own, publication, around: buildContext(own, member.work, member.batches, context) }
  })
  const locks = prepared.flatMap(({ publication }) => publication.locks ?? [])
  try {
    await session.transaction(async () => {
      if (locks.length > 0)
        for (const sql of context.statements.lockTables?.(locks) ?? []) await session.run(sql)
      await eachInTurn(prepared, async ({ member, own, around, publication }) => {
        own.about(member.work.id)
        try {
          await publish(own, publication.statements, around)
        } catch (error) {
          const known = notMadeAgain(error, member.plan.relation, publication.boundViews ?? [])
          throw new FailedOf(member, around.lease?.explain(known) ?? known)
        }
      })
    })
    return prepared
  } catch (error) {
    const cause = error instanceof FailedOf ? error.cause : error
    if (wasInTheWay(cause) && attempts < mostAttempts)
      return publishOrElse(session, members, context, attempts + 1)
    if (!(error instanceof FailedOf)) throw error
    const { otherwise } = error.member.plan
    if (otherwise?.when(cause) !== true) throw error
    const plan = otherwise.plan
    const others = members.map((each) => (each === error.member ? { ...each, plan } : each))
    return publishOrElse(session, others, context, attempts)
  }
}

/** What one of them could not do. */
class FailedOf extends Error {
  readonly member: Waiting

  constructor(member: Waiting, cause: unknown) {
    super("not published", { cause })
    this.member = member
  }
}

/** An interrupt is nobody's fault; what fails in the transaction itself is told of the first. */
function failed(error: unknown, members: readonly Waiting[]): Outcomes {
  const cause = error instanceof FailedOf ? error.cause : error
  const due = error instanceof FailedOf ? [error.member] : members.slice(0, 1)
  return new Map(
    (cause instanceof Interrupted ? members : due).map((member) => {
      const { rows, checks } = member
      return [member, { rows, checks, rejected: undefined, error: undefined, ...wrong(cause) }]
    }),
  )
}

function wrong(error: unknown): Pick<BuildOutcome, "status"> & Partial<Pick<BuildOutcome, "error">> {
  return error instanceof Interrupted
    ? { status: "cancelled" }
    : { status: "error", error: asLuxError(error) }
}

async function eachInTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = []
  for (const one of all) done.push(await work(one))
  return done
}

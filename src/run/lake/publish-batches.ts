import { type BatchPlace, moveBatch } from "../../lake/batch-files.ts"
import { type BatchRow, type LedgerDb, ledgerOf, type RawFileRow } from "../../lake/ledger.ts"
import { plannerFor } from "../../quality/plan/planners.ts"
import { tryAgain } from "../../warehouse/try-again.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { audit } from "../build/audit.ts"
import type { PerformContext } from "../perform-context.ts"
import type { CheckResult } from "../results.ts"
import type { StageWork } from "../workload.ts"

/** A batch that an engine wrote, before it counts. */
export interface PendingBatch {
  /** As the ledger is to have it. */
  readonly batch: BatchRow
  readonly files: readonly RawFileRow[]
  readonly place: BatchPlace
  /** Where its files are. */
  readonly written: readonly string[]
}

/** The stage's checks of batches that are not published yet: those that the engine has not asked are asked here. */
export async function auditBatches(
  session: Session,
  work: StageWork,
  pending: readonly PendingBatch[],
  answered: readonly CheckResult[],
  context: PerformContext,
): Promise<readonly CheckResult[]> {
  const byId = new Map(answered.map((result) => [result.uniqueId, result]))
  const open = work.checks.filter(({ test }) => !byId.has(test.uniqueId))
  if (open.length === 0 && answered.length > 0) return answered
  const own = context.compiler.relationOf(work.resource)
  const others = open.flatMap((check) => check.inputs).filter((input) => input.relation.label !== own.label)
  await context.lake.show(session, others, undefined)
  const written = pending.flatMap((each) => each.written)
  await context.lake.showWritten(session, work.resource, written)
  const asked = await audit(session, open, plannerFor(context.project.target.type), context.remembered)
  return [...answered, ...asked]
}

/** Keeps batches that a check rejected next to the others; returns where. */
export async function setAside(
  pending: readonly PendingBatch[],
  { lake }: PerformContext,
): Promise<readonly string[]> {
  const kept: string[] = []
  for (const { batch, place, written } of pending) {
    const to = place.rejected(written.length)
    const store = await lake.stores.of(place.writing)
    await moveBatch(store, place, written, to)
    if (batch.rejects !== null) await store.move(place.rejects.writing, place.rejects.rejected)
    kept.push(...to)
  }
  return kept
}

/**
 * Makes batches count: the ledger has them before their files are where it says. A run that ends in between leaves batches
 * that are missing, which are staged again; files that no ledger knows would stay forever.
 */
export async function publishBatches(
  session: Session,
  work: StageWork,
  pending: readonly PendingBatch[],
  context: PerformContext,
  record: (db: LedgerDb) => Promise<void>,
): Promise<void> {
  const { lake } = context
  // Rejects are not part of a batch that others read: they are there before the ledger names them, and need not be made again.
  for (const { batch, place } of pending)
    if (batch.rejects !== null)
      await (await lake.stores.of(place.writing)).move(place.rejects.writing, place.rejects.published)
  await inLedger(session, work, context, record)
  for (const { place, written } of pending)
    await moveBatch(await lake.stores.of(place.writing), place, written, place.published(written.length))
  for (const { batch, files } of pending) lake.take(batch, files)
}

/** One transaction of the ledger, which fails where another run has taken the stage over. */
export async function inLedger(
  session: Session,
  work: StageWork,
  { project, guard: guardOf }: PerformContext,
  write: (db: LedgerDb) => Promise<void>,
): Promise<void> {
  const guard = guardOf(work.id)
  try {
    await tryAgain(() =>
      session.transaction(async () => {
        await write(ledgerOf(session, project.target))
        if (guard !== undefined) await session.run(guard.demand)
      }),
    )
  } catch (error) {
    throw guard?.explain(error) ?? error
  }
}

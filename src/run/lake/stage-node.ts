import { LuxError } from "../../errors.ts"
import {
  type BatchPaths,
  batchId,
  batchLocation,
  batchPaths,
  removeLeftoverBatches,
  removeRejectedBatches,
} from "../../lake/batch-files.ts"
import {
  type ChangedFile,
  type Delivery,
  type HashedFile,
  sortDelivery,
  withTwoVersions,
} from "../../lake/delivery.ts"
import { contentHash } from "../../lake/lake-files.ts"
import {
  type BatchRow,
  type LedgerDb,
  ledgerOf,
  type RawFileRow,
  recordBatch,
  refreshBatch,
  refreshFiles,
} from "../../lake/ledger.ts"
import type { Model } from "../../project/types.ts"
import { historyTime } from "../../quality/history.ts"
import { plannerFor } from "../../quality/plan/planners.ts"
import { tryAgain } from "../../warehouse/try-again.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { audit, passes } from "../build/audit.ts"
import type { PerformContext } from "../perform-context.ts"
import type { CheckResult } from "../results.ts"
import type { Outcome } from "../tasks.ts"
import type { StageWork } from "../workload.ts"
import { batchesLost } from "./missing-batches.ts"

/**
 * Stages what is new in the lake as one batch: written beside, checked, published by a rename and recorded in the
 * ledger. A file whose content changed stops the stage before anything is applied; a full refresh stages every batch
 * again.
 */
export async function stageNode(
  session: Session,
  work: StageWork,
  context: PerformContext,
): Promise<Outcome> {
  const { lake } = context
  const stage = work.resource
  const store = await lake.stores.of(lake.folder(stage))
  await removeLeftoverBatches(store, lake.folder(stage), stage.name)
  const files = await lake.list(stage)
  const delivery = await sortDelivery(files, lake.files(stage), (file) => contentHash(file, lake.stores))
  const { changed } = delivery
  const disputed = withTwoVersions(changed, files)
  if (disputed.length > 0) throw filesChanged(stage, disputed, "leave only the right version in the lake")
  if (changed.length > 0 && !context.fullRefresh)
    throw filesChanged(stage, changed, "put the recorded version back, or take the new one")
  if (context.fullRefresh) {
    const rejected = await stageAllAgain(session, work, delivery, context)
    if (rejected !== undefined) return rejected
  }
  await noteTouched(session, stage, delivery, context)
  if (delivery.fresh.length === 0) return outcome("ok", withRepeated("nothing new", delivery), 0, [])
  return stageFresh(session, work, delivery, context)
}

async function stageFresh(
  session: Session,
  work: StageWork,
  delivery: Delivery,
  context: PerformContext,
): Promise<Outcome> {
  const { lake } = context
  const stage = work.resource
  const id = batchId(delivery.fresh)
  const store = await lake.stores.of(lake.folder(stage))
  const location = batchLocation(id, lake.format)
  const paths = batchPaths(lake.folder(stage), stage.name, location)
  const rows = await lake.write(
    session,
    stage,
    new Set(delivery.fresh.map((file) => file.name)),
    paths.writing,
  )

  const checks = await auditBatches(session, work, [paths.writing], context)
  if (!passes(checks)) {
    await store.move(paths.writing, paths.rejected)
    return outcome("rejected", `the batch is kept as ${paths.rejected}`, rows, checks)
  }

  const batch: BatchRow = {
    stage: stage.name,
    batch_id: id,
    location,
    row_count: rows,
    file_count: delivery.fresh.length,
    revision: 1,
    created_at: historyTime(new Date()),
    invocation_id: context.invocationId,
  }
  const files = delivery.fresh.map((file) => rowOf(stage, file, id))
  // Recorded before it is moved: a batch that is missing is staged again, one that nobody knows would stay for ever.
  await inLedger(session, work, context, (db) => recordBatch(db, batch, files))
  await store.move(paths.writing, paths.published)
  lake.take(batch, files)
  await removeRejectedBatches(store, lake.folder(stage), stage.name)
  const warned = checks.some((check) => check.status === "warn")
  return outcome(
    warned ? "warn" : "ok",
    withRepeated(`${rows} ${rows === 1 ? "row" : "rows"} of ${count(files.length)}`, delivery),
    rows,
    checks,
  )
}

/** Asks the stage's checks about batches that are not published yet. */
async function auditBatches(
  session: Session,
  work: StageWork,
  files: readonly string[],
  context: PerformContext,
): Promise<readonly CheckResult[]> {
  const own = context.compiler.relationOf(work.resource)
  const others = work.checks
    .flatMap((check) => check.inputs)
    .filter((input) => input.relation.label !== own.label)
  await context.lake.show(session, others, undefined)
  await context.lake.showWritten(session, work.resource, files)
  return audit(session, work.checks, plannerFor(context.project.target.type), context.remembered)
}

/**
 * Every batch again from its raw files as they are now: all are written and checked before the first is replaced.
 * Refused before anything is touched while one cannot be had; the outcome when a check rejects them.
 */
async function stageAllAgain(
  session: Session,
  work: StageWork,
  delivery: Delivery,
  context: PerformContext,
): Promise<Outcome | undefined> {
  const { lake } = context
  const stage = work.resource
  const store = await lake.stores.of(lake.folder(stage))
  const present = new Set((await lake.list(stage)).map((file) => file.name))
  const changed = new Map(delivery.changed.map(({ found }) => [found.name, found]))
  const batches = await Promise.all(
    lake.batches(stage, undefined).map(async (batch) => {
      const own = lake.files(stage).filter((row) => row.batch_id === batch.batch_id)
      const gone = own.filter((row) => !present.has(row.file_name))
      const paths = batchPaths(lake.folder(stage), stage.name, batch.location)
      const isLost = gone.length > 0 && (await store.stat(paths.published)) === undefined
      return { batch, own, gone, paths, isLost }
    }),
  )
  const lost = batches.filter(({ isLost }) => isLost)
  if (lost.length > 0)
    throw batchesLost(
      stage,
      lost.map(({ batch }) => batch),
      lost.flatMap(({ batch, gone }) =>
        gone.map((row) => `${row.file_name} (batch ${batch.batch_id}) is gone`),
      ),
    )
  // Where only the Parquet file is left, it is what there is.
  const whole = batches.filter(({ gone }) => gone.length === 0)
  const written: {
    readonly batch: BatchRow
    readonly files: readonly RawFileRow[]
    readonly paths: BatchPaths
  }[] = []
  for (const { batch, own, paths } of whole) {
    const rows = await lake.write(session, stage, new Set(own.map((row) => row.file_name)), paths.writing)
    const files = own.map((row) => {
      const found = changed.get(row.file_name)
      return found === undefined ? row : rowOf(stage, found, row.batch_id)
    })
    const revision = own.some((row) => changed.has(row.file_name)) ? batch.revision + 1 : batch.revision
    written.push({ batch: { ...batch, row_count: rows, revision }, files, paths })
  }
  if (written.length === 0) return undefined
  const checks = await auditBatches(
    session,
    work,
    written.map(({ paths }) => paths.writing),
    context,
  )
  if (!passes(checks)) {
    for (const { paths } of written) await store.move(paths.writing, paths.rejected)
    return outcome(
      "rejected",
      "the batches that were staged again are kept as *.rejected.*",
      undefined,
      checks,
    )
  }
  // Moved before it is recorded: a run that ends in between leaves files that count as changed, and are asked about again.
  for (const { paths } of written) await store.move(paths.writing, paths.published)
  await inLedger(session, work, context, async (db) => {
    for (const { batch } of written) await refreshBatch(db, batch)
    await refreshFiles(
      db,
      [...changed.values()].map((found) => rowOf(stage, found, "")),
    )
  })
  for (const { batch, files } of written) lake.take(batch, files)
  return undefined
}

/** One transaction of the ledger, which fails where another run has taken the stage over. */
async function inLedger(
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

async function noteTouched(
  session: Session,
  stage: Model,
  delivery: Delivery,
  context: PerformContext,
): Promise<void> {
  if (delivery.touched.length === 0 || context.fullRefresh) return
  const rows = delivery.touched.map((file) => rowOf(stage, file, ""))
  await session.transaction(() => refreshFiles(ledgerOf(session, context.project.target), rows))
}

function rowOf(stage: Model, file: HashedFile, batch: string): RawFileRow {
  return {
    stage: stage.name,
    file_name: file.name,
    path: file.path,
    bytes: file.bytes,
    stamp: file.stamp,
    content_hash: file.contentHash,
    collected_at: file.collectedAt === undefined ? null : historyTime(file.collectedAt),
    batch_id: batch,
  }
}

function filesChanged(stage: Model, changed: readonly ChangedFile[], remedy: string): LuxError {
  const shown = changed.slice(0, 5).map(({ found, recorded }) => {
    const where = recorded.batch === undefined ? `at ${recorded.path}` : `in batch ${recorded.batch}`
    return `${found.name}: ${recorded.contentHash.slice(0, 8)} ${where}, ${found.contentHash.slice(0, 8)} now at ${found.path}`
  })
  const more = changed.length > 5 ? ` and ${changed.length - 5} more` : ""
  return new LuxError(
    "LUX-2204",
    `${count(changed.length)} changed after delivery: ${shown.join("; ")}${more}`,
    {
      place: stage.place,
      hint: `Nothing was applied. To go on, ${remedy} and replay: lux build --full-refresh --select ${stage.name}+`,
    },
  )
}

function outcome(
  status: Outcome["status"],
  message: string,
  rows: number | undefined,
  checks: readonly CheckResult[],
): Outcome {
  return { status, message, rows, checks, error: undefined, compiledPath: undefined }
}

function withRepeated(message: string, delivery: Delivery): string {
  return delivery.repeated.length === 0
    ? message
    : `${message}; ${count(delivery.repeated.length)} delivered again, skipped`
}

function count(files: number): string {
  return `${files} ${files === 1 ? "file" : "files"}`
}

import { LuxError } from "../../errors.ts"
import {
  batchFileNames,
  batchId,
  batchLocation,
  batchPlace,
  removeLeftoverBatches,
  removeRejectedBatches,
} from "../../lake/batch-files.ts"
import { type ChangedFile, type Delivery, sortDelivery, withTwoVersions } from "../../lake/delivery.ts"
import { contentHash } from "../../lake/lake-files.ts"
import { filesOfBatch, ledgerOf, listedFiles, recordBatch, refreshFiles } from "../../lake/ledger.ts"
import type { Model } from "../../project/types.ts"
import { historyTime } from "../../quality/history.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { passes } from "../build/audit.ts"
import type { Outcome } from "../outcome.ts"
import type { PerformContext } from "../perform-context.ts"
import type { CheckResult } from "../results.ts"
import type { StageWork } from "../workload.ts"
import { auditBatches, type PendingBatch, publishBatches, rowOf, setAside } from "./publish-batches.ts"
import { stageAllAgain } from "./stage-all-again.ts"
import type { RejectedRecord, WrittenBatch } from "./stage-engine.ts"

/**
 * Stages what is new in the lake as one batch: written beside, checked, recorded in the ledger and published. A file whose content changed stops the stage before anything is applied; a full refresh stages every batch
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
  const recorded = lake.batches(stage, undefined).map((each) => [each.batch_id, filesOfBatch(each)] as const)
  await removeLeftoverBatches(store, lake.folder(stage), stage.name, new Map(recorded))
  const files = await lake.list(stage)
  const delivery = await sortDelivery(files, lake.files(stage), (file) => contentHash(file, lake.stores))
  const { changed } = delivery
  const disputed = withTwoVersions(changed, files)
  if (disputed.length > 0) throw filesChanged(stage, disputed, "leave only the right version in the lake")
  if (changed.length > 0 && !context.fullRefresh)
    throw filesChanged(stage, changed, "put the recorded version back, or take the new one")
  const again = context.fullRefresh ? await stageAllAgain(session, work, delivery, context) : undefined
  if (again?.kept !== undefined) return outcome("rejected", again.kept, undefined, again.checks)
  const rejected = again?.rejected ?? []
  await noteTouched(session, stage, delivery, context)
  if (delivery.fresh.length > 0) return stageFresh(session, work, delivery, context, rejected)
  const message = withRepeated(withRejected("nothing new", rejected), delivery)
  return outcome(rejected.length > 0 ? "warn" : "ok", message, 0, [])
}

async function stageFresh(
  session: Session,
  work: StageWork,
  delivery: Delivery,
  context: PerformContext,
  rejectedBefore: readonly RejectedRecord[],
): Promise<Outcome> {
  const { lake } = context
  const stage = work.resource
  const id = batchId(delivery.fresh)
  const location = batchLocation(id, await lake.format())
  const place = batchPlace(lake.folder(stage), stage.name, location)
  const names = new Set(delivery.fresh.map((file) => file.name))
  const staged = await lake.stage(session, stage, [{ names, writing: place.writing }], work.checks)
  const [written = nothingWritten] = staged.batches
  const pending: PendingBatch = {
    batch: {
      stage: stage.name,
      batch_id: id,
      location,
      row_count: written.rows,
      file_count: delivery.fresh.length,
      revision: 1,
      created_at: historyTime(new Date()),
      invocation_id: context.invocationId,
      files: listedFiles(location, batchFileNames(location, written.files.length)),
    },
    files: delivery.fresh.map((file) => rowOf(stage, file, id)),
    place,
    written: written.files,
  }
  const checks = await auditBatches(session, work, [pending], staged.checks, context)
  if (!passes(checks)) {
    const kept = await setAside([pending], context)
    return outcome("rejected", `the batch is kept as ${kept.join(", ")}`, written.rows, checks)
  }
  await publishBatches(session, work, [pending], context, (db) =>
    recordBatch(db, pending.batch, pending.files),
  )
  const store = await lake.stores.of(place.writing)
  await removeRejectedBatches(store, lake.folder(stage), stage.name)
  const rejected = [...rejectedBefore, ...written.rejected]
  const warned = rejected.length > 0 || checks.some((check) => check.status === "warn")
  const { rows } = written
  const message = `${rows} ${rows === 1 ? "row" : "rows"} of ${count(pending.files.length)}`
  return outcome(
    warned ? "warn" : "ok",
    withRepeated(withRejected(message, rejected), delivery),
    rows,
    checks,
  )
}

const nothingWritten: WrittenBatch = { files: [], rows: 0, rejected: [] }

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

/** Names the first ones; the engine's words say why. */
function withRejected(message: string, rejected: readonly RejectedRecord[]): string {
  const [first] = rejected
  if (first === undefined) return message
  const shown = rejected.slice(0, 3).map(({ file, record, reason }) => {
    const at = record === undefined ? "" : `, record ${record}`
    return `${file}${at}: ${reason}`
  })
  const more = rejected.length > 3 ? `; and ${rejected.length - 3} more` : ""
  const records = rejected.length === 1 ? "record" : "records"
  return `${message}; ${rejected.length} ${records} rejected: ${shown.join("; ")}${more}`
}

function withRepeated(message: string, delivery: Delivery): string {
  return delivery.repeated.length === 0
    ? message
    : `${message}; ${count(delivery.repeated.length)} delivered again, skipped`
}

function count(files: number): string {
  return `${files} ${files === 1 ? "file" : "files"}`
}

import { readFile } from "node:fs/promises"
import { basename } from "node:path"
import { batchId, batchLocation, batchPlace } from "../../lake/batch-files.ts"
import { type Delivery, type HashedFile, oneOfEach } from "../../lake/delivery.ts"
import { pathIn } from "../../lake/file-store.ts"
import { type BatchRow, type RawFileRow, recordBatch, refreshBatch, refreshFiles } from "../../lake/ledger.ts"
import { correctedRecords } from "../../lake/records/good-digest.ts"
import { numbersAsText } from "../../lake/records/record-numbers.ts"
import type { RecordChoice, RecordsOfBatch } from "../../lake/records/rejects.ts"
import type { Model } from "../../project/types.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { passes } from "../build/audit.ts"
import type { PerformContext } from "../perform-context.ts"
import type { CheckResult } from "../results.ts"
import type { StageWork } from "../workload.ts"
import { withRetried } from "./known-batches.ts"
import { auditBatches, inLedger, publishBatches } from "./publish-batches.ts"
import { rejectedNumbers } from "./read-rejects.ts"
import { resultsWithRejects, testsOf } from "./stage-checks.ts"
import { pendingBatch, rowOf } from "./staged-batch.ts"

/** What became of the rejects of a stage. */
export interface Retried {
  readonly message: string
  readonly rows: number
  readonly checks: readonly CheckResult[]
  readonly records: readonly RecordsOfBatch[]
  /** False: checks of the records that are good now fail, and nothing was changed. */
  readonly passes: boolean
  /** Names of files whose change corrects rejects and nothing else. */
  readonly corrected: ReadonlySet<string>
}

/** A raw file with rejects, as it is now. */
interface Corrected {
  readonly row: RawFileRow
  readonly file: HashedFile
  readonly isChanged: boolean
  /** Records that may be good now, 0 for what is none. */
  readonly numbers: ReadonlySet<number>
}

interface Retrying {
  readonly batches: readonly BatchRow[]
  readonly files: readonly Corrected[]
  /** Batches whose raw files are gone, or changed in more than their rejects: they stay as they are. */
  readonly left: readonly BatchRow[]
}

/**
 * Stages again what was rejected: what is good now becomes a batch of its own, so that tables load it once; the rest is rejected
 * with that batch. Undefined where nothing was rejected.
 */
export async function retryRejects(
  session: Session,
  work: StageWork,
  delivery: Delivery,
  context: PerformContext,
): Promise<Retried | undefined> {
  const { lake } = context
  const stage = work.resource
  const found = await retryingOf(stage, delivery, context)
  if (found.batches.length + found.left.length === 0) return undefined
  const corrected = new Set(found.files.flatMap(({ file, isChanged }) => (isChanged ? [file.name] : [])))
  const files = found.files.filter(({ numbers }) => numbers.size > 0)
  const leftText =
    found.left.length === 0
      ? ""
      : `; the rejects of ${batchesText(found.left.length)} stay: a raw file is gone, or has other changes`
  const nothing = { rows: 0, checks: [], records: [], passes: true, corrected }
  if (files.length === 0) {
    const rows = correctedRows(found, new Map(), undefined)
    await inLedger(session, work, context, async (db) => {
      for (const batch of found.batches) await refreshBatch(db, withoutRejects(batch))
      await refreshFiles(db, rows)
    })
    for (const batch of found.batches) lake.change(withoutRejects(batch))
    lake.takeFiles(rows)
    await forgetRejects(found, stage, context)
    return { ...nothing, message: `nothing left to stage of what was rejected${leftText}` }
  }
  const what = files.map(({ file, numbers }) => `${file.name} ${numbersAsText(numbers)}`).join("\n")
  const id = batchId(
    files.map(({ file }) => file),
    what,
  )
  const location = batchLocation(id, await lake.format())
  const place = batchPlace(lake.folder(stage), stage.name, location)
  const choices = new Map(
    files.map(({ file, numbers }): [string, RecordChoice] => [file.name, { kind: "only", records: numbers }]),
  )
  const tests = testsOf(work, context)
  const staged = await lake.stage(session, stage, [{ names: new Set(choices.keys()), choices, place }], tests)
  const [written] = staged.batches
  if (written === undefined) return undefined
  const { records } = written
  const good = records.files.reduce((sum, each) => sum + each.records - each.rejected, 0)
  const discard = async (): Promise<void> => {
    const store = await lake.stores.of(place.writing)
    for (const path of [...written.files, place.rejects.writing]) await store.remove(path)
  }
  const still = records.files.reduce((sum, each) => sum + each.rejected, 0)
  if (good === 0 && corrected.size === 0) {
    await discard()
    const are = still === 1 ? "1 record is" : `${still} records are`
    return { ...nothing, records: [records], message: `${are} rejected as before${leftText}` }
  }
  const rejected =
    still === 0
      ? new Map<string, ReadonlySet<number>>()
      : byName(await rejectedNumbers(lake.stores, place.rejects.writing))
  const about = { batch_id: id, location, file_count: files.length }
  const pending = await pendingBatch(
    stage,
    about,
    files.map(({ row, file }) => ({ ...rowOf(stage, file, row.batch_id), retried: row.retried })),
    place,
    written,
    context,
  )
  const asked = await auditBatches(session, work, [pending], staged.checks, context)
  const checks = resultsWithRejects(stage, asked, tests.rejecting, [records], context)
  if (!passes(checks)) {
    await discard()
    return {
      ...nothing,
      records: [],
      checks,
      passes: false,
      message: "checks of the records that are good now fail: nothing was changed",
    }
  }
  const digests = new Map(pending.files.map((row) => [row.file_name, row]))
  const rows = correctedRows(found, digests, { id, rejected })
  await publishBatches(session, work, [{ ...pending, files: rows }], context, async (db) => {
    await recordBatch(db, pending.batch, [])
    for (const batch of found.batches) await refreshBatch(db, withoutRejects(batch))
    await refreshFiles(db, rows)
  })
  for (const batch of found.batches) lake.change(withoutRejects(batch))
  await forgetRejects(found, stage, context)
  const message = `${written.rows} ${written.rows === 1 ? "row" : "rows"} of ${good} ${good === 1 ? "record" : "records"} rejected before${leftText}`
  return { message, rows: written.rows, checks, records: [records], passes: true, corrected }
}

async function retryingOf(stage: Model, delivery: Delivery, context: PerformContext): Promise<Retrying> {
  const { lake } = context
  const folder = lake.folder(stage)
  const rows = new Map(lake.files(stage).map((row) => [row.file_name, row]))
  const listed = oneOfEach(await lake.list(stage), new Set(rows.keys()), [...rows.values()])
  const present = new Map(listed.map((file) => [file.name, file]))
  const changed = new Map(delivery.changed.map(({ found }) => [found.name, found]))
  const batches: BatchRow[] = []
  const left: BatchRow[] = []
  const files: Corrected[] = []
  for (const batch of lake.batches(stage, undefined)) {
    if (batch.rejects === null) continue
    const numbers = byName(await rejectedNumbers(lake.stores, pathIn(folder, stage.name, batch.rejects)))
    const own: Corrected[] = []
    for (const [name, rejected] of numbers) {
      const [row, file, other] = [rows.get(name), present.get(name), changed.get(name)]
      if (row === undefined || file === undefined) continue
      if (other === undefined)
        own.push({
          row,
          file: { ...file, contentHash: row.content_hash },
          isChanged: false,
          numbers: rejected,
        })
      else {
        const now = await correctedNumbers(row, other, rejected, context)
        if (now !== undefined) own.push({ row, file: other, isChanged: true, numbers: now })
      }
    }
    if (own.length < numbers.size) left.push(batch)
    else {
      batches.push(batch)
      files.push(...own)
    }
  }
  return { batches, left, files }
}

/** Undefined where more than the rejects is another now. */
async function correctedNumbers(
  row: RawFileRow,
  file: HashedFile,
  rejected: ReadonlySet<number>,
  { lake }: PerformContext,
): Promise<ReadonlySet<number> | undefined> {
  if (row.records === null || row.good_digest === null) return undefined
  const bytes = await readFile(await lake.stores.local(file))
  const before = { records: Number(row.records), digest: row.good_digest }
  const now = correctedRecords(bytes, before, rejected)
  // Where records went, the numbers of those that were retried earlier are others.
  if (now === undefined || (now.length === 0 && row.retried !== null)) return undefined
  return new Set(now)
}

function byName(numbers: ReadonlyMap<string, ReadonlySet<number>>): ReadonlyMap<string, ReadonlySet<number>> {
  return new Map([...numbers].map(([path, each]) => [basename(path), each]))
}

/** A batch whose rejects are in another now. */
function withoutRejects(batch: BatchRow): BatchRow {
  const left = Number(batch.record_count) - Number(batch.rejected_count)
  return { ...batch, record_count: left, rejected_count: 0, rejects: null }
}

/** What the ledger is to have of the files: `retried` says which batch has what is good now. */
function correctedRows(
  { files }: Retrying,
  digests: ReadonlyMap<string, RawFileRow>,
  retried: { readonly id: string; readonly rejected: ReadonlyMap<string, ReadonlySet<number>> } | undefined,
): readonly RawFileRow[] {
  return files.map(({ row, file, numbers }) => {
    const still = retried?.rejected.get(file.name)
    const good = [...numbers].filter((each) => each > 0 && still?.has(each) !== true)
    const digest = digests.get(row.file_name)
    return {
      ...row,
      path: file.path,
      bytes: file.bytes,
      stamp: file.stamp,
      content_hash: file.contentHash,
      records: digest?.records ?? null,
      good_digest: digest?.good_digest ?? null,
      retried: retried === undefined ? row.retried : withRetried(row, retried.id, good),
    }
  })
}

async function forgetRejects({ batches }: Retrying, stage: Model, { lake }: PerformContext): Promise<void> {
  const folder = lake.folder(stage)
  const store = await lake.stores.of(folder)
  for (const { rejects } of batches)
    if (rejects !== null) await store.remove(pathIn(folder, stage.name, rejects))
}

function batchesText(count: number): string {
  return count === 1 ? "1 batch" : `${count} batches`
}

import { batchPlace, nextLocation } from "../../lake/batch-files.ts"
import type { Delivery } from "../../lake/delivery.ts"
import { pathIn } from "../../lake/file-store.ts"
import {
  type BatchRow,
  filesOfBatch,
  type RawFileRow,
  refreshBatch,
  refreshFiles,
} from "../../lake/ledger.ts"
import type { RecordsOfBatch } from "../../lake/records/rejects.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { passes } from "../build/audit.ts"
import type { PerformContext } from "../perform-context.ts"
import type { CheckResult } from "../results.ts"
import type { StageWork } from "../workload.ts"
import { batchesLost } from "./missing-batches.ts"
import { auditBatches, type PendingBatch, publishBatches, setAside } from "./publish-batches.ts"
import { resultsWithRejects, testsOf } from "./stage-checks.ts"
import { rowOf, withDigests, writtenRow } from "./staged-batch.ts"

interface StagedAgain {
  /** Where the new batches are, if a check rejects them: in words. */
  readonly kept: string | undefined
  readonly checks: readonly CheckResult[]
  readonly records: readonly RecordsOfBatch[]
}

interface Known {
  readonly batch: BatchRow
  readonly own: readonly RawFileRow[]
}

/**
 * Every batch again from its raw files as they are now: all are written and checked before the first is replaced.
 * Refused before anything is touched while one is unavailable. A new batch is next to the old one, which goes once the
 * ledger names the new one.
 */
export async function stageAllAgain(
  session: Session,
  work: StageWork,
  delivery: Delivery,
  context: PerformContext,
): Promise<StagedAgain> {
  const { lake } = context
  const stage = work.resource
  const folder = lake.folder(stage)
  const wanted = (await batchesToStage(work, context)).map(({ batch, own }) => {
    const location = nextLocation(batch.location)
    return { batch, own, location, place: batchPlace(folder, stage.name, location) }
  })
  if (wanted.length === 0) return nothingAgain
  const changed = new Map(delivery.changed.map(({ found }) => [found.name, found]))
  const toStage = wanted.map(({ batch, own, place }) => ({
    // Of a file that changed, which records were rejected before says nothing any more: its own batch takes all of it.
    names: new Set(
      own.flatMap((row) =>
        row.batch_id === batch.batch_id || !changed.has(row.file_name) ? [row.file_name] : [],
      ),
    ),
    choices: new Map([...lake.choicesOf(batch)].filter(([name]) => !changed.has(name))),
    place,
  }))
  const tests = testsOf(work, context)
  const staged = await lake.stage(session, stage, toStage, tests)
  const pending: PendingBatch[] = []
  for (const [index, { batch, own, location, place }] of wanted.entries()) {
    const written = staged.batches[index]
    if (written === undefined) continue
    const files = own
      .filter((row) => row.batch_id === batch.batch_id)
      .map((row) => {
        const found = changed.get(row.file_name)
        return found === undefined
          ? { ...row, records: null, good_digest: null }
          : rowOf(stage, found, row.batch_id)
      })
    const revision = own.some((row) => changed.has(row.file_name)) ? batch.revision + 1 : batch.revision
    pending.push({
      batch: { ...batch, ...writtenRow(location, written), revision },
      files: await withDigests(files, written.records, place.rejects.writing, context),
      place,
      written: written.files,
    })
  }
  const records = staged.batches.map((each) => each.records)
  const asked = await auditBatches(session, work, pending, staged.checks, context)
  const checks = resultsWithRejects(stage, asked, tests.rejecting, records, context)
  if (!passes(checks)) {
    await setAside(pending, context)
    return { kept: "the batches that were staged again are kept as *.rejected.*", checks, records }
  }
  await publishBatches(session, work, pending, context, async (db) => {
    for (const { batch } of pending) await refreshBatch(db, batch)
    const before = new Map(lake.files(stage).map((row) => [row.file_name, row]))
    const isOther = (row: RawFileRow): boolean =>
      changed.has(row.file_name) || row.good_digest !== (before.get(row.file_name)?.good_digest ?? null)
    await refreshFiles(
      db,
      pending.flatMap(({ files }) => files.filter(isOther)),
    )
  })
  const store = await lake.stores.of(folder)
  for (const { batch } of wanted)
    for (const name of [...filesOfBatch(batch), ...(batch.rejects === null ? [] : [batch.rejects])])
      await store.remove(pathIn(folder, stage.name, name))
  return { kept: undefined, checks, records }
}

const nothingAgain: StagedAgain = { kept: undefined, checks: [], records: [] }

/** The known batches whose raw files are there. Where only the batch is left, it is what there is. Throws LUX-2205. */
async function batchesToStage(
  { resource: stage }: StageWork,
  { lake }: PerformContext,
): Promise<readonly Known[]> {
  const folder = lake.folder(stage)
  const store = await lake.stores.of(folder)
  const present = new Set((await lake.list(stage)).map((file) => file.name))
  const batches = await Promise.all(
    lake.batches(stage, undefined).map(async (batch) => {
      const own = lake.filesOf(batch)
      const gone = own.filter((row) => !present.has(row.file_name))
      const paths = filesOfBatch(batch).map((name) => pathIn(folder, stage.name, name))
      const found = gone.length === 0 ? [] : await Promise.all(paths.map((path) => store.stat(path)))
      return { batch, own, gone, isLost: found.includes(undefined) }
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
  return batches.filter(({ gone }) => gone.length === 0)
}

import { batchFileNames, batchPlace, nextLocation } from "../../lake/batch-files.ts"
import type { Delivery } from "../../lake/delivery.ts"
import { pathIn } from "../../lake/file-store.ts"
import {
  type BatchRow,
  filesOfBatch,
  listedFiles,
  type RawFileRow,
  refreshBatch,
  refreshFiles,
} from "../../lake/ledger.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { passes } from "../build/audit.ts"
import type { PerformContext } from "../perform-context.ts"
import type { CheckResult } from "../results.ts"
import type { StageWork } from "../workload.ts"
import { batchesLost } from "./missing-batches.ts"
import { auditBatches, type PendingBatch, publishBatches, rowOf, setAside } from "./publish-batches.ts"
import type { RejectedRecord } from "./stage-engine.ts"

interface StagedAgain {
  /** Where the new batches are, if a check rejects them: in words. */
  readonly kept: string | undefined
  readonly checks: readonly CheckResult[]
  readonly rejected: readonly RejectedRecord[]
}

interface Known {
  readonly batch: BatchRow
  readonly own: readonly RawFileRow[]
}

/**
 * Every batch again from its raw files as they are now: all are written and checked before the first is replaced.
 * Refused before anything is touched while one cannot be had. A new batch lies beside the old one, which goes once the
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
  const toStage = wanted.map(({ own, place }) => ({
    names: new Set(own.map((row) => row.file_name)),
    writing: place.writing,
  }))
  const staged = await lake.stage(session, stage, toStage, work.checks)
  const changed = new Map(delivery.changed.map(({ found }) => [found.name, found]))
  const pending = wanted.flatMap(({ batch, own, location, place }, index): PendingBatch[] => {
    const written = staged.batches[index]
    if (written === undefined) return []
    const files = own.map((row) => {
      const found = changed.get(row.file_name)
      return found === undefined ? row : rowOf(stage, found, row.batch_id)
    })
    const revision = own.some((row) => changed.has(row.file_name)) ? batch.revision + 1 : batch.revision
    const names = listedFiles(location, batchFileNames(location, written.files.length))
    const now = { ...batch, location, files: names, row_count: written.rows, revision }
    return [{ batch: now, files, place, written: written.files }]
  })
  const checks = await auditBatches(session, work, pending, staged.checks, context)
  const rejected = staged.batches.flatMap((each) => each.rejected)
  if (!passes(checks)) {
    await setAside(pending, context)
    return { kept: "the batches that were staged again are kept as *.rejected.*", checks, rejected }
  }
  await publishBatches(session, work, pending, context, async (db) => {
    for (const { batch } of pending) await refreshBatch(db, batch)
    await refreshFiles(
      db,
      [...changed.values()].map((found) => rowOf(stage, found, "")),
    )
  })
  const store = await lake.stores.of(folder)
  for (const { batch } of wanted)
    for (const name of filesOfBatch(batch)) await store.remove(pathIn(folder, stage.name, name))
  return { kept: undefined, checks, rejected }
}

const nothingAgain: StagedAgain = { kept: undefined, checks: [], rejected: [] }

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
      const own = lake.files(stage).filter((row) => row.batch_id === batch.batch_id)
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

import { readFile } from "node:fs/promises"
import { type BatchPlace, batchFileNames, rejectsName } from "../../lake/batch-files.ts"
import type { HashedFile } from "../../lake/delivery.ts"
import { type BatchRow, listedFiles, type RawFileRow } from "../../lake/ledger.ts"
import { goodDigest } from "../../lake/records/good-digest.ts"
import type { RecordsOfBatch } from "../../lake/records/rejects.ts"
import type { Model } from "../../project/types.ts"
import { historyTime } from "../../quality/history.ts"
import type { PerformContext } from "../perform-context.ts"
import type { PendingBatch } from "./publish-batches.ts"
import { rejectedNumbers } from "./read-rejects.ts"
import type { WrittenBatch } from "./stage-engine.ts"

/** How many records a batch was made of, and how many of them were rejected; null where its files are not JSON. */
function countsOf({ files }: RecordsOfBatch): Pick<BatchRow, "record_count" | "rejected_count"> {
  if (files.length === 0) return { record_count: null, rejected_count: null }
  return {
    record_count: files.reduce((sum, each) => sum + each.records, 0),
    rejected_count: files.reduce((sum, each) => sum + each.rejected, 0),
  }
}

/** What the ledger is to have of a batch as it was written now. */
export function writtenRow(
  location: string,
  { files, rows, records }: WrittenBatch,
): Pick<BatchRow, "location" | "files" | "row_count" | "record_count" | "rejected_count" | "rejects"> {
  const counts = countsOf(records)
  return {
    location,
    files: listedFiles(location, batchFileNames(location, files.length)),
    row_count: rows,
    ...counts,
    rejects: (counts.rejected_count ?? 0) > 0 ? rejectsName(location) : null,
  }
}

/** A batch of new files that an engine wrote. */
export async function pendingBatch(
  stage: Model,
  batch: Pick<BatchRow, "batch_id" | "location" | "file_count">,
  files: readonly RawFileRow[],
  place: BatchPlace,
  written: WrittenBatch,
  context: PerformContext,
): Promise<PendingBatch> {
  return {
    batch: {
      stage: stage.name,
      ...batch,
      ...writtenRow(batch.location, written),
      revision: 1,
      created_at: historyTime(new Date()),
      invocation_id: context.invocationId,
    },
    files: await withDigests(files, written.records, place.rejects.writing, context),
    place,
    written: written.files,
  }
}

/** Files with what is kept of those with rejects; `rejects` is where these are. */
export async function withDigests(
  files: readonly RawFileRow[],
  { files: accounts }: RecordsOfBatch,
  rejects: string,
  { lake: { stores } }: PerformContext,
): Promise<readonly RawFileRow[]> {
  const bad = new Set(accounts.flatMap(({ file, rejected }) => (rejected > 0 ? [file] : [])))
  if (bad.size === 0) return files
  const numbers = await rejectedNumbers(stores, rejects)
  return Promise.all(
    files.map(async (row) => {
      if (!bad.has(row.path)) return row
      const bytes = await readFile(await stores.local(row))
      const { records, digest } = goodDigest(bytes, numbers.get(row.path) ?? new Set())
      return { ...row, records, good_digest: digest }
    }),
  )
}

export function rowOf(stage: Model, file: HashedFile, batch: string): RawFileRow {
  return {
    stage: stage.name,
    file_name: file.name,
    path: file.path,
    bytes: file.bytes,
    stamp: file.stamp,
    content_hash: file.contentHash,
    collected_at: file.collectedAt === undefined ? null : historyTime(file.collectedAt),
    batch_id: batch,
    state: null,
    reason: null,
    records: null,
    good_digest: null,
    retried: null,
  }
}

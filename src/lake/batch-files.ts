import { createHash } from "node:crypto"
import type { HashedFile } from "./delivery.ts"
import { type FileStore, pathIn } from "./file-store.ts"

const ours = /^\d{8}T\d{6}_[0-9a-f]{12}(\.rejected)?\.parquet(\.writing)?$/

/**
 * The id of the batch that these files make: the first collection time, then a digest of the files' names and
 * contents, so that the same files make the same batch.
 */
export function batchId(files: readonly HashedFile[]): string {
  const digest = createHash("sha256")
  for (const { name, contentHash } of files) digest.update(`${name} ${contentHash}\n`)
  const times = files.map((file) => file.collectedAt?.toISOString() ?? "1970-01-01T00:00:00.000Z")
  const earliest = times.sort()[0] ?? ""
  return `${earliest.slice(0, 19).replace(/[-:]/g, "")}_${digest.digest("hex").slice(0, 12)}`
}

/** Whole paths of a batch: where it is written, where it is published, where it stays when a check rejects it. */
export interface BatchPaths {
  readonly writing: string
  readonly published: string
  readonly rejected: string
}

export function batchPaths(folder: string, stage: string, id: string): BatchPaths {
  const published = pathIn(folder, stage, `${id}.parquet`)
  return {
    published,
    writing: `${published}.writing`,
    rejected: pathIn(folder, stage, `${id}.rejected.parquet`),
  }
}

/**
 * Removes what a crashed run left half-written in a stage's folder. A published batch stays even where this ledger does
 * not know it: another database may keep its batches in the same folder.
 */
export function removeLeftoverBatches(store: FileStore, folder: string, stage: string): Promise<void> {
  return removeOwn(store, pathIn(folder, stage), ".writing")
}

/** Removes the batches that checks rejected earlier; called when a good one was published. */
export function removeRejectedBatches(store: FileStore, folder: string, stage: string): Promise<void> {
  return removeOwn(store, pathIn(folder, stage), ".rejected.parquet")
}

async function removeOwn(store: FileStore, folder: string, ending: string): Promise<void> {
  for (const name of await store.names(folder))
    if (ours.test(name) && name.endsWith(ending)) await store.remove(pathIn(folder, name))
}

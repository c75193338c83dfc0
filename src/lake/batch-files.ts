import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import type { HashedFile } from "./delivery.ts"

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

/** Absolute paths of a batch: where it is written, where it is published, where it stays when a check rejects it. */
export interface BatchPaths {
  readonly writing: string
  readonly published: string
  readonly rejected: string
}

export async function batchPaths(folder: string, stage: string, id: string): Promise<BatchPaths> {
  const path = join(folder, stage)
  await mkdir(path, { recursive: true })
  const published = join(path, `${id}.parquet`)
  return { published, writing: `${published}.writing`, rejected: join(path, `${id}.rejected.parquet`) }
}

/** Moves a written batch to its lasting name. */
export async function moveBatch(from: string, to: string): Promise<void> {
  await rename(from, to)
}

/**
 * Removes what a crashed run left half-written in a stage's folder. A published batch stays even where this ledger does
 * not know it: another database may keep its batches in the same folder.
 */
export async function removeLeftoverBatches(folder: string, stage: string): Promise<void> {
  const path = join(folder, stage)
  if (!existsSync(path)) return
  for (const name of await readdir(path))
    if (ours.test(name) && name.endsWith(".writing")) await rm(join(path, name))
}

/** Removes the batches that checks rejected earlier; called when a good one was published. */
export async function removeRejectedBatches(folder: string, stage: string): Promise<void> {
  const path = join(folder, stage)
  if (!existsSync(path)) return
  for (const name of await readdir(path))
    if (ours.test(name) && name.endsWith(".rejected.parquet")) await rm(join(path, name))
}

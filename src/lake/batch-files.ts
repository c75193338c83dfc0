import { createHash, randomUUID } from "node:crypto"
import { type BatchFormat, batchFormats } from "../project/target/target-types.ts"
import type { HashedFile } from "./delivery.ts"
import { type FileStore, pathIn } from "./file-store.ts"

const endings = { parquet: "parquet", json: "json.gz", csv: "csv.gz", avro: "avro" } as const
const ours = /^\d{8}T\d{6}_[0-9a-f]{12}(\.rejected)?\.(parquet|json\.gz|csv\.gz|avro)(\.writing)?$/

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

/** `location` is the name of its file in the stage's folder. */
export function batchPaths(folder: string, stage: string, location: string): BatchPaths {
  const published = pathIn(folder, stage, location)
  return {
    published,
    writing: `${published}.writing`,
    rejected: pathIn(folder, stage, location.replace(".", ".rejected.")),
  }
}

export function batchLocation(id: string, format: BatchFormat): string {
  return `${id}.${batchEnding(format)}`
}

export function batchEnding(format: BatchFormat): string {
  return endings[format]
}

/** What a batch at this path is, also while it is written. */
export function batchFormat(path: string): BatchFormat {
  const name = path.replace(/\.writing$/, "")
  return batchFormats.find((format) => name.endsWith(`.${endings[format]}`)) ?? "parquet"
}

/**
 * Removes what a crashed run left half-written in a stage's folder. A published batch stays even where this ledger does
 * not know it: another database may keep its batches in the same folder.
 */
export function removeLeftoverBatches(store: FileStore, folder: string, stage: string): Promise<void> {
  return removeOwn(store, pathIn(folder, stage), (name) => name.endsWith(".writing"))
}

/** Removes the batches that checks rejected earlier; called when a good one was published. */
export function removeRejectedBatches(store: FileStore, folder: string, stage: string): Promise<void> {
  return removeOwn(
    store,
    pathIn(folder, stage),
    (name) => /\.rejected\.[a-z.]+$/.test(name) && !name.endsWith(".writing"),
  )
}

const passingFolders = { manifests: "_manifests", rows: "_passing" } as const
const day = 24 * 60 * 60 * 1000
const ourPassing =
  /-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(_\w+)?\.(manifest|parquet|json\.gz|csv\.gz|avro)$/

/** The path of what only a statement reads: a list of files, or rows that are in no batch. `name` tells whose it is. */
export function passingPath(
  folder: string,
  kind: keyof typeof passingFolders,
  name: string,
  ending: string,
): string {
  return pathIn(folder, passingFolders[kind], `${name}-${randomUUID()}.${ending}`)
}

/** The same of rows that the warehouse writes by itself, into files whose names begin so. */
export function passingPrefix(
  folder: string,
  name: string,
): { readonly folder: string; readonly name: string } {
  return { folder: pathIn(folder, passingFolders.rows), name: `${name}-${randomUUID()}_` }
}

/**
 * Removes what runs that were killed left of such. `one` is such a path of this run's, and tells what time it is there: what
 * is a day older no run needs any more.
 */
export async function removeStalePassing(store: FileStore, folder: string, one: string): Promise<void> {
  const now = await store.stat(one)
  if (now === undefined) return
  const globs = Object.values(passingFolders).map((each) => `${each}/*`)
  for (const { path, modifiedAt } of await store.find(folder, globs))
    if (ourPassing.test(path) && modifiedAt.getTime() < now.modifiedAt.getTime() - day)
      await store.remove(path)
}

async function removeOwn(
  store: FileStore,
  folder: string,
  isMeant: (name: string) => boolean,
): Promise<void> {
  for (const name of await store.names(folder))
    if (ours.test(name) && isMeant(name)) await store.remove(pathIn(folder, name))
}

import { createHash, randomUUID } from "node:crypto"
import { type BatchFormat, batchFormats } from "../project/target/target-types.ts"
import type { HashedFile } from "./delivery.ts"
import { type FileStore, pathIn } from "./file-store.ts"

const endings = { parquet: "parquet", json: "json.gz", csv: "csv.gz", avro: "avro" } as const
const ours =
  /^(\d{8}T\d{6}_[0-9a-f]{12})(\.rejected)?(\.v\d+)?(\.part\d+)?\.(parquet|json\.gz|csv\.gz|avro|rejects\.jsonl)(?:(?:\.[0-9a-f]{8})?\.writing)?$/

/**
 * The id of the batch that these files make: the first collection time, then a digest of the files' names and
 * contents, so that the same files make the same batch. `what` tells apart batches of other records of the same files.
 */
export function batchId(files: readonly HashedFile[], what = ""): string {
  const digest = createHash("sha256").update(what)
  for (const { name, contentHash } of files) digest.update(`${name} ${contentHash}\n`)
  const times = files.map((file) => file.collectedAt?.toISOString() ?? "1970-01-01T00:00:00.000Z")
  const earliest = times.sort()[0] ?? ""
  return `${earliest.slice(0, 19).replace(/[-:]/g, "")}_${digest.digest("hex").slice(0, 12)}`
}

/** Where the files of a batch are: whole paths. */
export interface BatchPlace {
  /** Where an engine writes it: the path of its file, or of a folder of several. No ledger names it. */
  readonly writing: string
  /** Where that many files are published. */
  published(files: number): readonly string[]
  /** Where that many files stay when a check rejects them. */
  rejected(files: number): readonly string[]
  /** Where its rejects are, by the same stages. */
  readonly rejects: { readonly writing: string; readonly published: string; readonly rejected: string }
}

/**
 * `location` is the name of its file in the stage's folder; several files are numbered. Runs that may write one batch at once each
 * have a `writer`.
 */
export function batchPlace(folder: string, stage: string, location: string, writer?: string): BatchPlace {
  const inStage = (name: string): string => pathIn(folder, stage, name)
  const rejects = rejectsName(location)
  const written = writer === undefined ? "writing" : `${writer}.writing`
  return {
    rejects: {
      writing: `${inStage(rejects)}.${written}`,
      published: inStage(rejects),
      rejected: inStage(rejects.replace(".", ".rejected.")),
    },
    writing: `${inStage(location)}.${written}`,
    published: (files) => batchFileNames(location, files).map(inStage),
    rejected: (files) => batchFileNames(location.replace(".", ".rejected."), files).map(inStage),
  }
}

/** The `writer` of a run. */
export function newWriter(): string {
  return randomUUID().slice(0, 8)
}

/** The name of the file of a batch's rejects. */
export function rejectsName(location: string): string {
  return `${location.slice(0, -endingOf(location).length)}rejects.jsonl`
}

/** The names that files of a batch are published as. */
export function batchFileNames(location: string, files: number): readonly string[] {
  if (files === 1) return [location]
  const ending = endingOf(location)
  const start = location.slice(0, -ending.length)
  return Array.from({ length: files }, (_, index) => `${start}part${index + 1}.${ending}`)
}

/** Where a batch is that is staged again: not where the ledger has it, until the ledger names the new place. */
export function nextLocation(location: string): string {
  const ending = endingOf(location)
  const [, start = "", version = "1"] = /^(.*?)(?:\.v(\d+))?\.$/.exec(location.slice(0, -ending.length)) ?? []
  return `${start}.v${Number(version) + 1}.${ending}`
}

/** Publishes or sets aside what was written. A batch of several files is whole once the last one has moved. */
export async function moveBatch(
  store: FileStore,
  { writing }: BatchPlace,
  written: readonly string[],
  to: readonly string[],
): Promise<void> {
  for (const [index, path] of written.entries()) await store.move(path, to[index] ?? path)
  if (written.every((path) => path === writing)) return
  const [folder, name] = [
    writing.slice(0, writing.lastIndexOf("/")),
    writing.slice(writing.lastIndexOf("/") + 1),
  ]
  await store.removeFrom(folder, (each) => each === name)
}

export function batchLocation(id: string, format: BatchFormat): string {
  return `${id}.${batchEnding(format)}`
}

export function batchEnding(format: BatchFormat): string {
  return endings[format]
}

/** What a batch at this path is, also while it is written. */
export function batchFormat(path: string): BatchFormat {
  const name = path.replace(/(?:\.[0-9a-f]{8})?\.writing$/, "")
  return batchFormats.find((format) => name.endsWith(`.${endings[format]}`)) ?? "parquet"
}

function endingOf(location: string): string {
  return endings[batchFormat(location)]
}

/** A file or folder in a stage's folder that lux made, by its name. */
interface OwnName {
  readonly name: string
  /** Of the batch that it is of. */
  readonly batchId: string
  readonly isWriting: boolean
  readonly isRejected: boolean
}

/**
 * Removes what a crashed run left in a stage's folder: what was never published, and of the batches that the ledger has the
 * files that it no longer names. `recorded`: batch id -> names of its files. Batches that this ledger does not know stay:
 * another database may keep its batches in the same folder.
 */
export function removeLeftoverBatches(
  store: FileStore,
  folder: string,
  stage: string,
  recorded: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  return removeOwn(
    store,
    pathIn(folder, stage),
    ({ name, batchId, isWriting, isRejected }) =>
      isWriting || (!isRejected && recorded.get(batchId)?.includes(name) === false),
  )
}

/** Removes batches that failed earlier, but those of `kept`, whose files are set aside; called when a good one was published. */
export function removeRejectedBatches(
  store: FileStore,
  folder: string,
  stage: string,
  kept: ReadonlySet<string>,
): Promise<void> {
  return removeOwn(
    store,
    pathIn(folder, stage),
    ({ batchId, isWriting, isRejected }) => isRejected && !isWriting && !kept.has(batchId),
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

function removeOwn(store: FileStore, folder: string, isMeant: (found: OwnName) => boolean): Promise<void> {
  return store.removeFrom(folder, (name) => {
    const [, batchId, rejected] = ours.exec(name) ?? []
    if (batchId === undefined) return false
    return isMeant({
      name,
      batchId,
      isWriting: name.endsWith(".writing"),
      isRejected: rejected !== undefined,
    })
  })
}

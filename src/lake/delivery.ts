import type { LakeFile } from "./lake-files.ts"
import type { RawFileRow } from "./ledger.ts"

export interface HashedFile extends LakeFile {
  readonly contentHash: string
}

export interface ChangedFile {
  readonly found: HashedFile
  readonly recorded: {
    readonly path: string
    readonly contentHash: string
    readonly batch: string | undefined
  }
}

/** What a stage has to do about the files that its lake holds now. */
export interface Delivery {
  /** Not in any batch yet. */
  readonly fresh: readonly HashedFile[]
  /** Copies, with the same content, of files that are elsewhere in the lake: skipped. */
  readonly repeated: readonly HashedFile[]
  /** Known files that only got another stamp or another place: as they are now. */
  readonly touched: readonly HashedFile[]
  /** The same name with another content than before, or two contents under one name. */
  readonly changed: readonly ChangedFile[]
}

// Files that are read at once. A process may have some thousand open, and a disk is busy with far fewer.
const filesAtOnce = 16

/**
 * Tells new files from known ones. A file is known by its name, wherever it is: the lake has two layouts, and a
 * file may be delivered at both. A known path with the stamp it had is trusted; anything else is read and compared.
 */
export async function sortDelivery(
  files: readonly LakeFile[],
  known: readonly RawFileRow[],
  hash: (file: LakeFile) => Promise<string>,
): Promise<Delivery> {
  const recorded = new Map(known.map((row) => [row.file_name, row]))
  // Two sources may list the same file.
  const byPath = new Map(files.map((file) => [file.path, file]))
  const unsure = [...byPath.values()].filter((file) => {
    const row = recorded.get(file.name)
    return row === undefined || row.path !== file.path || row.stamp !== file.stamp
  })

  const fresh = new Map<string, HashedFile>()
  const repeated: HashedFile[] = []
  const touched = new Map<string, HashedFile>()
  const changed: ChangedFile[] = []
  for (const file of await hashed(unsure, hash)) {
    const row = recorded.get(file.name)
    const twin = fresh.get(file.name)
    if (row !== undefined) {
      // A file that is no longer where it was has moved; if several copies are there, the first stands for it.
      const same = row.path === file.path || (!byPath.has(row.path) && !touched.has(file.name))
      if (row.content_hash !== file.contentHash)
        changed.push({
          found: file,
          recorded: { path: row.path, contentHash: row.content_hash, batch: row.batch_id },
        })
      else if (same) touched.set(file.name, file)
      else repeated.push(file)
    } else if (twin === undefined) fresh.set(file.name, file)
    else if (twin.contentHash === file.contentHash) repeated.push(file)
    else
      changed.push({
        found: file,
        recorded: { path: twin.path, contentHash: twin.contentHash, batch: undefined },
      })
  }
  return { fresh: [...fresh.values()], repeated, touched: [...touched.values()], changed }
}

/** Of the changed files those of which the lake holds another version at the same time: which one counts, it cannot tell. */
export function withTwoVersions(
  changed: readonly ChangedFile[],
  files: readonly LakeFile[],
): readonly ChangedFile[] {
  const hashes = new Map(changed.map(({ found }) => [found.path, found.contentHash]))
  return changed.filter(
    ({ found, recorded }) =>
      recorded.batch === undefined ||
      files.some((file) => file.name === found.name && hashes.get(file.path) !== found.contentHash),
  )
}

/**
 * The files of these names, each once: where the ledger has it if it is there still, else the first. To read what a
 * name matches would read a file that was delivered twice twice.
 */
export function oneOfEach(
  files: readonly LakeFile[],
  names: ReadonlySet<string>,
  recorded: readonly Pick<RawFileRow, "file_name" | "path">[],
): readonly LakeFile[] {
  const paths = new Map(recorded.map((row) => [row.file_name, row.path]))
  const chosen = new Map<string, LakeFile>()
  for (const file of files)
    if (names.has(file.name) && (!chosen.has(file.name) || paths.get(file.name) === file.path))
      chosen.set(file.name, file)
  return [...chosen.values()]
}

/** The files with their contents' hashes, in the same order. */
function hashed(
  files: readonly LakeFile[],
  hash: (file: LakeFile) => Promise<string>,
): Promise<readonly HashedFile[]> {
  return inTurns(files, async (file) => ({ ...file, contentHash: await hash(file) }))
}

/** What comes of each, in the same order; some are worked on at once. */
export async function inTurns<Given, Result>(
  given: readonly Given[],
  work: (each: Given) => Promise<Result>,
): Promise<readonly Result[]> {
  const done: Result[] = []
  const rest = given.entries()
  const some = async (): Promise<void> => {
    for (const [index, each] of rest) done[index] = await work(each)
  }
  await Promise.all(Array.from({ length: filesAtOnce }, some))
  return done
}

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
  /** Known files at another path, with the same content: skipped. */
  readonly repeated: readonly HashedFile[]
  /** Known files that only got another stamp: as they are now. */
  readonly touched: readonly HashedFile[]
  /** The same name with another content than before, or two contents under one name. */
  readonly changed: readonly ChangedFile[]
}

/**
 * Tells new files from known ones. A file is known by its name, wherever it lies: the lake has two layouts, and a
 * file may be delivered at both. A known path with the stamp it had is trusted; anything else is read and compared.
 */
export async function sortDelivery(
  files: readonly LakeFile[],
  known: readonly RawFileRow[],
  hash: (path: string) => Promise<string>,
): Promise<Delivery> {
  const recorded = new Map(known.map((row) => [row.file_name, row]))
  const unsure = files.filter((file) => {
    const row = recorded.get(file.name)
    return row === undefined || row.path !== file.path || row.stamp !== file.stamp
  })
  const hashed = await Promise.all(
    unsure.map(async (file) => ({ ...file, contentHash: await hash(file.path) })),
  )

  const fresh = new Map<string, HashedFile>()
  const repeated: HashedFile[] = []
  const touched: HashedFile[] = []
  const changed: ChangedFile[] = []
  for (const file of hashed) {
    const row = recorded.get(file.name)
    const twin = fresh.get(file.name)
    if (row !== undefined) {
      if (row.content_hash !== file.contentHash)
        changed.push({
          found: file,
          recorded: { path: row.path, contentHash: row.content_hash, batch: row.batch_id },
        })
      else if (row.path === file.path) touched.push(file)
      else repeated.push(file)
    } else if (twin === undefined) fresh.set(file.name, file)
    else if (twin.contentHash === file.contentHash) repeated.push(file)
    else
      changed.push({
        found: file,
        recorded: { path: twin.path, contentHash: twin.contentHash, batch: undefined },
      })
  }
  return { fresh: [...fresh.values()], repeated, touched, changed }
}

import { createHash } from "node:crypto"
import { open } from "node:fs/promises"
import { basename } from "node:path"
import { LuxError } from "../errors.ts"
import type { ExternalFiles } from "../project/types.ts"
import { collectionTime } from "./collection-time.ts"
import type { StoredFile } from "./file-store.ts"
import type { FileStores } from "./file-stores.ts"
import { globsSince } from "./recent-partitions.ts"

// Most raw files are smaller: one read.
const chunkBytes = 256 * 1024

/** A raw file in the lake. */
export interface LakeFile extends StoredFile {
  /** Its base name: what it is known by, wherever in the lake it is. */
  readonly name: string
  /** UTC, to the second; undefined for sources that do not tell. */
  readonly collectedAt: Date | undefined
}

/**
 * The files of a source, by name; with `since`, of folders by day only those of this day and later ones. Throws LUX-2202 when the lake's folder is not there, LUX-2203 for files whose name
 * does not tell when they were collected.
 */
export async function listLakeFiles(
  external: ExternalFiles,
  stores: FileStores,
  since?: Date,
): Promise<readonly LakeFile[]> {
  const { root, place } = external
  const now = new Date()
  const paths =
    since === undefined ? external.paths : external.paths.flatMap((path) => globsSince(path, since, now))
  const store = await stores.of(root)
  if (!(await store.hasFolder(root)))
    throw new LuxError("LUX-2202", `there is no lake at ${root}`, {
      place,
      hint: "Set LUX_LAKE to the folder that holds raw/, or make one with `lux dev lake`.",
    })
  const timeOf = external.collectedAt === undefined ? undefined : collectionTime(external.collectedAt, place)
  const files = (await store.find(root, paths)).map((file): LakeFile => {
    const name = basename(file.path)
    return { ...file, name, collectedAt: timeOf?.(name) }
  })
  const timeless = timeOf === undefined ? [] : files.filter((file) => file.collectedAt === undefined)
  if (timeless.length > 0)
    throw new LuxError("LUX-2203", `${timeless.length} files are not named like "${external.collectedAt}"`, {
      place: external.place,
      hint: `Such as ${timeless[0]?.path}. Narrow the path, or move them out of the lake.`,
    })
  return files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.path < b.path ? -1 : 1))
}

/** SHA-256 of a file's content, in hex. Throws LUX-2207 or LUX-2650 when it cannot be read. */
export async function contentHash(
  file: Pick<LakeFile, "path" | "stamp">,
  stores: FileStores,
): Promise<string> {
  const local = await stores.local(file)
  const hash = createHash("sha256")
  try {
    const opened = await open(local)
    try {
      const buffer = Buffer.allocUnsafe(chunkBytes)
      for (;;) {
        const { bytesRead } = await opened.read(buffer)
        if (bytesRead === 0) return hash.digest("hex")
        hash.update(buffer.subarray(0, bytesRead))
      }
    } finally {
      await opened.close()
    }
  } catch (error) {
    throw new LuxError(
      "LUX-2207",
      `${file.path} cannot be read: ${error instanceof Error ? error.message : error}`,
      {
        hint: "Check that you may read the lake's files, and that nothing takes them away while lux runs.",
        cause: error,
      },
    )
  }
}

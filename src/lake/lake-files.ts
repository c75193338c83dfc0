import { createHash } from "node:crypto"
import type { Stats } from "node:fs"
import { open, stat } from "node:fs/promises"
import { basename, join } from "node:path"
import { glob } from "tinyglobby"
import { LuxError } from "../errors.ts"
import type { ExternalFiles } from "../project/types.ts"
import { collectionTime } from "./collection-time.ts"

// Most raw files are smaller: one read.
const chunkBytes = 256 * 1024

/** A raw file in the lake. */
export interface LakeFile {
  /** Its base name: what it is known by, wherever in the lake it lies. */
  readonly name: string
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  /** Changes whenever the file does: size, modification and change time. */
  readonly stamp: string
  readonly modifiedAt: Date
  /** UTC, to the second; undefined for sources that do not tell. */
  readonly collectedAt: Date | undefined
}

/**
 * The files of a source, by name. Throws LUX-2202 when the lake's folder is not there, LUX-2203 for files whose name
 * does not tell when they were collected.
 */
export async function listLakeFiles(external: ExternalFiles): Promise<readonly LakeFile[]> {
  const root = await statOf(external.root)
  if (root?.isDirectory() !== true)
    throw new LuxError("LUX-2202", `there is no lake at ${external.root}`, {
      place: external.place,
      hint: "Set LUX_LAKE to the folder that holds raw/, or make one with `lux dev lake`.",
    })
  const timeOf =
    external.collectedAt === undefined ? undefined : collectionTime(external.collectedAt, external.place)
  const paths = await glob([...external.paths], {
    cwd: external.root,
    onlyFiles: true,
    expandDirectories: false,
  })
  const listed = await Promise.all(
    paths.map(async (path): Promise<LakeFile | undefined> => {
      const absolute = join(external.root, path)
      const found = await statOf(absolute)
      // It was taken away while the folder was read.
      if (found === undefined) return undefined
      const { size, mtime, mtimeMs, ctimeMs } = found
      const name = basename(path)
      return {
        name,
        path: absolute,
        bytes: size,
        stamp: `${size}:${mtimeMs}:${ctimeMs}`,
        modifiedAt: mtime,
        collectedAt: timeOf?.(name),
      }
    }),
  )
  const files = listed.filter((file) => file !== undefined)
  const timeless = timeOf === undefined ? [] : files.filter((file) => file.collectedAt === undefined)
  if (timeless.length > 0)
    throw new LuxError("LUX-2203", `${timeless.length} files are not named like "${external.collectedAt}"`, {
      place: external.place,
      hint: `Such as ${timeless[0]?.path}. Narrow the path, or move them out of the lake.`,
    })
  return files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.path < b.path ? -1 : 1))
}

/** SHA-256 of a file's content, in hex. Throws LUX-2207 when it cannot be read. */
export async function contentHash(path: string): Promise<string> {
  const hash = createHash("sha256")
  try {
    const file = await open(path)
    try {
      const buffer = Buffer.allocUnsafe(chunkBytes)
      for (;;) {
        const { bytesRead } = await file.read(buffer)
        if (bytesRead === 0) return hash.digest("hex")
        hash.update(buffer.subarray(0, bytesRead))
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw new LuxError("LUX-2207", `${path} cannot be read: ${messageOf(error)}`, {
      hint: "Check that you may read the lake's files, and that nothing takes them away while lux runs.",
      cause: error,
    })
  }
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined
    throw new LuxError("LUX-2207", `${path} cannot be read: ${messageOf(error)}`, {
      hint: "Check that you may read the lake's folders.",
      cause: error,
    })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

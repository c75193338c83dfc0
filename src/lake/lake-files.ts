import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { basename, join } from "node:path"
import { glob } from "tinyglobby"
import { LuxError } from "../errors.ts"
import type { ExternalFiles } from "../project/types.ts"
import { collectionTime } from "./collection-time.ts"

/** A raw file in the lake. */
export interface LakeFile {
  /** Its base name: what it is known by, wherever in the lake it lies. */
  readonly name: string
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  /** Changes whenever the file does: size, modification and change time. */
  readonly stamp: string
  /** UTC, to the second; undefined for sources that do not tell. */
  readonly collectedAt: Date | undefined
}

/**
 * The files of a source, by name. Throws LUX-2202 when the lake's folder is not there, LUX-2203 for files whose name
 * does not tell when they were collected.
 */
export async function listLakeFiles(external: ExternalFiles): Promise<readonly LakeFile[]> {
  if (!existsSync(external.root))
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
  const files = await Promise.all(
    paths.map(async (path): Promise<LakeFile> => {
      const absolute = join(external.root, path)
      const { size, mtimeMs, ctimeMs } = await stat(absolute)
      const name = basename(path)
      return {
        name,
        path: absolute,
        bytes: size,
        stamp: `${size}:${mtimeMs}:${ctimeMs}`,
        collectedAt: timeOf?.(name),
      }
    }),
  )
  const timeless = timeOf === undefined ? [] : files.filter((file) => file.collectedAt === undefined)
  if (timeless.length > 0)
    throw new LuxError("LUX-2203", `${timeless.length} files are not named like "${external.collectedAt}"`, {
      place: external.place,
      hint: `Such as ${timeless[0]?.path}. Narrow the path, or move them out of the lake.`,
    })
  return files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.path < b.path ? -1 : 1))
}

/** SHA-256 of a file's content, in hex. */
export async function contentHash(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex")
}

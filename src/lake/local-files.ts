import { randomUUID } from "node:crypto"
import type { Stats } from "node:fs"
import { copyFile, link, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { glob } from "tinyglobby"
import { LuxError } from "../errors.ts"
import { makeFolder } from "../make-folder.ts"
import type { FileStore, StoredFile } from "./file-store.ts"

/** Throws LUX-2991 for a folder below which no pattern finds anything. */
export function assertSearchable(folder: string): void {
  if (process.platform !== "win32" && folder.includes("\\"))
    throw new LuxError(
      "LUX-2991",
      `files cannot be looked for in ${folder}: there is a backslash in its name`,
      {
        hint: "Rename the folder, or move the files elsewhere.",
      },
    )
}

/** Files of this machine. Throws LUX-2207 for what cannot be read. */
export const localFiles: FileStore = {
  async stat(path) {
    const found = await statOf(path)
    return found?.isFile() === true ? storedFile(path, found) : undefined
  },
  hasFolder: async (root) => (await statOf(root))?.isDirectory() === true,
  async find(root, globs) {
    assertSearchable(root)
    const paths = await glob([...globs], { cwd: root, onlyFiles: true, expandDirectories: false })
    const found = await Promise.all(
      paths.map(async (path): Promise<StoredFile | undefined> => {
        const absolute = join(root, path)
        const stats = await statOf(absolute)
        // It was taken away while the folder was read.
        return stats === undefined ? undefined : storedFile(absolute, stats)
      }),
    )
    return found.filter((file) => file !== undefined)
  },
  async removeFrom(folder, isMeant) {
    for (const name of await namesIn(folder))
      if (isMeant(name)) await rm(join(folder, name), { recursive: true, force: true })
  },
  fetch: (path, local) => copyFile(path, local),
  async make(path, make) {
    makeFolder(dirname(path))
    return make(path)
  },
  async write(text, path) {
    makeFolder(dirname(path))
    await writeFile(path, text)
  },
  async put(local, path) {
    makeFolder(dirname(path))
    const written = join(dirname(path), `.${basename(path)}.${randomUUID()}`)
    try {
      await copyFile(local, written)
      await rename(written, path)
    } finally {
      await rm(written, { force: true })
    }
  },
  async create(text, path) {
    makeFolder(dirname(path))
    const written = join(dirname(path), `.${basename(path)}.${randomUUID()}`)
    try {
      await writeFile(written, text, { flag: "wx" })
      // A link fails where there is a file, and shows a file that is whole.
      await link(written, path)
      return true
    } catch (error) {
      if (!isExisting(error)) throw error
      return (await localFiles.read(path)) === text
    } finally {
      await rm(written, { force: true })
    }
  },
  async read(path) {
    try {
      return await readFile(path, "utf8")
    } catch (error) {
      if (isMissing(error)) return undefined
      throw unreadable(path, "Check that you may read it.", error)
    }
  },
  move: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
}

function storedFile(path: string, { size, mtime, mtimeMs, ctimeMs }: Stats): StoredFile {
  return { path, bytes: size, modifiedAt: mtime, stamp: `${size}:${mtimeMs}:${ctimeMs}` }
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw unreadable(path, "Check that you may read the lake's folders.", error)
  }
}

/** None where there is no such folder. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST"
}

function unreadable(path: string, hint: string, cause: unknown): LuxError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new LuxError("LUX-2207", `${path} cannot be read: ${message}`, { hint, cause })
}

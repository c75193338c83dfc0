import { existsSync, readdirSync, rmdirSync, rmSync, utimesSync } from "node:fs"
import { join, relative } from "node:path"
import type { LuxError } from "../errors.ts"
import { checkStaysInside, pathInTarget } from "../project/files/target-files.ts"
import { writeLarge } from "../project/files/write-whole.ts"
import type { Project } from "../project/types.ts"
import { fileBytes } from "../record/file-bytes.ts"
import { notWritten } from "../run/compiled-files.ts"
import type { GeneratedBefore, GeneratedFile } from "./generator.ts"

type Place = Pick<Project, "root" | "targetPath">

/**
 * Leaves what a generator made in the target folder, ordered by path, each file whole or not at all. `folders` (`site`)
 * are the generator's own: what is in them and was not made now is removed. What could not be written is the warning
 * LUX-2330: the work that it tells of is done nevertheless.
 */
export async function writeGenerated(
  { root, targetPath }: Place,
  files: readonly GeneratedFile[],
  folders: readonly string[] = [],
): Promise<readonly LuxError[]> {
  const warnings: LuxError[] = []
  const attempt = async (path: string, work: (file: string) => Promise<void> | void): Promise<void> => {
    const file = pathInTarget(targetPath, path)
    try {
      checkStaysInside(targetPath, file)
      await work(file)
    } catch (error) {
      warnings.push(notWritten(relative(root, file), error))
    }
  }
  for (const made of inOrder(files)) await attempt(made.path, (file) => writeOne(file, made))
  const kept = new Set(files.map(({ path }) => pathInTarget(targetPath, path)))
  for (const folder of folders)
    await attempt(folder, (path) => {
      // A link instead of the folder leads to files of somebody else.
      checkStaysInside(targetPath, join(path, "any"))
      removeOthers(path, kept)
    })
  return warnings
}

/** What is in a target folder. */
export function generatedBefore({ targetPath }: Place): GeneratedBefore {
  return {
    read: (path) => contentOf(pathInTarget(targetPath, path)),
    isSame: () => false,
  }
}

/** Throws Error where two files have one path: the one that was written first would be lost. */
function inOrder(files: readonly GeneratedFile[]): readonly GeneratedFile[] {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  for (const [at, { path }] of sorted.entries())
    if (sorted[at + 1]?.path === path) throw new Error(`${path} is generated twice`)
  return sorted
}

async function writeOne(file: string, { pieces, head }: GeneratedFile): Promise<void> {
  if (head === undefined) return writeLarge(file, pieces)
  const before = contentOf(file)
  if (before === undefined || !endsWith(before, pieces)) return writeLarge(file, [head, ...pieces])
  const now = new Date()
  utimesSync(file, now, now)
}

function endsWith(bytes: Buffer, pieces: readonly Uint8Array[]): boolean {
  let at = bytes.length - pieces.reduce((length, piece) => length + piece.length, 0)
  return pieces.every((piece) => {
    at += piece.length
    return at >= piece.length && bytes.subarray(at - piece.length, at).equals(piece)
  })
}

/** Removes the files under a folder that are not kept, and the folders that are empty then. */
function removeOthers(folder: string, kept: ReadonlySet<string>): void {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) removeOthers(path, kept)
    else if (!kept.has(path)) rmSync(path)
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder)
}

function contentOf(file: string): Buffer | undefined {
  try {
    return fileBytes(file)
  } catch {
    return undefined
  }
}

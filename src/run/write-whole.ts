import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

/**
 * Writes a file whole or not at all: beside it, then renamed over it, so that a reader finds the old contents or the new
 * ones. Its folder is made where it is missing. Throws what the file system throws.
 * At once rather than by promises: for thousands of small files those take many times as long.
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const writing = `${file}.${process.pid}.writing`
  try {
    writeIntoFolder(writing, content)
    renameSync(writing, file)
  } catch (error) {
    // Of a folder that is a file, to remove something in it would fail in its own way.
    if (existsSync(writing)) rmSync(writing, { force: true })
    throw error
  }
}

/** As `writeWhole`; a file that says the same already stays as it is. */
export function writeWhereDifferent(file: string, content: string): void {
  if (contentOf(file) !== content) writeWhole(file, content)
}

function writeIntoFolder(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

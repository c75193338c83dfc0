import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writevSync,
} from "node:fs"
import { dirname } from "node:path"

/** Pieces are written one after another. */
export type Content = string | Uint8Array | readonly Uint8Array[]

/**
 * Writes a file whole or not at all: beside it, then renamed over it, so that a reader finds the old contents or the new
 * ones. Its folder is made where it is missing. Throws what the file system throws.
 * At once rather than by promises: for thousands of small files those take many times as long.
 */
export function writeWhole(file: string, content: Content): void {
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

function writeIntoFolder(file: string, content: Content): void {
  try {
    write(file, content)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error
    mkdirSync(dirname(file), { recursive: true })
    write(file, content)
  }
}

function write(file: string, content: Content): void {
  if (typeof content === "string" || content instanceof Uint8Array) writeFileSync(file, content)
  else writePieces(file, content)
}

/** What one call of the system takes. */
const mostPieces = 1024

function writePieces(file: string, pieces: readonly Uint8Array[]): void {
  const descriptor = openSync(file, "w")
  try {
    for (let first = 0; first < pieces.length; first += mostPieces) {
      const some = pieces.slice(first, first + mostPieces)
      const size = some.reduce((length, piece) => length + piece.length, 0)
      const written = writevSync(descriptor, some)
      // On a disk that is full, or for gigabytes: what is left is written, or fails, as one.
      if (written < size) writeFileSync(descriptor, Buffer.concat(some).subarray(written))
    }
  } finally {
    closeSync(descriptor)
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

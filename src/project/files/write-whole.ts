import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writev,
} from "node:fs"
import { rename } from "node:fs/promises"
import { dirname } from "node:path"
import { makeFolder } from "../../make-folder.ts"
import { holdsSecret, masked, maskedJson } from "../../secrets.ts"
import { removeAbandoned, writerId, writerPattern } from "./abandoned.ts"

/**
 * Writes a file whole or not at all: next to it, then renamed over it, so that a reader finds the old contents or the new
 * ones. Secrets are masked. Its folder is made where it is missing, and what a process that was killed left in it is
 * removed. Throws what the file system throws.
 * At once rather than by promises: for thousands of small files those take many times as long.
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const writing = besideIt(file)
  try {
    inFolder(writing, () => writeFileSync(writing, withoutSecrets(file, Buffer.from(content))))
    renameSync(writing, file)
  } catch (error) {
    remove(writing)
    throw error
  }
}

/** As `writeWhole`, of a large file in pieces, one after another: what the caller does next is done meanwhile. */
export async function writeLarge(file: string, pieces: readonly Uint8Array[]): Promise<void> {
  const writing = besideIt(file)
  try {
    const descriptor = inFolder(writing, () => openSync(writing, "w"))
    try {
      for (let first = 0; first < pieces.length; first += mostPieces)
        await writePieces(
          descriptor,
          pieces.slice(first, first + mostPieces).map((piece) => withoutSecrets(file, piece)),
        )
    } finally {
      closeSync(descriptor)
    }
    await rename(writing, file)
  } catch (error) {
    remove(writing)
    throw error
  }
}

/** As `writeWhole`; a file that says the same already stays as it is. */
export function writeWhereDifferent(file: string, content: string): void {
  if (contentOf(file) !== masked(content)) writeWhole(file, content)
  else tidy(dirname(file))
}

function withoutSecrets(file: string, bytes: Uint8Array): Uint8Array {
  if (!holdsSecret(bytes)) return bytes
  const text = Buffer.from(bytes).toString("utf8")
  return Buffer.from(file.endsWith(".json") ? maskedJson(text) : masked(text))
}

function besideIt(file: string): string {
  tidy(dirname(file))
  return `${file}.${writerId}.writing`
}

const unfinished = new RegExp(`\\.${writerPattern}\\.writing$`)
const tidied = new Set<string>()

/** Once in a process: folders may have thousands of files. */
function tidy(folder: string): void {
  if (tidied.has(folder)) return
  tidied.add(folder)
  removeAbandoned(folder, unfinished)
}

/** Of a folder that is a file, to remove something in it would fail in its own way. */
function remove(writing: string): void {
  if (existsSync(writing)) rmSync(writing, { force: true })
}

function inFolder<Result>(file: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error
    makeFolder(dirname(file))
    return work()
  }
}

/** What one call of the system takes. */
const mostPieces = 1024

function writePieces(descriptor: number, pieces: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve, reject) => {
    writev(descriptor, pieces, (error, written) => {
      if (error !== null) return reject(error)
      try {
        const size = pieces.reduce((length, piece) => length + piece.length, 0)
        // On a disk that is full, or for gigabytes: what is left is written, or fails, as one.
        if (written < size) writeFileSync(descriptor, Buffer.concat(pieces).subarray(written))
        resolve()
      } catch (failed) {
        reject(failed)
      }
    })
  })
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

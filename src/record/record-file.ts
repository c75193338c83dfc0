import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

/**
 * A record on disk: a first line that says how long the head is, the head as JSON, then one detail after another as
 * bytes. A reader decodes the head, which is small, and of the details what it is asked for.
 */
export interface RecordBytes {
  /** JSON. */
  readonly head: string
  readonly details: readonly Uint8Array[]
}

const mark = "lux-record-1"

/** Undefined where there is no record, or none that this version wrote. */
export function readRecordFile(path: string): { readonly head: string; readonly body: Buffer } | undefined {
  const bytes = contentOf(path)
  const lineEnd = bytes?.indexOf(10) ?? -1
  if (bytes === undefined || lineEnd === -1) return undefined
  const [found, length] = bytes.toString("latin1", 0, lineEnd).split(" ")
  const end = lineEnd + 1 + Number(length)
  if (found !== mark || !(end <= bytes.length)) return undefined
  return { head: bytes.toString("utf8", lineEnd + 1, end), body: bytes.subarray(end) }
}

/**
 * Writes the record whole or not at all. A folder that cannot be written to is no error: the record saves time, and
 * nothing depends on it.
 */
export function writeRecordFile(path: string, { head, details }: RecordBytes): void {
  const bytes = Buffer.from(head)
  const temporary = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${mark} ${bytes.length}\n`), bytes, ...details]))
    renameSync(temporary, path)
  } catch {
    rmSync(temporary, { force: true })
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

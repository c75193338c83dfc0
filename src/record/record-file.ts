import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { makeFolder } from "../make-folder.ts"
import { holdsSecret } from "../secrets.ts"
import { exactReviver } from "../template/exact-number.ts"
import { fileBytes } from "./file-bytes.ts"
import { sealOf, unsealed } from "./sealed.ts"

/**
 * A record on disk is two files: the head, JSON that every command reads, and the details, one after another as
 * bytes, of which a command decodes what it is asked for. Both are sealed. A head names the details that it belongs to, so that an edit
 * of one file writes a new head alone.
 */
export interface RecordFile<Head> {
  readonly head: Head
  /** The head as it is written. */
  readonly text: Buffer
  readonly details: Buffer
}

/** Undefined where there is no record. Throws where it is damaged. */
export function readRecordFile<Head extends { readonly details: string }>(
  path: string,
): RecordFile<Head> | undefined {
  const text = contentOf(path)
  if (text === undefined) return undefined
  const json = text.toString("utf8")
  const head: Head = JSON.parse(json, exactReviver(json))
  const details = contentOf(join(dirname(path), head.details))
  return details === undefined ? undefined : { head, text, details }
}

/**
 * Writes the head, which names `detailsFile`, and before it the details where they are new; whole or not at all. A folder that cannot be written
 * to is not an error: the record saves time, and nothing depends on it. A record with a secret in it is not kept, nor the one before.
 */
export function writeRecordFile(
  path: string,
  head: string | Uint8Array,
  detailsFile: string,
  details?: readonly Uint8Array[],
): void {
  const folder = dirname(path)
  const temporary = `${path}.${process.pid}`
  if (holdsSecret(Buffer.from(head)) || details?.some(holdsSecret) === true) {
    rmSync(path, { force: true })
    return
  }
  try {
    makeFolder(folder)
    if (details !== undefined)
      writeFileSync(join(folder, detailsFile), Buffer.concat([...details, sealOf(details)]))
    writeFileSync(temporary, Buffer.concat([Buffer.from(head), sealOf([head])]))
    renameSync(temporary, path)
    const prefix = `${basename(path)}-`
    if (details !== undefined)
      for (const name of readdirSync(folder))
        if (name.startsWith(prefix) && name !== detailsFile) rmSync(join(folder, name), { force: true })
  } catch {
    if (existsSync(temporary)) rmSync(temporary, { force: true })
  }
}

/** Writes another head that says the same: the file keeps its time, by which later commands tell what was made from it. */
export function rewriteRecordHead(path: string, head: Uint8Array, detailsFile: string): void {
  const before = statSync(path, { throwIfNoEntry: false })
  writeRecordFile(path, head, detailsFile)
  if (before !== undefined && existsSync(path)) utimesSync(path, before.atime, before.mtime)
}

function contentOf(path: string): Buffer | undefined {
  let bytes: Buffer
  try {
    bytes = fileBytes(path)
  } catch {
    return undefined
  }
  return unsealed(bytes)
}

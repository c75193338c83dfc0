import { existsSync, linkSync, rmSync } from "node:fs"
import { dirname } from "node:path"
import { removeAbandoned, writerId, writerPattern } from "../../project/files/abandoned.ts"
import { loadDuckDb } from "./load-duckdb.ts"

const unfinished = new RegExp(`\\.${writerPattern}\\.making$`)

/**
 * Makes a database file in a format that DuckDB 1.2 and later read: its checkpoints take half the time of those of the
 * oldest format, which is the default. A file keeps the format that it was made in, so the setting belongs to this
 * instance alone; the one that is shared has no settings that others would have to know. The file appears whole, and
 * never over one that another process made meanwhile: a process killed on the way leaves none that cannot be opened.
 */
export async function makeDatabaseFile(path: string): Promise<void> {
  const { DuckDBInstance } = loadDuckDb()
  removeAbandoned(dirname(path), unfinished)
  const making = `${path}.${writerId}.making`
  const instance = await DuckDBInstance.create(making, { storage_compatibility_version: "v1.2.0" })
  instance.closeSync()
  try {
    linkSync(making, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  } finally {
    rmSync(making, { force: true })
  }
}

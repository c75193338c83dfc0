import { existsSync, linkSync, readdirSync, rmSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { loadDuckDb } from "./load-duckdb.ts"

/**
 * Makes a database file in a format that DuckDB 1.2 and later read: its checkpoints take half the time of those of the
 * oldest format, which is the default. A file keeps the format that it was made in, so the setting belongs to this
 * instance alone; the one that is shared has no settings that others would have to know. The file appears whole, and
 * never over one that another process made meanwhile: a process killed on the way leaves none that cannot be opened.
 */
export async function makeDatabaseFile(path: string): Promise<void> {
  const { DuckDBInstance } = loadDuckDb()
  removeAbandoned(path)
  const making = `${path}.${process.pid}.making`
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

/** Removes what processes that are gone had begun. */
function removeAbandoned(path: string): void {
  const folder = dirname(path)
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(`${basename(path)}.`) ? /\.(\d+)\.making$/.exec(name)?.[1] : undefined
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

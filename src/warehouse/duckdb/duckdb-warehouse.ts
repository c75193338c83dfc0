import { dirname } from "node:path"
import type { DuckDBInstance } from "@duckdb/node-api"
import { LuxError } from "../../errors.ts"
import { makeFolder } from "../../make-folder.ts"
import { catalogOf } from "../catalog.ts"
import type { OpenOptions } from "../implementation.ts"
import { type PooledSession, sessionPool } from "../session-pool.ts"
import type { Warehouse } from "../warehouse.ts"
import { readDuckDbCatalog } from "./duckdb-catalog.ts"
import { readDuckDbComments } from "./duckdb-comments.ts"
import { InterruptibleConnection } from "./duckdb-interruptible.ts"
import { openInstance } from "./duckdb-lock.ts"
import { duckDbSession } from "./duckdb-session.ts"
import { duckDbStatements } from "./duckdb-statements.ts"

export interface DuckDbOptions extends OpenOptions {
  /** Absolute path of the database file; it and its folder are made when missing. */
  readonly path: string
}

/**
 * Opens a DuckDB file with a pool of connections. Throws LUX-2001 when another process holds it for longer than
 * the lock timeout, LUX-2002 when it is not a DuckDB database that this version reads, LUX-2003 when its folder cannot be
 * made or written to, `Interrupted` when the signal is aborted first.
 */
export async function openDuckDb(options: DuckDbOptions): Promise<Warehouse> {
  makeFolderOf(options.path)
  const instance = await openInstance(options)
  const pool = sessionPool(options.threads, () => openSession(instance, options))
  return {
    type: "duckdb",
    place: options.path,
    statements: duckDbStatements,
    withSession: pool.withSession,
    readCatalog: (schemas) =>
      pool.withSession(async (session) => {
        const { found, entries } = await readDuckDbCatalog(session, schemas)
        return catalogOf(found, entries)
      }),
    readComments: (schemas) => pool.withSession((session) => readDuckDbComments(session, schemas)),
    cancel: pool.interrupt,
    async close() {
      // Closing with a statement pending would hang.
      await pool.close()
      instance.closeSync()
    },
  }
}

/** A connection with what every session of lux sets. */
export async function openSession(
  instance: DuckDBInstance,
  { settings, comments }: Pick<OpenOptions, "settings" | "comments">,
): Promise<PooledSession> {
  const connection = new InterruptibleConnection(await instance.connect(), comments)
  try {
    for (const setting of ["set errors_as_json = true", ...settings]) await connection.run(setting)
    return { connection, session: duckDbSession(connection) }
  } catch (error) {
    connection.close()
    throw error
  }
}

/** Node's codes in words. */
const reasons: Readonly<Record<string, string>> = {
  EEXIST: "a file of that name is in the way",
  ENOTDIR: "a file of that name is in the way",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  return reasons[code] ?? String(error)
}

function makeFolderOf(path: string): void {
  try {
    makeFolder(dirname(path))
  } catch (error) {
    throw new LuxError("LUX-2003", `the folder of ${path} cannot be made: ${reasonOf(error)}`, {
      hint: "Choose another place for the database, or make the folder yourself.",
      cause: error,
    })
  }
}

import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api"
import { catalogOf } from "../catalog.ts"
import type { OpenOptions } from "../open.ts"
import type { Session, Warehouse } from "../warehouse.ts"
import { readDuckDbCatalog } from "./duckdb-catalog.ts"
import { openInstance } from "./duckdb-lock.ts"
import { duckDbSession } from "./duckdb-session.ts"
import { duckDbStatements } from "./duckdb-statements.ts"

export interface DuckDbOptions extends OpenOptions {
  /** Absolute path of the database file; it and its folder are made when missing. */
  readonly path: string
}

interface Pooled {
  readonly connection: DuckDBConnection
  readonly session: Session
}

/**
 * Opens a DuckDB file with a pool of connections. Throws LUX-2001 when another process holds it for longer than
 * the lock timeout, LUX-2002 when it is no DuckDB database that this version reads.
 */
export async function openDuckDb(options: DuckDbOptions): Promise<Warehouse> {
  await mkdir(dirname(options.path), { recursive: true })
  const instance = await openInstance(options)
  return pooled(instance, options)
}

function pooled(instance: DuckDBInstance, options: DuckDbOptions): Warehouse {
  const all: Pooled[] = []
  const free: Pooled[] = []
  const waiting: ((pooled: Pooled) => void)[] = []
  const busy = new Set<Promise<unknown>>()
  let opened = 0

  const take = async (): Promise<Pooled> => {
    const ready = free.pop()
    if (ready !== undefined) return ready
    if (opened >= options.threads) return new Promise((resolve) => waiting.push(resolve))
    opened++
    const connection = await instance.connect()
    for (const setting of ["set errors_as_json = true", ...options.settings]) await connection.run(setting)
    const pooled = { connection, session: duckDbSession(connection) }
    all.push(pooled)
    return pooled
  }
  const giveBack = (pooled: Pooled): void => {
    const next = waiting.shift()
    if (next === undefined) free.push(pooled)
    else next(pooled)
  }

  const withSession = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const pooled = await take()
    const running = work(pooled.session)
    const settled = running.then(
      () => undefined,
      () => undefined,
    )
    busy.add(settled)
    try {
      return await running
    } finally {
      busy.delete(settled)
      giveBack(pooled)
    }
  }

  return {
    type: "duckdb",
    place: options.path,
    statements: duckDbStatements,
    withSession,
    readCatalog: (schemas) =>
      withSession(async (session) => {
        const { found, entries } = await readDuckDbCatalog(session, schemas)
        return catalogOf(found, entries)
      }),
    cancel() {
      for (const { connection } of all) connection.interrupt()
    },
    async close() {
      // Closing with a statement pending would hang.
      await Promise.all(busy)
      for (const { connection } of all) connection.closeSync()
      instance.closeSync()
    },
  }
}

import { catalogOf } from "../catalog.ts"
import { sessionPool } from "../session-pool.ts"
import type { StatementsWithFiles } from "../statements.ts"
import type { Warehouse } from "../warehouse.ts"
import { readDuckDbCatalog } from "./duckdb-catalog.ts"
import { duckDbStatements } from "./duckdb-statements.ts"
import { openSession } from "./duckdb-warehouse.ts"
import { loadDuckDb } from "./load-duckdb.ts"

export interface WarehouseInMemory extends Warehouse {
  readonly statements: StatementsWithFiles
}

/**
 * A database in memory that is gone when it is closed, for one session at a time. `threads`: all that the
 * machine has unless it says otherwise.
 */
export async function openDuckDbInMemory(
  settings: readonly string[],
  threads: number | undefined,
): Promise<WarehouseInMemory> {
  const { DuckDBInstance, DuckDBTimestampTZValue } = loadDuckDb()
  DuckDBTimestampTZValue.timezoneOffsetInMinutes = 0
  const instance = await DuckDBInstance.create(
    ":memory:",
    threads === undefined ? {} : { threads: String(threads) },
  )
  const pool = sessionPool(1, () => openSession(instance, { settings }))
  return {
    type: "duckdb",
    place: "memory",
    statements: duckDbStatements,
    withSession: pool.withSession,
    readCatalog: (schemas) =>
      pool.withSession(async (session) => {
        const { found, entries } = await readDuckDbCatalog(session, schemas)
        return catalogOf(found, entries)
      }),
    cancel: pool.interrupt,
    async close() {
      await pool.close()
      instance.closeSync()
    },
  }
}

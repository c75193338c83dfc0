import type { DuckDBConnection } from "@duckdb/node-api"
import { Kysely } from "kysely"
import type { QueryResult, Session } from "../warehouse.ts"
import { DuckDbDialect } from "./duckdb-dialect.ts"
import { duckDbError } from "./duckdb-error.ts"
import { rowsOf } from "./duckdb-values.ts"

/** A session on one DuckDB connection. */
export function duckDbSession(connection: DuckDBConnection): Session {
  const attempt = async <T>(sql: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw duckDbError(error, sql)
    }
  }
  const run = (sql: string) =>
    attempt(sql, async () => {
      const result = await connection.run(sql)
      const [name] = result.columnNames()
      // Statements that change rows answer with one row, their count.
      if (name !== "Count" || result.rowCount !== 1) return { rows: undefined }
      const [[count] = []] = await result.getRows()
      return { rows: typeof count === "bigint" ? Number(count) : undefined }
    })
  return {
    run,
    query: (sql): Promise<QueryResult> =>
      attempt(sql, async () => {
        const reader = await connection.runAndReadAll(sql)
        const types = reader.columnTypes()
        const columns = reader.columnNames().map((name, index) => ({ name, type: String(types[index]) }))
        return { columns, rows: rowsOf(reader) }
      }),
    async transaction(work) {
      await run("begin transaction")
      try {
        const result = await work()
        await run("commit")
        return result
      } catch (error) {
        await rollback(connection)
        throw error
      }
    },
    kysely: <Tables>() =>
      new Kysely<Tables>({ dialect: new DuckDbDialect({ connection: async () => connection }) }),
  }
}

/** A failed commit has rolled back already, and then there is nothing to roll back. */
async function rollback(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run("rollback")
  } catch (error) {
    if (!/no transaction is active/i.test(String(error))) throw duckDbError(error, "rollback")
  }
}

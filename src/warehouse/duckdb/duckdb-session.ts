import { Kysely } from "kysely"
import { isOneStatement, partsOfText, readingOf, runQuietly } from "../one-by-one.ts"
import type { QueryResult, Session } from "../warehouse.ts"
import { DuckDbDialect } from "./duckdb-dialect.ts"
import type { InterruptibleConnection } from "./duckdb-interruptible.ts"
import { rowsOf } from "./duckdb-values.ts"

/** A session on one DuckDB connection. */
export function duckDbSession(connection: InterruptibleConnection): Session {
  const run = async (sql: string) => {
    const result = await connection.run(sql)
    const [name] = result.columnNames()
    // Statements that change rows answer with one row, their count.
    if (name !== "Count" || result.rowCount !== 1) return { rows: undefined }
    const [[count] = []] = await result.getRows()
    return { rows: typeof count === "bigint" ? Number(count) : undefined }
  }
  const query = async (sql: string): Promise<QueryResult> => {
    const reader = await connection.runAndReadAll(sql)
    const types = reader.columnTypes()
    const names = reader.deduplicatedColumnNames()
    return {
      columns: names.map((name, index) => ({ name, type: String(types[index]) })),
      rows: rowsOf(reader),
    }
  }
  let open = 0
  const inTransaction = async <T>(work: () => Promise<T>, last?: string): Promise<T> => {
    await connection.begin()
    open++
    try {
      const result = await work()
      await connection.commit(last)
      return result
    } catch (error) {
      await connection.rollback()
      throw error
    } finally {
      open--
    }
  }
  const session: Session = {
    about: (node) => connection.about(node),
    run,
    async runAll(sqls, after = []) {
      let rows: number | undefined
      const all = async (some: readonly string[]): Promise<void> => {
        for (const sql of some) rows = (await run(sql)).rows ?? rows
      }
      const last = sqls.at(-1) ?? ""
      if (open > 0 || isOneStatement(sqls)) await all(sqls)
      else if (saysNoRows(last)) await inTransaction(() => all(sqls.slice(0, -1)), last)
      else await inTransaction(() => all(sqls))
      await runQuietly(session, after)
      return { rows }
    },
    runReading: (sqls, read) => session.transaction(() => readingOf(session, sqls, read)),
    query,
    // Within one process there is no round trip to save, and each query has all threads.
    async queryAll(sqls) {
      const results: QueryResult[] = []
      for (const sql of sqls) results.push(await query(sql))
      return results
    },
    transaction: (work) => inTransaction(work),
    kysely: <Tables>() =>
      new Kysely<Tables>({ dialect: new DuckDbDialect({ connection: async () => connection }) }),
  }
  return session
}

/** True for a text of statements that answer with no number of rows: it can be sent with the commit. */
function saysNoRows(sql: string): boolean {
  return partsOfText(sql).every((each) => /^(?:alter|comment|drop)\s[^;]*$/i.test(each))
}

import { type DatabaseConnection, type Dialect, Kysely } from "kysely"
import { splitStatements } from "../../sql/statements.ts"
import { readingOf, runQuietly } from "../one-by-one.ts"
import { tryAgain } from "../try-again.ts"
import type { QueryResult, Session } from "../warehouse.ts"
import type { ResultPage } from "./data-api/data-api.ts"
import { dataApiLimits } from "./data-api/data-api-config.ts"
import { RedshiftAdapter } from "./data-api/redshift-adapter.ts"
import type { RedshiftConnection } from "./data-api/redshift-connection.ts"
import { RedshiftIntrospector } from "./data-api/redshift-introspector.ts"
import { RedshiftQueryCompiler } from "./data-api/redshift-query-compiler.ts"
import { columnType } from "./redshift-types.ts"

/** A session of the Data API. */
export function redshiftSession(connection: RedshiftConnection): Session {
  const session: Session = {
    about: (node) => connection.about(node),
    async run(sql) {
      const parts = singly(sql)
      if (parts.length > 1) return session.runAll(parts)
      const done = await sent(parts[0] ?? sql)
      return { rows: done.hasResult || !changesRows(sql) ? undefined : await connection.rowsOf(done) }
    },
    async runAll(scripts, after = []) {
      const sqls = scripts.flatMap(singly)
      const counts = sqls.some(changesRows)
      if (!connection.inTransaction && fitsInBatch(sqls)) {
        const done = await tryAgain(() =>
          sqls.length === 1 ? connection.execute(sqls[0] ?? "") : connection.batch(sqls),
        )
        // Asked how many rows, the service answers while the session goes on.
        const [rows] = await Promise.all([
          counts ? connection.rowsOf(done, (index) => changesRows(sqls[index] ?? "")) : undefined,
          runQuietly(session, after),
        ])
        return { rows }
      }
      let rows: number | undefined
      const all = async (): Promise<void> => {
        for (const sql of sqls) rows = (await session.run(sql)).rows ?? rows
      }
      await (connection.inTransaction ? all() : tryAgain(() => session.transaction(all)))
      await runQuietly(session, after)
      return { rows }
    },
    async runReading(sqls, read) {
      if (!fitsInBatch(sqls)) return tryAgain(() => session.transaction(() => readingOf(session, sqls, read)))
      return resultOf(connection.pages(await tryAgain(() => connection.batch(sqls)), read))
    },
    async query(sql) {
      return resultOf(connection.pages(await sent(sql)))
    },
    async queryAll(sqls) {
      if (connection.inTransaction || sqls.length < 2 || !fitsInBatch(sqls)) {
        const results: QueryResult[] = []
        for (const sql of sqls) results.push(await session.query(sql))
        return results
      }
      const done = await tryAgain(() => connection.batch(sqls))
      return Promise.all(sqls.map((_, index) => resultOf(connection.pages(done, index))))
    },
    async transaction(work) {
      await connection.begin(undefined)
      try {
        const result = await work()
        await connection.end("commit")
        return result
      } catch (error) {
        // A failed commit has rolled back already.
        if (connection.inTransaction) await connection.end("rollback").catch(() => undefined)
        throw error
      }
    },
    kysely: <Tables>() => new Kysely<Tables>({ dialect: dialectOn(connection) }),
  }
  return session

  /** A statement outside of a transaction is one. */
  function sent(sql: string): ReturnType<RedshiftConnection["execute"]> {
    return connection.inTransaction ? connection.execute(sql) : tryAgain(() => connection.execute(sql))
  }
}

/** The service takes one statement at a time. */
function singly(sql: string): readonly string[] {
  return sql.includes(";") ? splitStatements(sql, "redshift") : [sql]
}

/** Of what changes no rows it is not asked how many. */
function changesRows(sql: string): boolean {
  return /^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(insert|update|delete|merge|copy|create\s+table\s+\S+\s+as)\b/i.test(
    sql,
  )
}

/** Together no larger than one statement may be: more goes one by one, between begin and commit. */
function fitsInBatch(sqls: readonly string[]): boolean {
  const bytes = sqls.reduce((sum, sql) => sum + Buffer.byteLength(sql), 0)
  return (
    sqls.length > 0 &&
    sqls.length <= dataApiLimits.statementsInBatch &&
    (sqls.length === 1 || bytes <= dataApiLimits.statementBytes)
  )
}

async function resultOf(pages: AsyncIterable<ResultPage>): Promise<QueryResult> {
  const rows: Readonly<Record<string, unknown>>[] = []
  let columns: QueryResult["columns"] = []
  for await (const page of pages) {
    columns = page.columns.map((column) => ({
      name: column.label ?? column.name ?? "",
      type: columnType(column),
    }))
    rows.push(...page.rows)
  }
  return { columns, rows }
}

function dialectOn(connection: RedshiftConnection): Dialect {
  const one: DatabaseConnection = connection
  return {
    createQueryCompiler: () => new RedshiftQueryCompiler(),
    createAdapter: () => new RedshiftAdapter(),
    createIntrospector: (db) => new RedshiftIntrospector(db),
    createDriver: () => ({
      init: async () => undefined,
      acquireConnection: async () => one,
      releaseConnection: async () => undefined,
      beginTransaction: (_, { isolationLevel }) => connection.begin(isolationLevel),
      commitTransaction: () => connection.end("commit"),
      rollbackTransaction: () => connection.end("rollback"),
      destroy: async () => undefined,
    }),
  }
}

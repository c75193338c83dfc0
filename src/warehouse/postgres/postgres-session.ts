import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult as KyselyResult,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely"
import { readingOf, runQuietly } from "../one-by-one.ts"
import { tryAgain } from "../try-again.ts"
import type { QueryResult, Session } from "../warehouse.ts"
import type { PostgresConnection } from "./postgres-connection.ts"
import { typeName } from "./postgres-values.ts"

/** What Kysely needs next to a driver. */
export type KyselyParts = Pick<Dialect, "createQueryCompiler" | "createAdapter" | "createIntrospector">

/** A session on one connection. */
export function postgresSession(connection: PostgresConnection, parts: KyselyParts = postgresParts): Session {
  const named = new Map<string, string>()
  let depth = 0
  const session: Session = {
    about: (node) => connection.about(node),
    async run(sql) {
      const { rowCount, command } = await sent(sql)
      const counts = rowCount !== null && countsRows.has(command) && !isQuery(sql)
      return { rows: counts ? rowCount : undefined }
    },
    async runAll(sqls, after = []) {
      let rows: number | undefined
      const all = async (): Promise<void> => {
        for (const sql of sqls) rows = (await session.run(sql)).rows ?? rows
      }
      await (depth > 0 ? all() : tryAgain(() => session.transaction(all)))
      await runQuietly(session, after)
      return { rows }
    },
    runReading: (sqls, read) => tryAgain(() => session.transaction(() => readingOf(session, sqls, read))),
    async query(sql) {
      const { rows, fields } = await sent(sql)
      const columns: { name: string; type: string }[] = []
      for (const { name, dataTypeID, dataTypeModifier } of fields)
        columns.push({ name, type: await nameOf(dataTypeID, dataTypeModifier) })
      return { columns, rows }
    },
    async queryAll(sqls) {
      const results: QueryResult[] = []
      for (const sql of sqls) results.push(await session.query(sql))
      return results
    },
    async transaction(work) {
      await connection.run("begin")
      depth++
      try {
        const result = await work()
        await connection.run("commit")
        return result
      } catch (error) {
        await connection.rollback()
        throw error
      } finally {
        depth--
      }
    },
    kysely: <Tables>() => new Kysely<Tables>({ dialect: dialectOn(connection, parts) }),
  }
  return session

  /** A statement outside of a transaction is one. */
  function sent(sql: string): ReturnType<PostgresConnection["run"]> {
    return depth > 0 ? connection.run(sql) : tryAgain(() => connection.run(sql))
  }

  async function nameOf(oid: number, modifier: number): Promise<string> {
    const known = typeName(oid, modifier) ?? named.get(`${oid} ${modifier}`)
    if (known !== undefined) return known
    const { rows } = await connection.run(`select format_type(${oid}, ${modifier}) as name`)
    const name = String(rows[0]?.["name"])
    named.set(`${oid} ${modifier}`, name)
    return name
  }
}

/** What a query returns, nothing has changed. Of `create table as` Postgres says that it is a select too. */
function isQuery(sql: string): boolean {
  return /^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*select\b/i.test(sql)
}

const countsRows: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "COPY"])

const postgresParts: KyselyParts = {
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
}

function dialectOn(connection: PostgresConnection, parts: KyselyParts): Dialect {
  const one: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<KyselyResult<Row>> {
      const { rows, rowCount, command } = await connection.run(sql, parameters)
      const counted = rowCount !== null && countsRows.has(command) && command !== "SELECT"
      // Kysely's types say what a query's rows are; a driver can only hand them on.
      const unknownRows: unknown[] = rows
      return {
        rows: unknownRows as Row[],
        ...(counted ? { numAffectedRows: BigInt(rowCount) } : {}),
      }
    },
    // biome-ignore lint/correctness/useYield: a session reads whole results
    async *streamQuery() {
      throw new Error("results are not read piece by piece here")
    },
  }
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => one,
    releaseConnection: async () => undefined,
    beginTransaction: async () => void (await one.executeQuery(CompiledQuery.raw("begin"))),
    commitTransaction: async () => void (await one.executeQuery(CompiledQuery.raw("commit"))),
    rollbackTransaction: async () => void (await one.executeQuery(CompiledQuery.raw("rollback"))),
    destroy: async () => undefined,
  }
  return { ...parts, createDriver: () => driver }
}

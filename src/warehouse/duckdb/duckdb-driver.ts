import type { DuckDBResultReader, DuckDBValue } from "@duckdb/node-api"
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from "kysely"
import * as z from "zod"
import type { DuckDbDialectConfig } from "./duckdb-dialect.ts"
import { duckDbError } from "./duckdb-error.ts"
import { rowsOf } from "./duckdb-values.ts"

/** What the dialect uses of a DuckDB connection. */
export interface DuckDbConnectionLike {
  runAndReadAll(sql: string, values?: DuckDBValue[]): Promise<DuckDBResultReader>
}

export class DuckDbDriver implements Driver {
  readonly #config: DuckDbDialectConfig
  #connection: DuckDbConnection | undefined

  constructor(config: DuckDbDialectConfig) {
    this.#config = config
  }

  async init(): Promise<void> {
    this.#connection = new DuckDbConnection(await this.#config.connection())
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#connection === undefined) throw new Error("the driver is not initialised")
    return this.#connection
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin transaction"))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback"))
  }

  // The connection belongs to anyone who gave it.
  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

class DuckDbConnection implements DatabaseConnection {
  readonly #connection: DuckDbConnectionLike

  constructor(connection: DuckDbConnectionLike) {
    this.#connection = connection
  }

  async executeQuery<Result>(query: CompiledQuery): Promise<QueryResult<Result>> {
    const reader = await this.#run(query)
    const changed = reader.rowsChanged
    // Kysely's types say what a query's rows are; a driver can only hand them on.
    const rows: unknown[] = rowsOf(reader)
    return { rows: rows as Result[], ...(changed > 0 ? { numAffectedRows: BigInt(changed) } : {}) }
  }

  async *streamQuery<Result>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Result>> {
    yield await this.executeQuery<Result>(query)
  }

  async #run(query: CompiledQuery): Promise<DuckDBResultReader> {
    try {
      return await this.#connection.runAndReadAll(query.sql, query.parameters.map(parameter))
    } catch (error) {
      throw duckDbError(error, query.sql)
    }
  }
}

const scalar = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()])

/**
 * A parameter as DuckDB takes it: times go as text, which every column type reads. So do whole numbers that 64 bits do not
 * hold, because the binding takes every whole number for such a one.
 */
function parameter(value: unknown): DuckDBValue {
  if (Number.isInteger(value) && Math.abs(Number(value)) >= 2 ** 63) return String(value)
  if (value instanceof Date) return value.toISOString().replace("T", " ").replace("Z", "")
  return value === undefined ? null : scalar.parse(value)
}

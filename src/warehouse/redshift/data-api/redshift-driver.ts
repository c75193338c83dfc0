import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type IsolationLevel,
  type QueryResult,
  type TransactionSettings,
} from "kysely"
import type { DataApi, Finished } from "./data-api.ts"
import { namedParameters } from "./parameters.ts"

/** What a driver needs of the service, and how many sessions it may hold. */
export interface RedshiftDriverConfig {
  readonly open: () => DataApi
  readonly maxSessions: number
}

/** Hands out sessions of the service: each runs one statement at a time, and is used again. */
export class RedshiftDriver implements Driver {
  readonly #config: RedshiftDriverConfig
  readonly #idle: RedshiftConnection[] = []
  readonly #waiting: ((connection: RedshiftConnection) => void)[] = []
  #api: DataApi | undefined
  #made = 0

  constructor(config: RedshiftDriverConfig) {
    this.#config = config
  }

  async init(): Promise<void> {
    this.#api = this.#config.open()
  }

  async acquireConnection(): Promise<RedshiftConnection> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    if (this.#made >= this.#config.maxSessions) return new Promise((resolve) => this.#waiting.push(resolve))
    if (this.#api === undefined) throw new Error("the driver is not initialised")
    this.#made++
    return new RedshiftConnection(this.#api)
  }

  async releaseConnection(connection: RedshiftConnection): Promise<void> {
    const next = this.#waiting.shift()
    if (next === undefined) this.#idle.push(connection)
    else next(connection)
  }

  async beginTransaction(connection: RedshiftConnection, settings: TransactionSettings): Promise<void> {
    await connection.begin(settings.isolationLevel)
  }

  async commitTransaction(connection: RedshiftConnection): Promise<void> {
    await connection.end("commit")
  }

  async rollbackTransaction(connection: RedshiftConnection): Promise<void> {
    await connection.end("rollback")
  }

  async destroy(): Promise<void> {
    this.#idle.length = 0
    this.#api?.close()
  }
}

/** One session of the service, made with its first statement. */
export class RedshiftConnection implements DatabaseConnection {
  readonly #api: DataApi
  #sessionId: string | undefined
  #inTransaction = false

  constructor(api: DataApi) {
    this.#api = api
  }

  async executeQuery<Result>(query: CompiledQuery): Promise<QueryResult<Result>> {
    const { id, hasResult } = await this.#run(query)
    const rows: unknown[] = []
    if (hasResult) for await (const page of this.#api.pages(id)) rows.push(...page.rows)
    // Kysely's types say what a query's rows are; a driver can only hand them on.
    const result = { rows: rows as Result[] }
    if (hasResult || !changesRows(query)) return result
    const [told] = await this.#api.describe(id)
    return told?.rows === undefined ? result : { ...result, numAffectedRows: BigInt(told.rows) }
  }

  /** Page by page, as the service cuts them. */
  async *streamQuery<Result>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Result>> {
    const { id, hasResult } = await this.#run(query)
    if (!hasResult) return
    for await (const page of this.#api.pages(id)) {
      const rows: unknown[] = [...page.rows]
      yield { rows: rows as Result[] }
    }
  }

  async begin(isolation: IsolationLevel | undefined): Promise<void> {
    const level = isolation === undefined ? "" : ` isolation level ${isolation}`
    await this.executeQuery(CompiledQuery.raw(`begin${level}`))
    this.#inTransaction = true
  }

  async end(how: "commit" | "rollback"): Promise<void> {
    try {
      await this.executeQuery(CompiledQuery.raw(how))
    } finally {
      this.#inTransaction = false
    }
  }

  async #run(query: CompiledQuery): Promise<Finished> {
    const statement = { sql: query.sql, parameters: namedParameters(query.parameters) }
    const sessionId = this.#sessionId
    try {
      const finished = await this.#api.execute({ ...statement, sessionId })
      this.#sessionId = finished.sessionId ?? sessionId
      return finished
    } catch (error) {
      // The service drops a session that nothing ran in for long; with an open transaction that is an error.
      if (sessionId === undefined || this.#inTransaction || !isLostSession(error)) throw error
      this.#sessionId = undefined
      return this.#run(query)
    }
  }
}

function isLostSession(error: unknown): boolean {
  return (
    error instanceof Error &&
    /session/i.test(error.message) &&
    /not available|not found|does not exist|expired|closed/i.test(error.message)
  )
}

function changesRows({ query }: CompiledQuery): boolean {
  return /^(Insert|Update|Delete|Merge)QueryNode$/.test(query.kind)
}

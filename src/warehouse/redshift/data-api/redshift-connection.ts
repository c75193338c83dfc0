import type { CompiledQuery, DatabaseConnection, IsolationLevel, QueryResult } from "kysely"
import { Interrupted } from "../../errors.ts"
import type { DataApi, DataApiStatement, Finished, ResultPage } from "./data-api.ts"
import { namedParameters } from "./parameters.ts"

/** One session of the service, made with its first statement. */
export class RedshiftConnection implements DatabaseConnection {
  readonly #api: DataApi
  readonly #settings: readonly string[]
  #sessionId: string | undefined
  #inTransaction = false
  #interrupted = false
  #running: AbortController | undefined

  /** `settings`: statements that a new session runs first. */
  constructor(api: DataApi, settings: readonly string[] = []) {
    this.#api = api
    this.#settings = settings
  }

  get inTransaction(): boolean {
    return this.#inTransaction
  }

  async executeQuery<Result>(query: CompiledQuery): Promise<QueryResult<Result>> {
    const { id, hasResult } = await this.#compiled(query)
    const rows: unknown[] = []
    if (hasResult) for await (const page of this.#api.pages(id)) rows.push(...page.rows)
    // Kysely's types say what a query's rows are; a driver can only hand them on.
    const result = { rows: rows as Result[] }
    if (hasResult || !changesRows(query)) return result
    const changed = await this.rowsOf(id)
    return changed === undefined ? result : { ...result, numAffectedRows: BigInt(changed) }
  }

  /** Page by page, as the service cuts them. */
  async *streamQuery<Result>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Result>> {
    const { id, hasResult } = await this.#compiled(query)
    if (!hasResult) return
    for await (const page of this.#api.pages(id)) {
      const rows: unknown[] = [...page.rows]
      yield { rows: rows as Result[] }
    }
  }

  execute(sql: string): Promise<Finished> {
    return this.#call((place) => this.#api.execute({ sql, ...place }))
  }

  /** As one transaction, or with `separately` each by itself. At most 40. */
  batch(sqls: readonly string[], { separately = false } = {}): Promise<Finished> {
    return this.#call((place) => this.#api.batch(sqls, { ...place, separately }))
  }

  pages(id: string): AsyncIterable<ResultPage> {
    return this.#api.pages(id)
  }

  /** How many rows a statement, or the last of several that says it, changed. */
  async rowsOf(id: string): Promise<number | undefined> {
    return (await this.#api.describe(id)).findLast(({ rows }) => rows !== undefined)?.rows
  }

  async begin(isolation: IsolationLevel | undefined): Promise<void> {
    const level = isolation === undefined ? "" : ` isolation level ${isolation}`
    await this.execute(`begin${level}`)
    this.#inTransaction = true
  }

  async end(how: "commit" | "rollback"): Promise<void> {
    const wanted = this.#interrupted
    // What was begun is ended, also while an interruption is wanted.
    if (how === "rollback") this.#interrupted = false
    try {
      await this.execute(how)
    } finally {
      this.#inTransaction = false
      if (how === "rollback") this.#interrupted = wanted
    }
  }

  /** Exactly one statement throws `Interrupted`: the one that runs, or where none does or it ends well, the next. */
  interrupt(): void {
    this.#interrupted = true
    this.#running?.abort()
  }

  /** Forgets an interruption that no statement met: for the next to use the connection. */
  renew(): void {
    this.#interrupted = false
  }

  async close(): Promise<void> {
    const sessionId = this.#sessionId
    this.#sessionId = undefined
    if (sessionId !== undefined) await this.#api.release(sessionId)
  }

  #compiled(query: CompiledQuery): Promise<Finished> {
    const parameters = namedParameters(query.parameters)
    return this.#call((place) => this.#api.execute({ sql: query.sql, parameters, ...place }))
  }

  async #call(send: (place: Place) => Promise<Finished>): Promise<Finished> {
    if (this.#interrupted) {
      this.#interrupted = false
      throw new Interrupted("interrupted")
    }
    const running = new AbortController()
    this.#running = running
    try {
      return await this.#inSession(send, running.signal)
    } catch (error) {
      if (error instanceof Interrupted) this.#interrupted = false
      throw error
    } finally {
      this.#running = undefined
    }
  }

  async #inSession(send: (place: Place) => Promise<Finished>, signal: AbortSignal): Promise<Finished> {
    if (this.#sessionId === undefined && this.#settings.length > 0)
      this.#sessionId = (await this.#api.batch(this.#settings, { signal })).sessionId
    const sessionId = this.#sessionId
    try {
      const finished = await send({ sessionId, signal })
      this.#sessionId = finished.sessionId ?? sessionId
      return finished
    } catch (error) {
      // The service drops a session that nothing ran in for long; with an open transaction that is an error.
      if (sessionId === undefined || this.#inTransaction || !isLostSession(error)) throw error
      this.#sessionId = undefined
      return this.#inSession(send, signal)
    }
  }
}

type Place = Pick<DataApiStatement, "sessionId" | "signal">

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

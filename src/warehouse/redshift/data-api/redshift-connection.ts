import type { CompiledQuery, DatabaseConnection, IsolationLevel, QueryResult } from "kysely"
import { Interrupted } from "../../../errors.ts"
import { type CommentOf, withComment } from "../../query-comment.ts"
import type { DataApi, DataApiStatement, Finished, ResultPage } from "./data-api.ts"
import { dataApiLimits } from "./data-api-config.ts"
import { namedParameters } from "./parameters.ts"

/** What was sent in one call, and how many settings stand before it there. */
export interface Sent extends Finished {
  readonly settings: number
}

export interface ConnectionOptions {
  /** Statements that a new session runs first; they go with its first call. */
  readonly settings?: readonly string[] | undefined
  readonly comments?: CommentOf | undefined
}

/** One session of the service, made with its first statement. */
export class RedshiftConnection implements DatabaseConnection {
  readonly #api: DataApi
  readonly #settings: readonly string[]
  readonly #comments: CommentOf
  #node: string | undefined
  #sessionId: string | undefined
  #inTransaction = false
  #interrupted = false
  #running: AbortController | undefined

  constructor(api: DataApi, { settings = [], comments = () => undefined }: ConnectionOptions = {}) {
    this.#api = api
    this.#settings = settings
    this.#comments = comments
  }

  about(node: string | undefined): void {
    this.#node = node
  }

  get inTransaction(): boolean {
    return this.#inTransaction
  }

  async executeQuery<Result>(query: CompiledQuery): Promise<QueryResult<Result>> {
    const sent = await this.#compiled(query)
    const { hasResult } = sent
    const rows: unknown[] = []
    if (hasResult) for await (const page of this.pages(sent)) rows.push(...page.rows)
    // Kysely's types say what a query's rows are; a driver can only hand them on.
    const result = { rows: rows as Result[] }
    if (hasResult || !changesRows(query)) return result
    const changed = await this.rowsOf(sent)
    return changed === undefined ? result : { ...result, numAffectedRows: BigInt(changed) }
  }

  /** Page by page, as the service cuts them. */
  async *streamQuery<Result>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Result>> {
    const sent = await this.#compiled(query)
    if (!sent.hasResult) return
    for await (const page of this.pages(sent)) {
      const rows: unknown[] = [...page.rows]
      yield { rows: rows as Result[] }
    }
  }

  execute(sql: string): Promise<Sent> {
    const one = this.#commented(sql)
    return this.#call(
      (place, settings) =>
        settings.length === 0
          ? this.#api.execute({ sql: one, ...place })
          : this.#api.batch([...settings, one], place),
      mayStandInBatch(sql),
    )
  }

  /** As one transaction. At most 40. */
  batch(sqls: readonly string[]): Promise<Sent> {
    const all = sqls.map((sql) => this.#commented(sql))
    return this.#call(
      (place, settings) => this.#api.batch([...settings, ...all], place),
      all.length + this.#settings.length <= dataApiLimits.statementsInBatch,
    )
  }

  /** The result of what was sent; of a batch that of one of its statements. */
  pages({ id, settings }: Sent, index?: number): AsyncIterable<ResultPage> {
    return this.#api.pages(
      index === undefined && settings === 0 ? id : `${id}:${settings + (index ?? 0) + 1}`,
    )
  }

  /** How many rows a statement, or the last of several that says it and counts, changed. */
  async rowsOf(
    { id, settings }: Sent,
    counts: (index: number) => boolean = () => true,
  ): Promise<number | undefined> {
    const told = (await this.#api.describe(id)).slice(settings)
    return told.findLast(({ rows }, index) => rows !== undefined && counts(index))?.rows
  }

  async begin(isolation: IsolationLevel | undefined): Promise<void> {
    const level = isolation === undefined ? "" : ` isolation level ${isolation}`
    try {
      await this.execute(`begin${level}`)
    } catch (error) {
      // Whether it was begun is not known where the service did not answer.
      await this.close()
      throw error
    }
    this.#inTransaction = true
  }

  async end(how: "commit" | "rollback"): Promise<void> {
    if (how === "rollback") return this.#rollback()
    try {
      await this.execute("commit")
    } catch (error) {
      // One that was not done leaves its transaction open.
      await this.#rollback().catch(() => undefined)
      throw error
    }
    this.#inTransaction = false
  }

  /** What was begun is ended, also while an interruption is wanted; what cannot be rolled back ends with its session. */
  async #rollback(): Promise<void> {
    const wanted = this.#interrupted
    this.#interrupted = false
    try {
      await this.execute("rollback")
    } catch (error) {
      await this.close()
      throw error
    } finally {
      this.#inTransaction = false
      this.#interrupted = wanted
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

  #compiled(query: CompiledQuery): Promise<Sent> {
    const parameters = namedParameters(query.parameters)
    const sql = this.#commented(query.sql)
    // A batch takes no parameters.
    return this.#call((place) => this.#api.execute({ sql, parameters, ...place }), false)
  }

  /** A comment is left out where the statement would be too large with it. */
  #commented(sql: string): string {
    const commented = withComment(sql, this.#comments(this.#node))
    return Buffer.byteLength(commented) > dataApiLimits.statementBytes ? sql : commented
  }

  /** `together`: a new session's settings may go in the same call, as one transaction with what is sent. */
  async #call(send: Send, together: boolean): Promise<Sent> {
    if (this.#interrupted) {
      this.#interrupted = false
      throw new Interrupted("interrupted")
    }
    const running = new AbortController()
    this.#running = running
    try {
      return await this.#inSession(send, together, running.signal)
    } catch (error) {
      if (error instanceof Interrupted) this.#interrupted = false
      throw error
    } finally {
      this.#running = undefined
    }
  }

  async #inSession(send: Send, together: boolean, signal: AbortSignal): Promise<Sent> {
    const isNew = this.#sessionId === undefined && this.#settings.length > 0
    if (isNew && !together) this.#sessionId = (await this.#api.batch(this.#settings, { signal })).sessionId
    const settings = isNew && together ? this.#settings : []
    const sessionId = this.#sessionId
    try {
      const finished = await send({ sessionId, signal }, settings)
      this.#sessionId = finished.sessionId ?? sessionId
      return { ...finished, settings: settings.length }
    } catch (error) {
      // The service drops a session that nothing ran in for long; with an open transaction that is an error.
      if (sessionId === undefined || this.#inTransaction || !isLostSession(error)) throw error
      this.#sessionId = undefined
      return this.#inSession(send, together, signal)
    }
  }
}

type Send = (place: Place, settings: readonly string[]) => Promise<Finished>
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

/** What does the same within a transaction; `vacuum` and some changes of tables refuse to. */
function mayStandInBatch(sql: string): boolean {
  return /^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(select|with|insert|update|delete|merge|copy|create\s+(or\s+replace\s+)?(temp\s+)?(table|view|schema)|comment|grant|revoke)\b/i.test(
    sql,
  )
}

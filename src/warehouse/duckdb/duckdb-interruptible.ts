import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBResultReader,
  DuckDBValue,
} from "@duckdb/node-api"
import { Interrupted } from "../errors.ts"
import { type CommentOf, withComment } from "../query-comment.ts"
import type { DuckDbConnectionLike } from "./duckdb-driver.ts"
import { duckDbError } from "./duckdb-error.ts"

// DuckDB forgets an interruption that comes before its worker thread has taken the statement up, so it is repeated.
const repeatMs = 10

/** A connection on which an interruption is never lost. Its errors are `WarehouseError` and `Interrupted`. */
export class InterruptibleConnection implements DuckDbConnectionLike {
  readonly #connection: DuckDBConnection
  readonly #comments: CommentOf
  #node: string | undefined
  #running = 0
  #wanted = false
  #repeating: NodeJS.Timeout | undefined

  constructor(connection: DuckDBConnection, comments: CommentOf = () => undefined) {
    this.#connection = connection
    this.#comments = comments
  }

  about(node: string | undefined): void {
    this.#node = node
  }

  run(sql: string): Promise<DuckDBMaterializedResult> {
    return this.#statement(sql, (sent) => this.#connection.run(sent))
  }

  runAndReadAll(sql: string, values?: DuckDBValue[]): Promise<DuckDBResultReader> {
    return this.#statement(sql, (sent) => this.#connection.runAndReadAll(sent, values))
  }

  /** Ends the open transaction, also while an interruption is wanted. */
  async rollback(): Promise<void> {
    try {
      await this.#connection.run("rollback")
    } catch (error) {
      // A failed commit has rolled back already.
      if (!/no transaction is active/i.test(String(error))) throw duckDbError(error, "rollback")
    }
  }

  /** Exactly one statement throws `Interrupted`: the one that runs, or where none does or it ends well, the next. */
  interrupt(): void {
    this.#wanted = true
    if (this.#running === 0) return
    this.#connection.interrupt()
    this.#repeating ??= setInterval(() => this.#connection.interrupt(), repeatMs)
  }

  /** Forgets an interruption that no statement met: for the next to use the connection. */
  renew(): void {
    this.#wanted = false
  }

  close(): void {
    this.#connection.closeSync()
  }

  async #statement<T>(sql: string, work: (sent: string) => Promise<T>): Promise<T> {
    if (this.#wanted) {
      this.#wanted = false
      throw new Interrupted("interrupted")
    }
    const sent = withComment(sql, this.#comments(this.#node))
    this.#running++
    try {
      return await work(sent)
    } catch (error) {
      const known = duckDbError(error, sent)
      if (known instanceof Interrupted) this.#wanted = false
      throw known
    } finally {
      this.#running--
      if (this.#running === 0) {
        clearInterval(this.#repeating)
        this.#repeating = undefined
      }
    }
  }
}

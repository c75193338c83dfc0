import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBResultReader,
  DuckDBValue,
} from "@duckdb/node-api"
import { Interrupted } from "../../errors.ts"
import { type CommentOf, withComment } from "../query-comment.ts"
import type { DuckDbConnectionLike } from "./duckdb-driver.ts"
import { duckDbError } from "./duckdb-error.ts"

// DuckDB forgets an interruption that comes before its worker thread has taken the statement up, so it is repeated.
const repeatMs = 10

const begin = "begin transaction;\n"

/** A connection on which an interruption is never lost. Its errors are `WarehouseError` and `Interrupted`. */
export class InterruptibleConnection implements DuckDbConnectionLike {
  readonly #connection: DuckDBConnection
  readonly #comments: CommentOf
  #node: string | undefined
  #isBeginning = false
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

  /** A transaction begins in one call with its first statement: calls take longer than what they ask for. */
  async begin(): Promise<void> {
    if (this.#isBeginning) await this.run("select 1")
    this.#isBeginning = true
  }

  /** Commits, with a last statement where it is one that says no number of rows. */
  async commit(last?: string): Promise<void> {
    if (last !== undefined) await this.#statement(last, (sent) => this.#connection.run(`${sent}\n;\ncommit`))
    else if (this.#isBeginning) this.#isBeginning = false
    else await this.run("commit")
  }

  /** Ends the open transaction, also while an interruption is wanted. */
  async rollback(): Promise<void> {
    if (this.#isBeginning) {
      this.#isBeginning = false
      return
    }
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

  /** Text that cannot be parsed has begun nothing: whatever is sent next must not be committed by itself. */
  async #beginAnyhow(): Promise<void> {
    try {
      await this.#connection.run(begin)
    } catch {
      // It has begun.
    }
  }

  async #statement<T>(sql: string, work: (sent: string) => Promise<T>): Promise<T> {
    if (this.#wanted) {
      this.#wanted = false
      throw new Interrupted("interrupted")
    }
    const sent = withComment(sql, this.#comments(this.#node))
    const before = this.#isBeginning ? begin : ""
    this.#isBeginning = false
    this.#running++
    try {
      return await work(before + sent)
    } catch (error) {
      if (before !== "") await this.#beginAnyhow()
      const known = duckDbError(error, sent, before)
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

import type pg from "pg"
import { Interrupted } from "../../errors.ts"
import { WarehouseError } from "../errors.ts"
import { type CommentOf, withComment } from "../query-comment.ts"
import type { PooledConnection } from "../session-pool.ts"
import { postgresError } from "./postgres-error.ts"

export interface ConnectionOptions {
  readonly open: () => Promise<pg.Client>
  /** Statements that the connection runs first. */
  readonly settings: readonly string[]
  /** One more, which not every server knows. */
  readonly optional?: string | undefined
  readonly comments?: CommentOf | undefined
}

/** One connection, on which an interruption is never lost. Its errors are `WarehouseError` and `Interrupted`. */
export class PostgresConnection implements PooledConnection {
  readonly #client: pg.Client
  readonly #open: () => Promise<pg.Client>
  readonly #comments: CommentOf
  #node: string | undefined
  #running = 0
  #wanted = false

  private constructor(client: pg.Client, { open, comments = () => undefined }: ConnectionOptions) {
    this.#client = client
    this.#open = open
    this.#comments = comments
  }

  static async open(options: ConnectionOptions): Promise<PostgresConnection> {
    const connection = new PostgresConnection(await options.open(), options)
    try {
      for (const setting of options.settings) await connection.run(setting)
      if (options.optional !== undefined)
        await connection.run(options.optional).catch((error: unknown) => {
          if (!(error instanceof WarehouseError)) throw error
        })
      return connection
    } catch (error) {
      await connection.close()
      throw error
    }
  }

  about(node: string | undefined): void {
    this.#node = node
  }

  /** The result of the last statement of the text. */
  async run(sql: string, values?: readonly unknown[]): Promise<pg.QueryResult<Record<string, unknown>>> {
    const text = withComment(sql, this.#comments(this.#node))
    const result: unknown = await this.#statement(text, () =>
      this.#client.query(
        values === undefined || values.length === 0 ? { text } : { text, values: [...values] },
      ),
    )
    return lastOf(result)
  }

  /** Ends the open transaction, also while an interruption is wanted. */
  async rollback(): Promise<void> {
    try {
      await this.#client.query("rollback")
    } catch (error) {
      throw postgresError(error, "rollback", false)
    }
  }

  interrupt(): void {
    this.#wanted = true
    if (this.#running > 0) void this.#cancel()
  }

  renew(): void {
    this.#wanted = false
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined)
  }

  /** A statement is cancelled from next to; one that ended meanwhile is none, and the next is refused. */
  async #cancel(): Promise<void> {
    const pid = "processID" in this.#client ? Number(this.#client.processID) : undefined
    if (pid === undefined) return
    try {
      const beside = await this.#open()
      await beside.query(`select pg_cancel_backend(${pid})`).finally(() => beside.end())
    } catch {
      // The statement goes on to its end, and the one after it is refused.
    }
  }

  async #statement<T>(sql: string, work: () => Promise<T>): Promise<T> {
    if (this.#wanted) {
      this.#wanted = false
      throw new Interrupted("interrupted")
    }
    this.#running++
    try {
      return await work()
    } catch (error) {
      const known = postgresError(error, sql, this.#wanted)
      if (known instanceof Interrupted) this.#wanted = false
      throw known
    } finally {
      this.#running--
    }
  }
}

type Result = pg.QueryResult<Record<string, unknown>>

/** Of several statements in one text there are several results. */
function lastOf(result: unknown): Result {
  const last: unknown = Array.isArray(result) ? result.at(-1) : result
  if (!isResult(last)) throw new Error("a statement has no result")
  return last
}

function isResult(value: unknown): value is Result {
  return typeof value === "object" && value !== null && "rows" in value && "fields" in value
}

import type pg from "pg"
import { stringLiteral } from "../../../sql/identifier.ts"
import { tokens } from "../../../sql/tokens.ts"
import type { ObjectStore } from "../object-store.ts"
import type { Records } from "../records.ts"

/** What the database answers, each value as the text that it writes. */
export interface Result {
  readonly fields: readonly pg.FieldDef[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** Rows that were changed or returned; undefined where nobody counts. */
  readonly rowCount: number | undefined
}

export const nothing: Result = { fields: [], rows: [], rowCount: undefined }

/** A session's way to Postgres, with what it knows of Redshift. */
export interface Connection {
  /** Runs one statement of Postgres' SQL. */
  query(text: string, values?: readonly unknown[]): Promise<Result>
  inTransaction(): boolean
  readonly objects: ObjectStore
  readonly records: Records
  /** What this session has set that Postgres does not know, such as `query_group`. */
  readonly settings: Map<string, string>
  /** What this session's last statements were, for functions such as `pg_last_copy_count()`. */
  readonly last: Map<LastStatement, number>
  /** The numbers by which the system views know the statement under way, and its session. */
  readonly queryId: number
  readonly sessionId: number
  /** What the statement under way reads, for the system views. */
  readonly scanned: { bytes: number }
}

export type LastStatement = "query" | "copy_query" | "copy_count" | "unload_query" | "unload_count"

/** A refusal in Redshift's words. */
export class EngineError extends Error {
  readonly detail: string | undefined

  constructor(message: string, detail?: string) {
    super(message)
    this.detail = detail
  }
}

/**
 * Begins a transaction that reads one state of the database from its start, and changes none that others changed since.
 * A statement by itself reads what is there once it has its tables: otherwise Postgres would show it a table that was just
 * swapped in as empty.
 */
export const beginSnapshot = "begin isolation level repeatable read"

/** Runs work as one whole: in the transaction that is open, or in one of its own. */
export async function atomically<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  if (connection.inTransaction()) return work()
  await connection.query("begin")
  try {
    const result = await work()
    await connection.query("commit")
    return result
  } catch (error) {
    await connection.query("rollback").catch(() => undefined)
    throw error
  }
}

/** Throws as Redshift does where a command stands between begin and commit. */
export function refuseInTransaction(connection: Connection, command: string): void {
  if (connection.inTransaction()) throw new EngineError(`${command} cannot run inside a transaction block`)
}

/** The rows that a query of the server's own gives. */
export async function rowsOf(
  connection: Connection,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const { fields, rows } = await connection.query(text, values)
  return rows.map((row) => Object.fromEntries(fields.map(({ name }, index) => [name, row[index] ?? null])))
}

/**
 * Strings and quoted names written as Postgres reads them: in Redshift's strings a backslash escapes the character after
 * it, and its names are in lower case, quoted or not.
 */
export function spelledForPostgres(sql: string): string {
  let text = ""
  let from = 0
  for (const token of tokens(sql, "redshift")) {
    const written = sql.slice(token.start, token.end)
    const string = token.kind === "string" && written.includes("\\")
    const name = token.kind === "quoted" && written !== written.toLowerCase()
    if (!string && !name) continue
    text += sql.slice(from, token.start) + (string ? stringLiteral(token.text) : written.toLowerCase())
    from = token.end
  }
  return text + sql.slice(from)
}

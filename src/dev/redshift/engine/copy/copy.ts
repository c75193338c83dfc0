import { quoted } from "../../../../sql/identifier.ts"
import type { Cursor } from "../../../../sql/parse/cursor.ts"
import { shownTime } from "../../records.ts"
import { atomically, type Connection, EngineError, nothing, type Result } from "../connection.ts"
import { converted, type LoadColumn, LoadError, typeLabel } from "./convert.ts"
import { type CopyStatement, copyStatement } from "./copy-options.ts"
import { jsonPathsOf } from "./json-paths.ts"
import { loadColumns } from "./load-columns.ts"
import { type LoadFile, loadFiles } from "./load-files.ts"
import { type FileRow, readRows } from "./read-rows.ts"

const rowsAtOnce = 5000

/** Loads files of the object store into a table: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html */
export async function copy(cursor: Cursor, connection: Connection): Promise<Result> {
  const statement = copyStatement(cursor)
  const started = new Date()
  const load = new Load(connection, statement, started)
  try {
    await atomically(connection, () => run(connection, statement, load))
  } catch (error) {
    load.end("failed")
    throw error
  }
  load.end("success")
  connection.last.set("copy_query", connection.queryId)
  connection.last.set("copy_count", load.rows)
  return nothing
}

async function run(connection: Connection, statement: CopyStatement, load: Load): Promise<void> {
  const { options } = statement
  const all = await loadColumns(connection, statement)
  const columns = all.filter(({ identity }) => !identity || options.explicitIds)
  const paths = await jsonPathsOf(connection.objects, options, columns)
  const files = await loadFiles(connection.objects, statement.from, options)
  for (const file of files) {
    let lines = 0
    let batch: (string | null)[][] = []
    for await (const row of readRows(file, columns, options, paths)) {
      lines++
      const values = load.row(file, row, columns)
      if (values !== undefined) batch.push(values)
      if (batch.length === rowsAtOnce) {
        await insert(connection, statement, columns, batch)
        batch = []
      }
    }
    await insert(connection, statement, columns, batch)
    load.file(file, lines)
  }
}

/** What a load has done so far, and the errors that it may still meet. */
class Load {
  rows = 0
  #errors = 0
  #files = 0
  #bytes = 0
  readonly #connection: Connection
  readonly #statement: CopyStatement
  readonly #started: Date

  constructor(connection: Connection, statement: CopyStatement, started: Date) {
    this.#connection = connection
    this.#statement = statement
    this.#started = started
  }

  /** The values of a row; undefined for one that is left out. Throws when there are too many of those. */
  row(file: LoadFile, row: FileRow, columns: readonly LoadColumn[]): (string | null)[] | undefined {
    const { options } = this.#statement
    try {
      if (row.values instanceof LoadError) throw row.values
      const given = row.values
      const values = columns.map((column, index) => converted(given[index] ?? null, column, options))
      this.rows++
      return values
    } catch (error) {
      if (!(error instanceof LoadError)) throw error
      this.#record(file, row, error)
      this.#errors++
      // Of columnar files no row is left out.
      if (options.format === "parquet" || this.#errors >= Math.max(1, options.maxErrors))
        throw new EngineError(
          `Load into table '${this.#table}' failed.  Check 'sys_load_error_detail' system table for details.`,
        )
      return undefined
    }
  }

  file({ url, bytes }: LoadFile, lines: number): void {
    this.#files++
    this.#bytes += bytes
    const now = shownTime(new Date())
    this.#connection.records.add("sys_load_detail", {
      ...this.#who,
      file_name: url,
      bytes_scanned: bytes,
      lines_scanned: lines,
      splits_scanned: 1,
      record_time: now,
      start_time: shownTime(this.#started),
      end_time: now,
    })
  }

  end(status: "success" | "failed"): void {
    const { from, options } = this.#statement
    const now = new Date()
    this.#connection.records.add("sys_load_history", {
      ...this.#who,
      status: status === "success" ? "completed" : "failed",
      table_name: this.#table,
      start_time: shownTime(this.#started),
      end_time: shownTime(now),
      duration: (now.getTime() - this.#started.getTime()) * 1000,
      data_source: from,
      file_format: options.format === "delimited" ? "text" : options.format,
      loaded_rows: status === "success" ? this.rows : 0,
      loaded_bytes: this.#bytes,
      source_file_count: this.#files,
      source_file_bytes: this.#bytes,
      file_count_scanned: this.#files,
      file_bytes_scanned: this.#bytes,
      error_count: this.#errors,
    })
  }

  get #who() {
    return { user_id: 100, query_id: this.#connection.queryId, session_id: this.#connection.sessionId }
  }

  get #table(): string {
    return this.#statement.table.replaceAll('"', "").replace(/^.*\./, "")
  }

  #record({ url }: LoadFile, { line, raw }: FileRow, { code, message, column, value }: LoadError): void {
    this.#connection.records.add("stand_in_load_error", {
      ...this.#who,
      start_time: shownTime(this.#started),
      line_number: line,
      file_name: url,
      column_name: column?.name ?? "",
      column_type: column === undefined ? "" : typeLabel(column),
      column_length: String(column?.size ?? column?.precision ?? ""),
      position: 0,
      error_code: code,
      error_message: message,
      raw_line: raw.slice(0, 1024),
      raw_field_value: value.slice(0, 1024),
    })
  }
}

async function insert(
  connection: Connection,
  { table, options }: CopyStatement,
  columns: readonly LoadColumn[],
  rows: readonly (readonly (string | null)[])[],
): Promise<void> {
  if (rows.length === 0 || options.noLoad) return
  const list = columns.map(({ name }) => quoted(name)).join(", ")
  const values = columns.map(({ type }, index) => `given.c${index}::${type}`).join(", ")
  const given = columns.map((_, index) => `$${index + 1}::text[]`).join(", ")
  const named = columns.map((_, index) => `c${index}`).join(", ")
  await connection.query(
    `insert into ${table} (${list}) overriding system value
     select ${values} from unnest(${given}) as given (${named})`,
    columns.map((_, index) => rows.map((row) => row[index] ?? null)),
  )
}

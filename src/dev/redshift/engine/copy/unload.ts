import { gzipSync } from "node:zlib"
import type { Cursor } from "../../../../sql/parse/cursor.ts"
import { columnMetadata } from "../../fields.ts"
import { shownTime } from "../../records.ts"
import { type Connection, EngineError, nothing, type Result } from "../connection.ts"
import { forPostgres } from "../for-postgres.ts"
import { type UnloadOptions, type UnloadStatement, unloadStatement } from "./unload-options.ts"
import { parquetFile, textFile, type UnloadColumn } from "./write-files.ts"

interface Written {
  readonly url: string
  readonly bytes: number
  readonly rows: number
}

type Row = readonly (string | null)[]

/** Writes the rows of a query to the object store, one file for each partition: this server has a single slice. */
export async function unload(cursor: Cursor, connection: Connection): Promise<Result> {
  const statement = unloadStatement(cursor)
  const started = new Date()
  const { objects } = connection
  const { to, options } = statement
  const { fields, rows } = await connection.query(await forPostgres(connection, statement.query))
  const columns = fields.map((field): UnloadColumn => {
    const { typeName = "varchar", precision = 0, scale = 0 } = columnMetadata(field)
    return { name: field.name, type: typeName, precision, scale }
  })
  await makeRoom(connection, statement)
  const written: Written[] = []
  for (const [prefix, part] of partitions(columns, rows, statement)) {
    const kept = keptColumns(columns, options)
    const body = await fileOf(
      kept.map(({ column }) => column),
      part.map((row) => kept.map(({ index }) => row[index] ?? null)),
      options,
    )
    const url = `${prefix}${options.parallel ? "0000_part_00" : "000"}${extensionOf(options)}`
    await objects.put(url, body)
    written.push({ url, bytes: body.length, rows: part.length })
  }
  if (options.manifest) await objects.put(`${to}manifest`, manifestOf(written))
  record(connection, statement, started, written)
  connection.last.set("unload_query", connection.queryId)
  connection.last.set("unload_count", rows.length)
  return nothing
}

async function makeRoom({ objects }: Connection, { to, options }: UnloadStatement): Promise<void> {
  const there = await objects.list(to)
  if (options.cleanPath) for (const { url } of there) await objects.remove(url)
  else if (there.length > 0 && !options.allowOverwrite)
    throw new EngineError(
      "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE option.",
    )
}

/** Prefixes such as `s3://bucket/prefix/day=2024-01-01/` and their rows; without partitions one, which may be empty. */
function partitions(
  columns: readonly UnloadColumn[],
  rows: readonly Row[],
  { to, options }: UnloadStatement,
): ReadonlyMap<string, readonly Row[]> {
  if (options.partitionBy.length === 0) return new Map([[to, rows]])
  const places = options.partitionBy.map((name) => {
    const place = columns.findIndex((column) => column.name === name)
    if (place < 0) throw new EngineError(`the partition column "${name}" is not in the query`)
    return place
  })
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const path = places.map((place, index) => {
      const value = row[place] ?? "__HIVE_DEFAULT_PARTITION__"
      return `${options.partitionBy[index]}=${encodeURIComponent(value)}`
    })
    const prefix = `${to.replace(/\/$/, "")}/${path.join("/")}/`
    const part = found.get(prefix)
    if (part === undefined) found.set(prefix, [row])
    else part.push(row)
  }
  return found
}

function keptColumns(columns: readonly UnloadColumn[], { partitionBy, include }: UnloadOptions) {
  return columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => include || !partitionBy.includes(column.name))
}

async function fileOf(
  columns: readonly UnloadColumn[],
  rows: readonly Row[],
  options: UnloadOptions,
): Promise<Buffer> {
  if (options.format === "parquet") return parquetFile(columns, rows)
  const text = textFile(columns, rows, options)
  return options.gzip ? gzipSync(text) : text
}

function extensionOf({ format, gzip, extension }: UnloadOptions): string {
  if (extension !== undefined) return `.${extension.replace(/^\./, "")}`
  const kind = format === "parquet" ? ".parquet" : format === "json" ? ".json" : ""
  return gzip ? `${kind}.gz` : kind
}

function manifestOf(written: readonly Written[]): Buffer {
  const entries = written.map(({ url, bytes, rows }) => ({
    url,
    meta: { content_length: bytes, record_count: rows },
  }))
  return Buffer.from(JSON.stringify({ entries }))
}

function record(
  { records, queryId, sessionId }: Connection,
  { to, options }: UnloadStatement,
  started: Date,
  written: readonly Written[],
): void {
  const ended = new Date()
  const common = {
    user_id: 100,
    query_id: queryId,
    session_id: sessionId,
    database_name: "dev",
    start_time: shownTime(started),
    end_time: shownTime(ended),
    duration: (ended.getTime() - started.getTime()) * 1000,
    file_format: options.format,
  }
  const sum = (of: (each: Written) => number) => written.reduce((total, each) => total + of(each), 0)
  records.add("sys_unload_history", {
    ...common,
    status: "completed",
    compression_type: options.gzip ? "gzip" : "none",
    unloaded_location: to,
    unloaded_rows: sum(({ rows }) => rows),
    unloaded_files_count: written.length,
    unloaded_files_size: sum(({ bytes }) => bytes),
  })
  for (const { url, bytes, rows } of written)
    records.add("sys_unload_detail", { ...common, file_name: url, line_count: rows, transfer_size: bytes })
}

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileLiteral, quoted, stringLiteral } from "../../../../sql/identifier.ts"
import { loadDuckDb } from "../../../../warehouse/duckdb/load-duckdb.ts"
import type { UnloadOptions } from "./unload-options.ts"

/** A column of an UNLOAD by Redshift's name of its type. */
export interface UnloadColumn {
  readonly name: string
  readonly type: string
  readonly precision: number
  readonly scale: number
}

type Row = readonly (string | null)[]

export function textFile(
  columns: readonly UnloadColumn[],
  rows: readonly Row[],
  options: UnloadOptions,
): Buffer {
  if (options.format === "json")
    return Buffer.from(rows.map((row) => `${jsonObject(columns, row)}\n`).join(""))
  const delimiter = options.delimiter ?? (options.format === "csv" ? "," : "|")
  const header = options.header ? [columns.map(({ name }) => name).join(delimiter)] : []
  const lines = rows.map((row) => row.map((value) => field(value, delimiter, options)).join(delimiter))
  return Buffer.from([...header, ...lines].map((line) => `${line}\n`).join(""))
}

function field(
  value: string | null,
  delimiter: string,
  { format, nullAs, addQuotes, escape: escapes }: UnloadOptions,
): string {
  if (value === null) return nullAs
  if (format === "csv")
    return /["\n\r]/.test(value) || value.includes(delimiter) ? `"${value.replaceAll('"', '""')}"` : value
  const escaped = escapes
    ? value.replaceAll(/[\\"'\n\r]/g, "\\$&").replaceAll(delimiter, `\\${delimiter}`)
    : value
  return addQuotes ? `"${escaped}"` : escaped
}

const bare = new Set(["int2", "int4", "int8", "float4", "float8", "numeric", "super"])

function jsonObject(columns: readonly UnloadColumn[], row: Row): string {
  const members = columns.map(({ name, type }, index) => {
    const value = row[index] ?? null
    return `${JSON.stringify(name)}:${value === null ? "null" : jsonValue(value, type)}`
  })
  return `{${members.join(",")}}`
}

function jsonValue(value: string, type: string): string {
  if (type === "bool") return value === "t" ? "true" : "false"
  return bare.has(type) && !/^(NaN|-?Infinity)$/.test(value) ? value : JSON.stringify(value)
}

const duckdbTypes: Readonly<Record<string, string>> = {
  bool: "boolean",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "float",
  float8: "double",
  date: "date",
  timestamp: "timestamp",
  timestamptz: "timestamptz",
}

/** Written by DuckDB, each value from the text that Postgres gives. */
export async function parquetFile(columns: readonly UnloadColumn[], rows: readonly Row[]): Promise<Buffer> {
  const { DuckDBInstance } = loadDuckDb()
  const folder = await mkdtemp(join(tmpdir(), "lux-unload-"))
  const source = join(folder, "rows.json")
  const target = join(folder, "rows.parquet")
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  try {
    const lines = rows.map((row) =>
      JSON.stringify(Object.fromEntries(row.map((value, at) => [`c${at}`, value]))),
    )
    await writeFile(source, lines.join("\n"))
    const texts = columns.map((_, at) => `c${at}: 'varchar'`).join(", ")
    const values = columns.map(
      (column, at) => `cast(c${at} as ${duckdbType(column)}) as ${quoted(column.name)}`,
    )
    await connection.run("set timezone = 'UTC'")
    await connection.run(
      `copy (select ${values.join(", ")}
       from read_json(${fileLiteral(source)}, format = 'newline_delimited', columns = {${texts}}))
       to ${stringLiteral(target)} (format parquet, compression snappy)`,
    )
    return await readFile(target)
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(folder, { recursive: true })
  }
}

function duckdbType({ type, precision, scale }: UnloadColumn): string {
  if (type === "numeric") return precision > 0 ? `decimal(${precision}, ${scale})` : "decimal(38, 10)"
  return duckdbTypes[type] ?? "varchar"
}

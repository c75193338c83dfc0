import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileLiteral, quoted } from "../../../../sql/identifier.ts"
import { loadDuckDb } from "../../../../warehouse/duckdb/load-duckdb.ts"
import { EngineError } from "../connection.ts"
import type { LoadColumn } from "./convert.ts"
import type { CopyOptions } from "./copy-options.ts"
import type { FileRow } from "./read-rows.ts"

/** What a Parquet file's types may be loaded into. */
const fits: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT)$/, ["int2", "int4"]],
  [/^(BIGINT|UINTEGER)$/, ["int8"]],
  [/^FLOAT$/, ["float4"]],
  [/^DOUBLE$/, ["float8"]],
  [/^DECIMAL/, ["numeric"]],
  [/^VARCHAR|^JSON$|^ENUM/, ["varchar", "bpchar"]],
  [/^BLOB$/, ["varchar", "bpchar", "bytea"]],
  [/^BOOLEAN$/, ["bool"]],
  [/^DATE$/, ["date"]],
  [/^TIMESTAMP/, ["timestamp", "timestamptz"]],
]
const nested = /\[\]$|^(STRUCT|MAP|UNION)/

/**
 * Rows by the places of the columns, whatever their names; types have to fit.
 * https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html
 */
export async function* parquetRows(
  { url, body }: { readonly url: string; readonly body: Buffer },
  columns: readonly LoadColumn[],
  { serializeToJson }: CopyOptions,
): AsyncIterable<FileRow> {
  const { DuckDBInstance } = loadDuckDb()
  const folder = await mkdtemp(join(tmpdir(), "lux-copy-"))
  const path = join(folder, "file.parquet")
  await writeFile(path, body)
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  try {
    await connection.run("set timezone = 'UTC'")
    const from = `read_parquet(${fileLiteral(path)})`
    const described = await connection.runAndReadAll(`describe select * from ${from}`)
    const inFile = described.getRowObjectsJS().map(({ column_name, column_type }) => ({
      name: String(column_name),
      type: String(column_type),
    }))
    if (inFile.length !== columns.length)
      throw new EngineError(
        "Spectrum Scan Error",
        `Unmatched number of columns between table and file. Table columns: ${columns.length}, Data columns: ${inFile.length}, File name: ${url}`,
      )
    for (const [index, { name, type }] of inFile.entries())
      checkType(url, name, type, columns[index], serializeToJson)
    const list = inFile
      .map(
        ({ name, type }) =>
          `cast(${nested.test(type) ? `to_json(${quoted(name)})` : quoted(name)} as varchar)`,
      )
      .join(", ")
    const rows = await connection.runAndReadAll(`select ${list} from ${from}`)
    let line = 0
    for (const row of rows.getRowsJS()) {
      line++
      const values = row.map((value) => (value === null || value === undefined ? null : String(value)))
      yield {
        line,
        raw: values.join("|"),
        values: values.map((value, index) => shaped(value, columns[index])),
      }
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(folder, { recursive: true })
  }
}

function checkType(
  url: string,
  name: string,
  type: string,
  column: LoadColumn | undefined,
  toJson: boolean,
): void {
  if (column === undefined) return
  const wide = fits.find(([pattern]) => pattern.test(type) && !nested.test(type))?.[1] ?? []
  if (wide.includes(column.type)) return
  if (column.type === "jsonb" && toJson && (nested.test(type) || type.startsWith("VARCHAR"))) return
  throw new EngineError(
    "Spectrum Scan Error",
    `File '${url}' has an incompatible Parquet schema for column '${name}'. Column type: ${column.type.toUpperCase()}, Parquet schema: ${type}`,
  )
}

/** DuckDB writes a zone as +00, and a time without one as the loader takes it. */
function shaped(value: string | null, column: LoadColumn | undefined): string | null {
  if (value === null || column === undefined) return value
  if (column.type === "jsonb") return /^[[{]/.test(value) ? value : JSON.stringify(value)
  return value
}

/** For tests: rows of Parquet, CSV and JSON files, as DuckDB reads them. */
import { DuckDBInstance } from "@duckdb/node-api"

/** `pattern`: a path or a glob. Values as JSON has them. */
export async function rowsOfFiles(
  pattern: string,
  format: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const instance = await DuckDBInstance.create()
  try {
    const connection = await instance.connect()
    const quoted = format === "csv" ? ", allow_quoted_nulls = false" : ""
    const sql = `select * from read_${format}('${pattern}'${quoted})`
    return (await connection.runAndReadAll(sql)).getRowObjectsJson()
  } finally {
    instance.closeSync()
  }
}

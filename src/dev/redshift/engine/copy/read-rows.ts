import type { LoadColumn, LoadError } from "./convert.ts"
import type { CopyOptions } from "./copy-options.ts"
import { avroRows } from "./read-avro.ts"
import { csvRows, delimitedRows } from "./read-delimited.ts"
import { jsonRows } from "./read-json.ts"
import { parquetRows } from "./read-parquet.ts"

/** A row of a file: the text of each value in the order of the columns, or what is wrong with it. */
export interface FileRow {
  /** From 1; of Avro and Parquet the number of the record. */
  readonly line: number
  readonly raw: string
  readonly values: readonly (string | null)[] | LoadError
}

/** The rows of a file, for these columns. `jsonPaths` are those of COPY's file of paths. */
export function readRows(
  file: { readonly url: string; readonly body: Buffer },
  columns: readonly LoadColumn[],
  options: CopyOptions,
  jsonPaths: readonly string[] | undefined,
): AsyncIterable<FileRow> | Iterable<FileRow> {
  switch (options.format) {
    case "csv":
      return csvRows(file.body, columns, options)
    case "delimited":
      return delimitedRows(file.body, columns, options)
    case "json":
      return jsonRows(file.body, columns, options, jsonPaths)
    case "avro":
      return avroRows(file.body, columns, options)
    case "parquet":
      return parquetRows(file, columns, options)
  }
}

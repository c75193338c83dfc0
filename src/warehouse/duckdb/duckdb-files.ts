import { fileLiteral, identifier, stringLiteral } from "../../sql/identifier.ts"
import type { FilesToRead, JsonFiles } from "../statements.ts"

/** A query over files, with `_file` and, where names tell it, `_collected_at` (UTC) behind the declared columns. */
export function filesQuery(files: FilesToRead): string {
  const collected =
    files.collectedAt === undefined ? "" : `,\n  ${collectedAt(files.collectedAt)} as _collected_at`
  const rows = (reader: string, original: FilesToRead["original"]): string => `select
  * exclude (filename),
  ${nameOfFile(original)} as _file${collected}
from ${reader}`
  const json = (files.json ?? []).filter((each) => each.files.length > 0)
  if (json.length > 0)
    return json.map((each) => rows(jsonReader(each, files.columns), each.original)).join("\nunion all\n")
  return files.files.length === 0 ? emptyQuery(files) : rows(reader(files), files.original)
}

/** Of a copy the address that it was made of. */
function nameOfFile(original: FilesToRead["original"]): string {
  if (original === undefined) return "filename"
  return `${stringLiteral(original.prefix)} || substr(filename, ${original.start + 1})`
}

/** Names and types of each file's columns, from its footer alone. */
export function parquetShapes(files: readonly string[]): string {
  return `select file_name as file, string_agg(concat_ws(' ', name, duckdb_type, num_children), ', ' order by column_id) as shape
from parquet_schema(${pathsOf(files)})
group by file_name`
}

/** Several files would be read with the types of the first, and values of the others bent to them. */
export function readParquet({
  files,
  alike,
  columns,
}: Pick<FilesToRead, "files" | "alike" | "columns">): string {
  const read = (some: readonly string[]): string => `read_parquet(${pathsOf(some)}, filename = true)`
  if (alike === undefined) return read(files)
  const typed = columns.map(
    ({ name, type }) => `  cast(${identifier(name)} as ${type}) as ${identifier(name)}`,
  )
  const parts = alike.map((some) => `select\n${[...typed, "  filename"].join(",\n")}\nfrom ${read(some)}`)
  return `(\n${parts.join("\nunion all\n")}\n) as files`
}

function pathsOf(files: readonly string[]): string {
  return `[\n${files.map((file) => `  ${fileLiteral(file)}`).join(",\n")}\n]`
}

function jsonReader(
  { files, layout, isNumbered = false }: JsonFiles,
  columns: FilesToRead["columns"],
): string {
  const all = isNumbered ? [...columns, { name: "lux_record", type: "bigint" }] : columns
  const format = layout === "list" ? "array" : "newline_delimited"
  return `read_json(${pathsOf(files)}, format = '${format}', filename = true, columns = ${typesOf(all)})`
}

function typesOf(columns: FilesToRead["columns"]): string {
  return `{${columns.map(({ name, type }) => `${stringLiteral(name)}: ${stringLiteral(type)}`).join(", ")}}`
}

function reader(reading: FilesToRead): string {
  const { format, files, columns } = reading
  const paths = pathsOf(files)
  switch (format) {
    case "json":
      return `read_json(${paths}, format = 'auto', filename = true, columns = ${typesOf(columns)})`
    case "csv":
      return `read_csv(${paths}, header = true, filename = true, columns = ${typesOf(columns)})`
    case "parquet":
      return readParquet(reading)
  }
}

function collectedAt(pattern: string): string {
  const format = pattern.slice(pattern.indexOf("%"), pattern.lastIndexOf("%") + 2)
  const expression = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(format.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), () => `(${digits(format)})`)
  return `strptime(regexp_extract(filename, ${stringLiteral(`${expression}$`)}, 1), ${stringLiteral(format)})`
}

/** The part of a name that the strftime fields make. */
function digits(format: string): string {
  return format
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%Y", "\\d{4}")
    .replace(/%[mdHMS]/g, "\\d{2}")
}

/** The columns of no files: a lake that is still empty makes empty tables. */
function emptyQuery({ columns, collectedAt }: FilesToRead): string {
  const all = [
    ...columns,
    { name: "_file", type: "varchar" },
    ...(collectedAt === undefined ? [] : [{ name: "_collected_at", type: "timestamp" }]),
  ]
  return `select\n${all.map(({ name, type }) => `  cast(null as ${type}) as ${identifier(name)}`).join(",\n")}\nwhere false`
}

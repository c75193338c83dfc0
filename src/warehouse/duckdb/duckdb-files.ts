import { identifier, stringLiteral } from "../../sql/identifier.ts"
import type { FilesToRead } from "../statements.ts"

/** A query over files, with `_file` and, where names tell it, `_collected_at` (UTC) behind the declared columns. */
export function filesQuery(files: FilesToRead): string {
  if (files.files.length === 0) return emptyQuery(files)
  const collected =
    files.collectedAt === undefined ? "" : `,\n  ${collectedAt(files.collectedAt)} as _collected_at`
  return `select
  * exclude (filename),
  ${nameOfFile(files)} as _file${collected}
from ${reader(files)}`
}

/** Of a copy the address that it was made of. */
function nameOfFile({ original }: FilesToRead): string {
  if (original === undefined) return "filename"
  return `${stringLiteral(original.prefix)} || substr(filename, ${original.start + 1})`
}

function reader({ format, files, columns }: FilesToRead): string {
  const paths = `[\n${files.map((file) => `  ${stringLiteral(file)}`).join(",\n")}\n]`
  const types = `{${columns.map(({ name, type }) => `${stringLiteral(name)}: ${stringLiteral(type)}`).join(", ")}}`
  switch (format) {
    case "json":
      return `read_json(${paths}, format = 'auto', filename = true, columns = ${types})`
    case "csv":
      return `read_csv(${paths}, header = true, filename = true, columns = ${types})`
    case "parquet":
      return `read_parquet(${paths}, filename = true)`
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

import { type CsvError, parse } from "csv-parse/sync"
import { type LoadColumn, LoadError } from "./convert.ts"
import type { CopyOptions } from "./copy-options.ts"
import type { FileRow } from "./read-rows.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-format.html#copy-csv */
export function* csvRows(
  body: Buffer,
  columns: readonly LoadColumn[],
  options: CopyOptions,
): Iterable<FileRow> {
  const lines = body.toString("utf8").split("\n")
  const { records, problem } = parsedCsv(body, options)
  for (const { record, lines: line } of records) {
    if (line <= options.ignoreHeader) continue
    const raw = lines[line - 1] ?? ""
    if (options.ignoreBlankLines && record.length === 1 && record[0]?.trim() === "") continue
    yield { line, raw, values: counted(record, columns, options) }
  }
  if (problem !== undefined)
    yield {
      line: problem.line,
      raw: lines[problem.line - 1] ?? "",
      values: new LoadError(1214, `Invalid quote formatting for CSV: ${problem.message}`),
    }
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly lines: number
}

function parsedCsv(
  body: Buffer,
  { delimiter, quote }: CopyOptions,
): {
  readonly records: readonly CsvRecord[]
  readonly problem: { line: number; message: string } | undefined
} {
  const records: CsvRecord[] = []
  try {
    parse(body, {
      delimiter,
      quote,
      escape: quote,
      relax_column_count: true,
      skip_empty_lines: false,
      bom: true,
      on_record: (record, { lines }) => {
        records.push({ record, lines })
        return null
      },
    })
    return { records, problem: undefined }
  } catch (error) {
    const { message, lines } = asCsvError(error)
    return { records, problem: { line: lines, message } }
  }
}

function asCsvError(error: unknown): Pick<CsvError, "message"> & { readonly lines: number } {
  if (!(error instanceof Error)) throw error
  const lines = "lines" in error && typeof error.lines === "number" ? error.lines : 0
  return { message: error.message, lines }
}

/** Texts between delimiters, without quotes. */
export function* delimitedRows(
  body: Buffer,
  columns: readonly LoadColumn[],
  options: CopyOptions,
): Iterable<FileRow> {
  const lines = body
    .toString("utf8")
    .replace(/\r?\n$/, "")
    .split("\n")
  if (body.length === 0) return
  let number = 0
  for (let at = 0; at < lines.length; at++) {
    let raw = lines[at] ?? ""
    number = at + 1
    while (options.escape && /(^|[^\\])(\\\\)*\\$/.test(raw) && at + 1 < lines.length)
      raw = `${raw.slice(0, -1)}\n${lines[++at]}`
    raw = raw.replace(/\r$/, "")
    if (number <= options.ignoreHeader) continue
    if (options.ignoreBlankLines && raw.trim() === "") continue
    yield { line: number, raw, values: counted(split(raw, options), columns, options) }
  }
}

function split(
  line: string,
  { delimiter, escape: escapes, removeQuotes, nullAs }: CopyOptions,
): readonly string[] {
  if (!escapes && !removeQuotes) return line.split(delimiter)
  const fields: string[] = []
  let field = ""
  let quote = ""
  let whole = ""
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? ""
    if (quote === "" && line.startsWith(delimiter, at)) {
      fields.push(whole === nullAs ? whole : field)
      field = whole = ""
      at += delimiter.length - 1
    } else {
      whole += character
      if (escapes && character === "\\") {
        const next = line[++at] ?? ""
        whole += next
        field += next
      } else if (
        removeQuotes &&
        (character === quote || (quote === "" && field === "" && /["']/.test(character)))
      )
        quote = quote === "" ? character : ""
      else field += character
    }
  }
  fields.push(whole === nullAs ? whole : field)
  return fields
}

function counted(
  fields: readonly string[],
  columns: readonly LoadColumn[],
  { fillRecord, delimiter, format }: CopyOptions,
): readonly (string | null)[] | LoadError {
  // A delimiter at the end of a line is not a field of its own.
  const trailing = format === "delimited" && fields.length === columns.length + 1 && fields.at(-1) === ""
  const given = trailing ? fields.slice(0, -1) : fields
  if (given.length > columns.length) return new LoadError(1202, "Extra column(s) found")
  if (given.length === columns.length) return given
  if (fillRecord) return columns.map((_, index) => given[index] ?? null)
  return new LoadError(
    1214,
    `Delimiter not found: ${given.length} fields by "${delimiter}" for ${columns.length} columns`,
    columns[given.length],
  )
}

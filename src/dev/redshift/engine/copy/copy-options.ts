import type { Cursor } from "../../../../sql/parse/cursor.ts"
import { EngineError } from "../connection.ts"
import { relation } from "../words.ts"

type CopyFormat = "csv" | "delimited" | "json" | "avro" | "parquet"

/** What a COPY says. */
export interface CopyStatement {
  readonly table: string
  readonly columns: readonly string[] | undefined
  /** An address such as `s3://bucket/prefix`. */
  readonly from: string
  readonly options: CopyOptions
}

export interface CopyOptions {
  format: CopyFormat
  /** `auto`, `auto ignorecase`, `noshred`, or the address of a file of paths. */
  paths: string
  authorized: boolean
  manifest: boolean
  compression: "none" | "gzip" | "zstd" | "bzip2" | "lzop"
  maxErrors: number
  delimiter: string
  quote: string
  nullAs: string
  ignoreHeader: number
  dateFormat: string | undefined
  timeFormat: string | undefined
  acceptAnyDate: boolean
  blanksAsNull: boolean
  emptyAsNull: boolean
  trimBlanks: boolean
  truncateColumns: boolean
  roundDecimals: boolean
  fillRecord: boolean
  ignoreBlankLines: boolean
  escape: boolean
  removeQuotes: boolean
  explicitIds: boolean
  serializeToJson: boolean
  /** Reads the files and loads nothing. */
  noLoad: boolean
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html */
export function copyStatement(cursor: Cursor): CopyStatement {
  cursor.expect("copy")
  const table = relation(cursor)
  const columns = cursor.is("(") ? cursor.names().map(({ name }) => name) : undefined
  cursor.expect("from")
  const from = text(cursor)
  const options = standard()
  while (cursor.peek().kind !== "end" && !cursor.is(";")) option(cursor, options)
  if (!options.authorized) throw new EngineError("COPY needs IAM_ROLE or other credentials")
  return { table, columns, from, options }
}

function standard(): CopyOptions {
  return {
    format: "delimited",
    paths: "auto",
    authorized: false,
    manifest: false,
    compression: "none",
    maxErrors: 0,
    delimiter: "|",
    quote: '"',
    nullAs: "\\N",
    ignoreHeader: 0,
    dateFormat: undefined,
    timeFormat: undefined,
    acceptAnyDate: false,
    blanksAsNull: false,
    emptyAsNull: false,
    trimBlanks: false,
    truncateColumns: false,
    roundDecimals: false,
    fillRecord: false,
    ignoreBlankLines: false,
    escape: false,
    removeQuotes: false,
    explicitIds: false,
    serializeToJson: false,
    noLoad: false,
  }
}

const flags: Readonly<Record<string, Partial<CopyOptions>>> = {
  manifest: { manifest: true },
  gzip: { compression: "gzip" },
  zstd: { compression: "zstd" },
  bzip2: { compression: "bzip2" },
  lzop: { compression: "lzop" },
  parquet: { format: "parquet" },
  acceptanydate: { acceptAnyDate: true },
  blanksasnull: { blanksAsNull: true },
  emptyasnull: { emptyAsNull: true },
  trimblanks: { trimBlanks: true },
  truncatecolumns: { truncateColumns: true },
  roundec: { roundDecimals: true },
  fillrecord: { fillRecord: true },
  ignoreblanklines: { ignoreBlankLines: true },
  escape: { escape: true },
  removequotes: { removeQuotes: true },
  explicit_ids: { explicitIds: true },
  serializetojson: { serializeToJson: true },
  noload: { noLoad: true },
}

function option(cursor: Cursor, options: CopyOptions): void {
  const word = cursor.next().text
  if (word === "format") {
    cursor.take("as")
    return
  }
  const flag = Object.hasOwn(flags, word) ? flags[word] : undefined
  if (flag !== undefined) {
    Object.assign(options, flag)
    return
  }
  switch (word) {
    case "iam_role":
      options.authorized = role(cursor)
      return
    case "credentials":
      cursor.take("as")
      text(cursor)
      options.authorized = true
      return
    case "access_key_id":
    case "secret_access_key":
    case "session_token":
      cursor.take("as")
      text(cursor)
      options.authorized = true
      return
    case "region":
      cursor.take("as")
      text(cursor)
      return
    case "csv":
      options.format = "csv"
      if (options.delimiter === "|") options.delimiter = ","
      if (cursor.take("quote")) {
        cursor.take("as")
        options.quote = text(cursor)
      }
      return
    case "delimiter":
      cursor.take("as")
      options.delimiter = delimiter(cursor)
      return
    case "json":
    case "avro":
      options.format = word
      cursor.take("as")
      options.paths = cursor.peek().kind === "string" ? text(cursor) : "auto"
      return
    case "maxerror":
      cursor.take("as")
      options.maxErrors = whole(cursor)
      return
    case "ignoreheader":
      cursor.take("as")
      options.ignoreHeader = whole(cursor)
      return
    case "null":
      cursor.expect("as")
      options.nullAs = text(cursor)
      return
    case "dateformat":
      cursor.take("as")
      options.dateFormat = text(cursor)
      return
    case "timeformat":
      cursor.take("as")
      options.timeFormat = text(cursor)
      return
    case "encoding":
      cursor.take("as")
      if (!/^utf-?8$/i.test(cursor.next().text))
        throw new EngineError("this server reads files in UTF8 alone")
      return
    case "compupdate":
    case "statupdate":
      if (cursor.isAny(["on", "off", "preset", "true", "false"])) cursor.next()
      return
    default:
      throw new EngineError(`COPY's option ${word} is not known to this server`)
  }
}

/** `iam_role 'arn:...'` or `iam_role default`. */
export function role(cursor: Cursor): true {
  if (cursor.take("default")) return true
  const arns = text(cursor)
  for (const arn of arns.split(","))
    if (!/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/.test(arn.trim()))
      throw new EngineError(`Invalid IAM role "${arn}"`)
  return true
}

export function text(cursor: Cursor): string {
  const token = cursor.peek()
  if (token.kind !== "string") throw cursor.unexpected("a text in quotes")
  return cursor.next().text
}

/** `'\\t'` is a tab here, and `'\\001'` the character of that number in octal. */
export function delimiter(cursor: Cursor): string {
  const { start, end } = cursor.peek()
  const plain = text(cursor)
  const [, escaped = ""] = /^'\\(t|[0-7]{3})'$/.exec(cursor.sql.slice(start, end)) ?? []
  if (escaped === "") return plain
  return escaped === "t" ? "\t" : String.fromCharCode(Number.parseInt(escaped, 8))
}

function whole(cursor: Cursor): number {
  const value = Number(cursor.next().text)
  if (!Number.isInteger(value) || value < 0) throw new EngineError("a whole number is expected here")
  return value
}

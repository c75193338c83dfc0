import type { Cursor } from "../../../../sql/parse/cursor.ts"
import { EngineError } from "../connection.ts"
import { delimiter, role, text } from "./copy-options.ts"

/** What an UNLOAD says: https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html */
export interface UnloadStatement {
  readonly query: string
  /** An address such as `s3://bucket/prefix`. */
  readonly to: string
  readonly options: UnloadOptions
}

export interface UnloadOptions {
  format: "text" | "csv" | "json" | "parquet"
  authorized: boolean
  partitionBy: readonly string[]
  /** Keeps the columns of the partitions in the files. */
  include: boolean
  manifest: boolean
  header: boolean
  delimiter: string | undefined
  addQuotes: boolean
  nullAs: string
  escape: boolean
  gzip: boolean
  allowOverwrite: boolean
  cleanPath: boolean
  parallel: boolean
  extension: string | undefined
}

export function unloadStatement(cursor: Cursor): UnloadStatement {
  cursor.expect("unload")
  cursor.expect("(")
  const query = text(cursor)
  cursor.expect(")")
  cursor.expect("to")
  const to = text(cursor)
  const options: UnloadOptions = {
    format: "text",
    authorized: false,
    partitionBy: [],
    include: false,
    manifest: false,
    header: false,
    delimiter: undefined,
    addQuotes: false,
    nullAs: "",
    escape: false,
    gzip: false,
    allowOverwrite: false,
    cleanPath: false,
    parallel: true,
    extension: undefined,
  }
  while (cursor.peek().kind !== "end" && !cursor.is(";")) option(cursor, options)
  if (!options.authorized) throw new EngineError("UNLOAD needs IAM_ROLE or other credentials")
  if (options.format === "parquet" && (options.gzip || options.header || options.delimiter !== undefined))
    throw new EngineError("UNLOAD FORMAT AS PARQUET takes no GZIP, HEADER or DELIMITER")
  if (options.allowOverwrite && options.cleanPath)
    throw new EngineError("CLEANPATH and ALLOWOVERWRITE exclude each other")
  return { query, to, options }
}

function option(cursor: Cursor, options: UnloadOptions): void {
  const word = cursor.next().text
  switch (word) {
    case "format":
      cursor.take("as")
      return
    case "csv":
    case "json":
    case "parquet":
      options.format = word
      return
    case "iam_role":
      options.authorized = role(cursor)
      return
    case "credentials":
    case "access_key_id":
    case "secret_access_key":
    case "session_token":
      cursor.take("as")
      text(cursor)
      options.authorized = true
      return
    case "partition":
      cursor.expect("by")
      options.partitionBy = cursor.names().map(({ name }) => name)
      options.include = cursor.take("include")
      return
    case "manifest":
      options.manifest = true
      cursor.take("verbose")
      return
    case "header":
      options.header = true
      return
    case "delimiter":
      cursor.take("as")
      options.delimiter = delimiter(cursor)
      return
    case "addquotes":
      options.addQuotes = true
      return
    case "null":
      cursor.expect("as")
      options.nullAs = text(cursor)
      return
    case "escape":
      options.escape = true
      return
    case "gzip":
      options.gzip = true
      return
    case "allowoverwrite":
      options.allowOverwrite = true
      return
    case "cleanpath":
      options.cleanPath = true
      return
    case "parallel":
      options.parallel = !(cursor.take("off") || cursor.take("false"))
      if (options.parallel && !cursor.take("on")) cursor.take("true")
      return
    case "extension":
      options.extension = text(cursor)
      return
    case "region":
    case "maxfilesize":
    case "rowgroupsize":
      cursor.take("as")
      cursor.next()
      if (cursor.isAny(["mb", "gb"])) cursor.next()
      return
    default:
      throw new EngineError(`UNLOAD's option ${word} is not known to this server`)
  }
}

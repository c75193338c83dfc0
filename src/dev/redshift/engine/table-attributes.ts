import type { Cursor } from "../../../sql/parse/cursor.ts"
import { bookkeeping } from "./bootstrap.ts"
import { type Connection, EngineError, rowsOf } from "./connection.ts"
import { names, word } from "./words.ts"

/** How Redshift lays a table out, by names of columns. */
export interface TableAttributes {
  diststyle?: string
  distkey?: string
  sortstyle?: "compound" | "interleaved" | "auto"
  sortkey?: readonly string[]
  backup?: boolean
  /** Encodings by column. */
  readonly encodings: Map<string, string>
}

const diststyles = ["auto", "even", "key", "all"]

/** The encodings of https://docs.aws.amazon.com/redshift/latest/dg/c_Compression_encodings.html */
const encodings = new Set(
  `raw az64 bytedict delta delta32k lzo mostly8 mostly16 mostly32 runlength text255 text32k zstd auto`.split(
    " ",
  ),
)

export function encoding(cursor: Cursor): string {
  const name = word(cursor)
  if (!encodings.has(name)) throw new EngineError(`invalid encoding type specified for column: "${name}"`)
  return name
}

/** What a table is made with: each takes attributes of its own. */
export type MadeFrom = "columns" | "query" | "materialized view"

/**
 * Reads one attribute of a table if one comes next. What is made by a query takes no `sortkey auto` and `encode auto`, and a
 * materialized view no `diststyle auto`: https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_AS.html
 */
export function tableAttribute(cursor: Cursor, attributes: TableAttributes, from: MadeFrom): boolean {
  if (cursor.take("backup")) {
    const value = word(cursor)
    if (value !== "yes" && value !== "no") throw new EngineError(`syntax error at or near "${value}"`)
    attributes.backup = value === "yes"
  } else if (cursor.take("diststyle")) attributes.diststyle = diststyle(cursor)
  else if (cursor.take("distkey")) {
    const [column = "", second] = names(cursor)
    if (second !== undefined) throw new EngineError("multiple distkey columns are not supported")
    attributes.distkey = column
  } else if (cursor.is("sortkey") || cursor.is("compound") || cursor.is("interleaved"))
    sortAttribute(cursor, attributes)
  else if (from === "columns" && cursor.take("encode")) cursor.expect("auto")
  else return false
  const { diststyle: style, sortstyle, sortkey } = attributes
  if (from === "materialized view" && style === "auto")
    throw new EngineError(`syntax error at or near "auto"`)
  if (sortkey?.length === 0 && (sortstyle === undefined || from !== "columns"))
    throw new EngineError(`syntax error at or near "${sortstyle ?? "none"}"`)
  return true
}

export function diststyle(cursor: Cursor): string {
  const style = word(cursor)
  if (!diststyles.includes(style)) throw new EngineError(`invalid DISTSTYLE "${style}"`)
  return style
}

export function sortAttribute(cursor: Cursor, attributes: TableAttributes): void {
  const interleaved = cursor.take("interleaved")
  const compound = cursor.take("compound")
  cursor.expect("sortkey")
  if (!interleaved && !compound && cursor.take("auto")) {
    attributes.sortstyle = "auto"
    attributes.sortkey = []
    return
  }
  if (!interleaved && !compound && cursor.take("none")) {
    delete attributes.sortstyle
    attributes.sortkey = []
    return
  }
  const columns = names(cursor)
  const most = interleaved ? 8 : 400
  if (columns.length > most)
    throw new EngineError(`a maximum of ${most} sort key columns is allowed, ${columns.length} were given`)
  attributes.sortstyle = interleaved ? "interleaved" : "compound"
  attributes.sortkey = columns
}

/** Keeps the attributes of a table that exists. Throws for a key that is none of its columns. */
export async function record(connection: Connection, table: string, given: TableAttributes): Promise<void> {
  const rows = await rowsOf(
    connection,
    "select attname as name, attnum as number from pg_attribute where attrelid = $1::regclass and attnum > 0",
    [table],
  )
  const numbers = new Map(rows.map(({ name, number }) => [name ?? "", Number(number)]))
  const number = (column: string): number => {
    const found = numbers.get(column)
    if (found === undefined) throw new EngineError(`column "${column}" named in key does not exist`)
    return found
  }
  const { distkey, sortkey = [], backup = true } = given
  const style = given.diststyle ?? (distkey === undefined ? "auto" : "key")
  if (style === "key" && distkey === undefined)
    throw new EngineError("DISTSTYLE KEY requires a DISTKEY column")
  if (style !== "key" && distkey !== undefined)
    throw new EngineError(`a DISTKEY column cannot be specified with DISTSTYLE ${style.toUpperCase()}`)
  await connection.query(
    `insert into ${bookkeeping}.tables (id, diststyle, distkey, sortstyle, sortkey, backup)
     values ($1::regclass, $2, $3, $4, $5, $6)
     on conflict (id) do update set diststyle = excluded.diststyle, distkey = excluded.distkey,
       sortstyle = excluded.sortstyle, sortkey = excluded.sortkey, backup = excluded.backup`,
    [
      table,
      style,
      distkey === undefined ? null : number(distkey),
      given.sortstyle ?? null,
      sortkey.length === 0 ? null : sortkey.map(number),
      backup,
    ],
  )
  for (const [column, name] of given.encodings)
    await connection.query(
      `insert into ${bookkeeping}.encodings (id, attribute, encoding) values ($1::regclass, $2, $3)
       on conflict (id, attribute) do update set encoding = excluded.encoding`,
      [table, number(column), name],
    )
}

/** What is kept of a table, for what changes or copies it. */
export async function recorded(connection: Connection, table: string): Promise<TableAttributes> {
  const [row] = await rowsOf(
    connection,
    `select t.diststyle, k.attname as distkey, t.sortstyle, t.backup::text as backup,
       (select string_agg(s.attname, chr(1) order by key.place)
        from unnest(t.sortkey) with ordinality as key (number, place)
        join pg_attribute s on s.attrelid = t.id and s.attnum = key.number) as sortkey
     from ${bookkeeping}.tables t
     left join pg_attribute k on k.attrelid = t.id and k.attnum = t.distkey
     where t.id = $1::regclass`,
    [table],
  )
  const kept = await rowsOf(
    connection,
    `select a.attname as name, e.encoding from ${bookkeeping}.encodings e
     join pg_attribute a on a.attrelid = e.id and a.attnum = e.attribute where e.id = $1::regclass`,
    [table],
  )
  const attributes: TableAttributes = {
    encodings: new Map(kept.map(({ name, encoding: how }) => [name ?? "", how ?? ""])),
  }
  if (row === undefined) return attributes
  if (row["diststyle"] != null) attributes.diststyle = row["diststyle"]
  if (row["distkey"] != null) attributes.distkey = row["distkey"]
  const sortstyle = row["sortstyle"]
  if (sortstyle === "compound" || sortstyle === "interleaved" || sortstyle === "auto")
    attributes.sortstyle = sortstyle
  if (row["sortkey"] != null) attributes.sortkey = row["sortkey"].split("\u0001")
  attributes.backup = row["backup"] !== "false"
  return attributes
}

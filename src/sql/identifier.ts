import { dialectFacts } from "../project/warehouses.ts"
import type { SqlDialect } from "./types.ts"

/** Words that may not stand unquoted as a table or column name in Redshift, Postgres or DuckDB. */
const reserved = new Set(
  `aes128 aes256 all allowoverwrite analyse analyze and anti any array as asc asof asymmetric at
  authorization backup between binary blanksasnull both by bytedict case cast check collate collation
  column concurrently constraint create credentials cross current_date current_time current_timestamp
  current_user default deferrable deflate defrag delta delta32k desc describe disable distinct do else
  emptyasnull enable encode encrypt encryption end except explicit false fetch for foreign freeze from
  full glob globaldict256 globaldict64k grant group gzip having identity ignore ilike in initially inner
  intersect into is isnull join lambda language lateral leading left like limit localtime localtimestamp
  lun luns lzo lzop minus mostly16 mostly32 mostly8 natural new not notnull null nulls off offline offset
  oid old on only open or order outer overlaps parallel partition percent permissions pivot pivot_longer
  pivot_wider placing positional primary qualify raw readratio recover references rejectlog resort respect
  restore returning right select semi session_user show similar snapshot some summarize symmetric sysdate
  system table tablesample tag tdes text255 text32k then timestamp to top trailing true truncatecolumns
  type union unique unnest unpack unpivot user using variadic verbose wallet when where window with
  without`.split(/\s+/),
)

/** An identifier as SQL: plain when it is lower-case and not reserved, quoted otherwise. */
export function identifier(name: string): string {
  return identifierIn(name, quoted)
}

/** The same with the quotes of an engine. */
export function identifierIn(name: string, quote: (name: string) => string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) ? name : quote(name)
}

/** An identifier in double quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as a string literal where a backslash is a character as any. */
export function stringLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** The path of one file as DuckDB's functions that read files take it: characters of patterns in it mean themselves. */
export function fileLiteral(path: string): string {
  return stringLiteral(path.replace(/[*?[]/g, "[$&]"))
}

/** A text as a string literal where a backslash escapes the character behind it. */
export function backslashLiteral(text: string): string {
  return stringLiteral(text.replaceAll("\\", "\\\\"))
}

/** How a dialect writes a text as a string literal. */
export function literalsOf(dialect: SqlDialect): (text: string) => string {
  return dialectFacts(dialect).backslashEscapes ? backslashLiteral : stringLiteral
}

import { quoted } from "../../../sql/identifier.ts"
import type { Cursor } from "../../../sql/parse/cursor.ts"
import { byteConstraint } from "./column-type.ts"
import { atomically, type Connection, type Result, rowsOf } from "./connection.ts"
import { forPostgres } from "./for-postgres.ts"
import { record, type TableAttributes, tableAttribute } from "./table-attributes.ts"
import { rest } from "./words.ts"

/**
 * `create table ... as`: the table with the columns of the query, texts held to their bytes, and then its rows.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_AS.html
 */
export async function createTableAs(
  cursor: Cursor,
  connection: Connection,
  { name, temporary }: { readonly name: string; readonly temporary: boolean },
  columns: readonly string[] | undefined,
): Promise<Result> {
  const attributes: TableAttributes = { encodings: new Map() }
  while (tableAttribute(cursor, attributes, "query"));
  cursor.expect("as")
  const query = await forPostgres(connection, rest(cursor))
  const list = columns === undefined ? "" : ` (${columns.map(quoted).join(", ")})`
  return atomically(connection, async () => {
    await connection.query(
      `create ${temporary ? "temporary " : ""}table ${name}${list} as ${query}\nwith no data`,
    )
    await holdTexts(connection, name)
    await record(connection, name, attributes)
    const { rowCount } = await connection.query(`insert into ${name} ${query}`)
    return { fields: [], rows: [], rowCount }
  })
}

/** A text of unknown size is one of the most bytes that there may be. */
async function holdTexts(connection: Connection, table: string): Promise<void> {
  const columns = await rowsOf(
    connection,
    `select attname as name, atttypid::regtype::text as type, atttypmod as modifier
     from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum`,
    [table],
  )
  const changes = columns.flatMap(({ name, type, modifier }) => {
    const column = name ?? ""
    const bounded = Number(modifier) - 4
    if (type === "text" || (type === "character varying" && bounded < 0))
      return [`alter column ${quoted(column)} type varchar(65535)`, `add ${byteConstraint(column, 65535)}`]
    if (type === "json") return [`alter column ${quoted(column)} type jsonb`]
    if ((type === "character varying" || type === "character") && bounded > 0)
      return [`add ${byteConstraint(column, bounded)}`]
    return []
  })
  if (changes.length > 0) await connection.query(`alter table ${table}\n  ${changes.join(",\n  ")}`)
}

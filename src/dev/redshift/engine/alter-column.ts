import type { Cursor } from "../../../sql/parse/cursor.ts"
import { byteConstraint, columnType } from "./column-type.ts"
import {
  atomically,
  type Connection,
  EngineError,
  nothing,
  type Result,
  refuseInTransaction,
  rowsOf,
} from "./connection.ts"
import { encoding, record, recorded } from "./table-attributes.ts"
import { end } from "./words.ts"

/** `alter column c type varchar(n)` and `alter column c encode e`, which stand alone, outside of a transaction. */
export async function alterColumn(cursor: Cursor, connection: Connection, table: string): Promise<Result> {
  const { name } = cursor.name(true)
  if (cursor.take("encode")) {
    refuseInTransaction(connection, "ALTER TABLE ALTER COLUMN ENCODE")
    const encodings = new Map([[name, encoding(cursor)]])
    end(cursor)
    await record(connection, table, { ...(await recorded(connection, table)), encodings })
    return nothing
  }
  cursor.expect("type")
  refuseInTransaction(connection, "ALTER TABLE ALTER COLUMN")
  const type = columnType(cursor)
  end(cursor)
  if (type.bytes === undefined || !type.sql.startsWith("varchar"))
    throw new EngineError(`cannot alter type of column "${name}": the target data type is not VARCHAR`)
  await resize(connection, table, name, type.bytes)
  return nothing
}

/** Changes the size where it is kept, so that views that read the column stay as they are, as on Redshift. */
async function resize(connection: Connection, table: string, column: string, bytes: number): Promise<void> {
  await atomically(connection, async () => {
    await connection.query(`lock table ${table} in access exclusive mode`)
    const [row] = await rowsOf(
      connection,
      `select a.attnum::text as number, a.atttypid = 'varchar'::regtype as text, a.atthasdef as has_default,
         (select string_agg(quote_ident(k.conname), ',') from pg_constraint k
          where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]
            and k.conname like 'bytes\\_%') as held
       from pg_attribute a where a.attrelid = $1::regclass and a.attname = $2 and not a.attisdropped`,
      [table, column],
    )
    if (row === undefined) throw new EngineError(`column "${column}" of relation ${table} does not exist`)
    if (row["text"] !== "t")
      throw new EngineError(`cannot alter type of column "${column}": its data type is not VARCHAR`)
    if (row["has_default"] === "t")
      throw new EngineError(`cannot alter type of column "${column}" with a default expression`)
    const dropped = (row["held"]?.split(",") ?? []).map((held) => `drop constraint ${held}`)
    await connection.query(
      `alter table ${table} ${[...dropped, `add ${byteConstraint(column, bytes)}`].join(", ")}`,
    )
    await connection.query(
      "update pg_attribute set atttypmod = $3 where attrelid = $1::regclass and attname = $2",
      [table, column, bytes + 4],
    )
  })
}

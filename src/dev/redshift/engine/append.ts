import { quoted } from "../../../sql/identifier.ts"
import type { Cursor } from "../../../sql/parse/cursor.ts"
import {
  atomically,
  type Connection,
  EngineError,
  type Result,
  refuseInTransaction,
  rowsOf,
} from "./connection.ts"
import { end, relation } from "./words.ts"

/**
 * Moves all rows of a table to the end of another one.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE_APPEND.html
 */
export async function append(cursor: Cursor, connection: Connection, target: string): Promise<Result> {
  cursor.expect("from")
  const source = relation(cursor)
  const ignoreExtra = cursor.take("ignoreextra")
  const fillTarget = cursor.take("filltarget")
  end(cursor)
  refuseInTransaction(connection, "ALTER TABLE APPEND")
  return atomically(connection, async () => {
    const into = await columnsOf(connection, target)
    const from = await columnsOf(connection, source)
    const extra = [...from.keys()].filter((name) => !into.has(name))
    if (extra.length > 0 && !ignoreExtra)
      throw new EngineError(`column "${extra[0]}" of the source table is not in the target table`)
    const missing = [...into.keys()].filter((name) => !from.has(name))
    if (missing.length > 0 && !fillTarget)
      throw new EngineError(`column "${missing[0]}" of the target table is not in the source table`)
    const shared = [...into.keys()].filter((name) => from.has(name))
    for (const name of shared)
      if (into.get(name) !== from.get(name))
        throw new EngineError(
          `column "${name}" has another type in the source table than in the target table`,
        )
    const list = shared.map(quoted).join(", ")
    const { rowCount } = await connection.query(
      `insert into ${target} (${list}) select ${list} from ${source}`,
    )
    await connection.query(`truncate ${source}`)
    return { fields: [], rows: [], rowCount }
  })
}

async function columnsOf(connection: Connection, table: string): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf(
    connection,
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  )
  return new Map(rows.map(({ name, type }) => [name ?? "", type ?? ""]))
}

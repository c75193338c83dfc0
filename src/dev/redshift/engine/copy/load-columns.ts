import { type Connection, EngineError, rowsOf } from "../connection.ts"
import type { LoadColumn } from "./convert.ts"
import type { CopyStatement } from "./copy-options.ts"

/** The columns that a COPY fills, in the order in which it names them or the table has them. */
export async function loadColumns(
  connection: Connection,
  { table, columns, options }: Pick<CopyStatement, "table" | "columns" | "options">,
): Promise<readonly LoadColumn[]> {
  const rows = await rowsOf(
    connection,
    `select attname as name, t.typname as type, atttypmod as modifier, attnotnull as required,
       attidentity <> '' as identity
     from pg_attribute a join pg_type t on t.oid = a.atttypid
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  )
  const all = rows.map(columnOf)
  if (columns === undefined) return all
  const chosen = columns.map((name) => {
    const column = all.find((each) => each.name === name)
    if (column === undefined) throw new EngineError(`column "${name}" of relation ${table} does not exist`)
    if (column.identity && !options.explicitIds)
      throw new EngineError(`cannot copy into the identity column "${name}" without EXPLICIT_IDS`)
    return column
  })
  return chosen
}

function columnOf(row: Readonly<Record<string, string | null>>): LoadColumn {
  const type = row["type"] ?? ""
  const modifier = Number(row["modifier"]) - 4
  const known = modifier >= 0
  const text = type === "varchar" || type === "bpchar"
  return {
    name: row["name"] ?? "",
    type,
    size: known && text ? modifier : undefined,
    precision: known && type === "numeric" ? (modifier >> 16) & 0xffff : undefined,
    scale: known && type === "numeric" ? modifier & 0xffff : undefined,
    required: row["required"] === "t",
    identity: row["identity"] === "t",
  }
}

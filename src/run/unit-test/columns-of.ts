import { identifier } from "../../sql/identifier.ts"
import type { TypedColumn } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"

/** The columns of a relation or of a query in parentheses, with types as SQL has them: JSON too, which is a text to the driver. */
export async function columnsOf(session: Session, from: string): Promise<readonly TypedColumn[]> {
  const { rows } = await session.query(`describe\nselect *\nfrom ${from}`)
  return rows.map((row) => ({ name: String(row["column_name"]), type: String(row["column_type"]) }))
}

/** As `columnsOf`, and tells columns without a type from integers. */
export async function exactColumnsOf(session: Session, from: string): Promise<readonly TypedColumn[]> {
  const columns = await columnsOf(session, from)
  const types = columns.map(({ name }, at) => `typeof(found.${identifier(name)}) as ${identifier(`t${at}`)}`)
  if (types.length === 0) return columns
  const { rows } = await session.query(
    `select ${types.join(", ")}\nfrom (select 1 as one) as always\nleft join (select *\nfrom ${from}\nlimit 0) as found on true`,
  )
  return columns.map(({ name, type }, at) => ({ name, type: String(rows[0]?.[`t${at}`] ?? type) }))
}

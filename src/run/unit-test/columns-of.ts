import type { TypedColumn } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"

/** The columns of a relation or of a query in parentheses, with types as SQL has them: JSON too, which is a text to the driver. */
export async function columnsOf(session: Session, from: string): Promise<readonly TypedColumn[]> {
  const { rows } = await session.query(`describe\nselect *\nfrom ${from}`)
  return rows.map((row) => ({ name: String(row["column_name"]), type: String(row["column_type"]) }))
}

import type { ExecutableSql } from "../../compile/to-executable.ts"
import { LuxError, type Place } from "../../errors.ts"
import type { SqlDialect } from "../../sql/types.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"

/**
 * Throws LUX-1319 for a query with two columns of one name, where the warehouse would call one of them otherwise. The
 * warehouse is asked only where the query's select list does not show it.
 */
export async function checkOutputNames(
  session: Session,
  { sql, placeAt }: Pick<ExecutableSql, "sql" | "placeAt">,
  dialect: SqlDialect,
  { outputColumns, columnKey }: WarehouseStatements,
): Promise<void> {
  if (outputColumns === undefined) return
  const { namesInText } = await import("../../sql/distinct-names.ts")
  const inText = namesInText(sql, dialect, columnKey)
  if (inText === "distinct") return
  if (inText !== "unknown") throw twice(inText.twice, placeAt(inText.offset))
  const seen = new Set<string>()
  for (const name of await namesOf(session, outputColumns(sql))) {
    const key = columnKey(name)
    if (seen.has(key)) throw twice(`two columns are named "${name}"`, placeAt(0))
    seen.add(key)
  }
}

function twice(message: string, place: Place): LuxError {
  return new LuxError("LUX-1319", message, {
    place,
    hint: 'Give one of them another name with "as". In the place of a star over a join, name the columns.',
  })
}

/** What is wrong with the query shows when it runs. */
async function namesOf(session: Session, query: string): Promise<readonly string[]> {
  try {
    return (await session.query(query)).rows.map((row) => String(row["column_name"]))
  } catch (error) {
    if (error instanceof WarehouseError) return []
    throw error
  }
}

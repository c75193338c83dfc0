import type { CompiledSql } from "../../compile/compiler.ts"
import { checkColumnNames, checkEphemeralNames, columnTwice } from "../../compile/distinct-columns.ts"
import { withEphemerals } from "../../compile/with-ephemerals.ts"
import type { SqlDialect } from "../../sql/types.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"

/**
 * Throws LUX-1319 for a query with a duplicate column: the query itself, or an ephemeral model that it reads. Where the
 * warehouse would call one of them otherwise, it is asked if the text does not show the names.
 */
export async function checkOutputNames(
  session: Session,
  compiled: Pick<CompiledSql, "sql" | "placeAt" | "ephemerals">,
  dialect: SqlDialect,
  { outputColumns, columnKey }: WarehouseStatements,
): Promise<void> {
  const ask = async (query: Pick<CompiledSql, "sql" | "placeAt">): Promise<void> => {
    if (outputColumns === undefined) return
    const seen = new Set<string>()
    for (const name of await namesOf(session, outputColumns(query.sql))) {
      const key = columnKey(name)
      if (seen.has(key)) throw columnTwice(name, query)
      seen.add(key)
    }
  }
  for (const [index, each] of compiled.ephemerals.entries())
    if (checkEphemeralNames(each, dialect) === "unknown")
      await ask(withEphemerals(each.sql, compiled.ephemerals.slice(0, index), dialect))
  if (checkColumnNames(compiled, dialect) === "unknown") await ask(compiled)
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

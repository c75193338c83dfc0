import { type Check, storedQuery } from "../../quality/check.ts"
import type { Relation } from "../../sql/relation.ts"
import { markOf } from "../../warehouse/mark.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { QueryResult, Session } from "../../warehouse/warehouse.ts"

/** Failing rows that were read inside a transaction, which may take a table of them back with it. */
export interface CapturedFailures {
  readonly check: Check
  readonly failing: QueryResult
}

/** Keeps the failing rows of every check that asks for it, in the place of those of its last run. */
export async function storeFailures(
  session: Session,
  checks: readonly Check[],
  statements: WarehouseStatements,
): Promise<void> {
  const tables = checks.flatMap((check) => {
    const { storeIn } = check
    return storeIn === undefined
      ? []
      : [
          ...emptyPlace(storeIn, statements),
          statements.createTableAs(storeIn, storedQuery(check)),
          statements.commentOn(storeIn, "table", markOf(storeIn)),
        ]
  })
  if (tables.length > 0) await session.runAll(tables)
}

/** Reads the failing rows of a check, to be kept once its transaction has ended either way. */
export async function captureFailures(session: Session, check: Check): Promise<CapturedFailures> {
  return { check, failing: await session.query(storedQuery(check)) }
}

/** Keeps what was captured. */
export async function storeCaptured(
  session: Session,
  captured: readonly CapturedFailures[],
  statements: WarehouseStatements,
): Promise<void> {
  for (const { check, failing } of captured) {
    if (check.storeIn === undefined) continue
    const rows = failing.rows.map((row) => failing.columns.map(({ name }) => textOf(row[name])))
    await session.runAll([
      ...emptyPlace(check.storeIn, statements),
      statements.createTable(check.storeIn, failing.columns),
      statements.commentOn(check.storeIn, "table", markOf(check.storeIn)),
      ...statements.insertRows(check.storeIn, failing.columns, rows),
    ])
  }
}

/** Takes away the table of the last run, where making one does not. */
function emptyPlace(relation: Relation, statements: WarehouseStatements): readonly string[] {
  return statements.replacesTables ? [] : [statements.drop(relation, "table")]
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

import { madeGuard } from "../../materialize/made-guard.ts"
import { type Check, storedQuery } from "../../quality/check.ts"
import type { Relation } from "../../sql/relation.ts"
import { markOf } from "../../warehouse/mark.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { QueryResult, Session } from "../../warehouse/warehouse.ts"
import { failuresNotMade } from "./made-by-lux.ts"

/** Failing rows that were read inside a transaction, which may take a table of them back with it. */
export interface CapturedFailures {
  readonly check: Check
  readonly failing: QueryResult
}

/**
 * Keeps the failing rows of every check that asks for it, instead of those of its last run. Throws LUX-2140 where by
 * now somebody else's relation has that place.
 */
export async function storeFailures(
  session: Session,
  checks: readonly Check[],
  statements: WarehouseStatements,
): Promise<void> {
  const tables = checks.flatMap((check) => {
    const { storeIn } = check
    if (storeIn === undefined) return []
    return replacing(storeIn, statements.createTableAs(storeIn, storedQuery(check)), [], statements)
  })
  await storing(session, checks, tables, statements)
}

/** Reads the failing rows of a check, to be kept once its transaction has ended either way. */
export async function captureFailures(session: Session, check: Check): Promise<CapturedFailures> {
  return { check, failing: await session.query(storedQuery(check)) }
}

/** Keeps what was captured. Throws as `storeFailures`. */
export async function storeCaptured(
  session: Session,
  captured: readonly CapturedFailures[],
  statements: WarehouseStatements,
): Promise<void> {
  for (const { check, failing } of captured) {
    const { storeIn } = check
    if (storeIn === undefined) continue
    const rows = failing.rows.map((row) => failing.columns.map(({ name }) => textOf(row[name])))
    const create = statements.createTable(storeIn, failing.columns)
    const inserts = statements.insertRows(storeIn, failing.columns, rows)
    await storing(session, [check], replacing(storeIn, create, inserts, statements), statements)
  }
}

/** Instead of the table of the last run, where that is still lux's own. */
function replacing(
  table: Relation,
  create: string,
  fill: readonly string[],
  statements: WarehouseStatements,
): readonly string[] {
  return [
    madeGuard({ relation: table, nextTo: table }, statements).sql,
    ...(statements.replacesTables ? [] : [statements.drop(table, "table")]),
    create,
    statements.commentOn(table, "table", markOf(table)),
    ...fill,
  ]
}

async function storing(
  session: Session,
  checks: readonly Check[],
  sqls: readonly string[],
  statements: WarehouseStatements,
): Promise<void> {
  if (sqls.length === 0) return
  try {
    await session.runAll(sqls)
  } catch (error) {
    throw checks.reduce<unknown>(
      (known, { test, storeIn }) =>
        storeIn === undefined ? known : failuresNotMade(known, test, storeIn, statements),
      error,
    )
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

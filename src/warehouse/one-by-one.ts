import { LuxError } from "../errors.ts"
import type { QueryResult, Session } from "./warehouse.ts"

/** Runs statements one by one; what the warehouse refuses stays undone, and is done when it can be. */
export async function runQuietly(session: Pick<Session, "run">, sqls: readonly string[]): Promise<void> {
  for (const sql of sqls)
    try {
      await session.run(sql)
    } catch (error) {
      if (!(error instanceof LuxError)) throw error
    }
}

/** Runs statements one by one, and gives the rows of one of them. */
export async function readingOf(
  session: Pick<Session, "run" | "query">,
  sqls: readonly string[],
  read: number,
): Promise<QueryResult> {
  let result: QueryResult = { columns: [], rows: [] }
  for (const [index, sql] of sqls.entries())
    if (index === read) result = await session.query(sql)
    else await session.run(sql)
  return result
}

/** True for what is a transaction by itself: one statement. */
export function isOneStatement(sqls: readonly string[]): boolean {
  return sqls.length < 2 && !sqls.some((sql) => sql.includes(between))
}

/** Several statements of one transaction as one text, which is sent in one call. */
export function asOneText(sqls: readonly string[]): string {
  return sqls.join(between)
}

/** The statements of such a text. */
export function partsOfText(sql: string): readonly string[] {
  return sql.split(between)
}

const between = ";\n"

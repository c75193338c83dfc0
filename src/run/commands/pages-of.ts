import type { Session } from "../../warehouse/warehouse.ts"

/** Rows that are read, passed on and forgotten at once. */
const rowsAtOnce = 10_000

/** The rows of a query over a file, some at a time, in the order of the file. */
export async function* pagesOf(
  engine: Pick<Session, "query">,
  sql: string,
): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]> {
  for (let start = 0; ; start += rowsAtOnce) {
    const { rows } = await engine.query(`${sql} limit ${rowsAtOnce} offset ${start}`)
    yield rows
    if (rows.length < rowsAtOnce) return
  }
}

import type { Place } from "../../errors.ts"
import { columnType } from "../../materialize/column-type.ts"
import { misfitOf } from "../../materialize/misfit.ts"
import { identifier } from "../../sql/identifier.ts"
import type { TypedColumn } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { noValue } from "./typed-rows.ts"

/** A column of a query that becomes a column of another type. */
export interface CastColumn extends TypedColumn {
  /** The type that the query gives. */
  readonly from: string
}

/** Throws LUX-2468 where a value of a query would become another one in the column that it is for. */
export async function checkCasts(
  session: Session,
  sql: string,
  columns: readonly CastColumn[],
  what: string,
  place: Place,
): Promise<void> {
  for (const column of columns) {
    const lost = await lostValue(session, sql, column)
    if (lost !== undefined) throw noValue(lost.value, column, what, place, lost.problem)
  }
}

interface LostValue {
  readonly value: string
  readonly problem: string | undefined
}

async function lostValue(
  session: Session,
  sql: string,
  { name, type, from }: CastColumn,
): Promise<LostValue | undefined> {
  if (from === type || !isScalar(from) || !isScalar(type) || /^varchar/i.test(type)) return undefined
  const column = identifier(name)
  const query = (condition: string, most: string): Promise<readonly string[]> =>
    textsOf(
      session,
      `select distinct cast(${column} as varchar) as value
from (\n${sql}\n) as written
where ${column} is not null and ${condition}${most}`,
    )
  if (/^varchar/i.test(from)) {
    for (const value of await query("true", "")) {
      const misfit = misfitOf(value, type, "duckdb")
      if (misfit?.changes === true) return { value, problem: misfit.message }
    }
    return undefined
  }
  const [zoned, plain] = [columnType(from, "duckdb"), columnType(type, "duckdb")]
  const losesOffset =
    zoned.kind === "timestamp" && zoned.zoned && !(plain.kind === "timestamp" && plain.zoned)
  const changed = `cast(try_cast(${column} as ${type}) as ${from}) is distinct from ${column}`
  const [value] = await query(losesOffset ? "true" : changed, "\nlimit 1")
  if (value === undefined) return undefined
  const problem = losesOffset
    ? `has a UTC offset, which a ${type.toLowerCase()} does not keep`
    : "would change"
  return { value, problem }
}

/** Lists and structures are compared as a whole elsewhere. */
function isScalar(type: string): boolean {
  return !/[[{"]|^(struct|map|union|json|enum|blob|bit)\b/i.test(type)
}

async function textsOf(session: Session, sql: string): Promise<readonly string[]> {
  const { rows } = await session.query(sql)
  return rows.flatMap(({ value }) => (typeof value === "string" ? [value] : []))
}

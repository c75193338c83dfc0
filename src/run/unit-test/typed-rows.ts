import { LuxError, type Place } from "../../errors.ts"
import { columnType } from "../../materialize/column-type.ts"
import { loadedText, misfitOf, shownValue } from "../../materialize/misfit.ts"
import { inferType } from "../../materialize/seed-types.ts"
import { didYouMean } from "../../nearest.ts"
import { identifier, stringLiteral } from "../../sql/identifier.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { TypedColumn } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { FixtureColumn, FixtureRows } from "./fixture-rows.ts"
import type { Shape } from "./shapes.ts"
import { untyped } from "./untyped.ts"

/** Rows with a type for every column of their relation; a column that is not written is null. */
export interface TypedRows {
  readonly columns: readonly TypedColumn[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/**
 * Gives rows the columns and types of their relation. Where it is not known which columns that has, those that are
 * written are its columns too, of a type that holds all their values; so is one whose type is not known. Throws LUX-2467 for a column that it does not have,
 * LUX-2468 for a value that the engine would load as another one; floating point numbers may be `rounded`.
 */
export function typedRows(
  written: FixtureRows,
  { columns, complete }: Shape,
  what: string,
  doubles: "exact" | "rounded" = "exact",
): TypedRows {
  const known = new Map(columns.map((column, index) => [column.name.toLowerCase(), index]))
  const all = [...columns]
  const positions = written.columns.map((column, at) => {
    const position = known.get(column.name.toLowerCase())
    const type = inferredType(written, at)
    if (position !== undefined) {
      const own = all[position]
      if (own?.type === untyped && type !== undefined) all[position] = { ...own, type }
      return position
    }
    if (complete) throw noColumn(column, columns, what)
    all.push({ name: column.name, type: type ?? untyped })
    return all.length - 1
  })
  return {
    columns: all,
    rows: written.rows.map((row, index) => {
      const values: (string | null)[] = all.map(() => null)
      for (const [at, position] of positions.entries()) {
        const [value, column] = [row[at], all[position]]
        if (value === null || value === undefined || column === undefined) continue
        const misfit = misfitOf(value, column.type, "duckdb")
        const isRounded = doubles === "rounded" && columnType(column.type, "duckdb").kind === "double"
        if (misfit?.changes === true && !isRounded)
          throw noValue(value, column, what, written.placeOf(index, at), misfit.message)
        values[position] = loadedText(value, column.type, "duckdb")
      }
      return values
    }),
  }
}

/** The type that holds all values of a column; undefined where it has none. */
function inferredType(written: FixtureRows, at: number): string | undefined {
  const values = written.rows.map((row) => row[at] ?? null)
  return values.every((value) => value === null) ? undefined : inferType(values)
}

export function noColumn(column: FixtureColumn, columns: readonly TypedColumn[], what: string): LuxError {
  const names = columns.map(({ name }) => name)
  const listed = names.length === 0 ? "It has no columns." : `It has: ${names.join(", ")}.`
  return new LuxError("LUX-2467", `${what} has no column "${column.name}"`, {
    place: column.place,
    hint: didYouMean(column.name, names) ?? listed,
  })
}

/** A query of the rows, each value cast to its column's type. */
export function valuesQuery(columns: readonly TypedColumn[], rows: TypedRows["rows"]): string {
  const names = columns.map(({ name }) => identifier(name))
  if (rows.length === 0)
    return `select ${columns.map(({ type }, at) => `cast(null as ${type}) as ${names[at]}`).join(", ")}\nwhere false`
  const tuples = rows.map(
    (row) => `(${row.map((value) => (value === null ? "null" : stringLiteral(value))).join(", ")})`,
  )
  return `select ${columns.map(({ type }, at) => `cast(${names[at]} as ${type}) as ${names[at]}`).join(", ")}
from (values
  ${tuples.join(",\n  ")}
) as written(${names.join(", ")})`
}

/** Does something with rows; where a value does not fit its column that is reported instead of the engine's own error. */
export async function withFittingValues<T>(
  session: Session,
  { columns, rows }: TypedRows,
  written: FixtureRows,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error
    for (const [at, { name, type }] of columns.entries())
      for (const [index, row] of rows.entries()) {
        const value = row[at]
        if (value === null || value === undefined || (await fits(session, value, type))) continue
        const column = written.columns.findIndex((each) => each.name.toLowerCase() === name.toLowerCase())
        throw noValue(value, { name, type }, what, written.placeOf(index, column))
      }
    throw error
  }
}

async function fits(session: Session, value: string, type: string): Promise<boolean> {
  const { rows } = await session.query(
    `select try_cast(${stringLiteral(value)} as ${type}) is not null as fits`,
  )
  return rows[0]?.["fits"] === true
}

/** LUX-2468: a value that its column does not hold. */
export function noValue(
  value: string,
  { name, type }: TypedColumn,
  what: string,
  place: Place,
  problem = "is not one",
): LuxError {
  return new LuxError(
    "LUX-2468",
    `column "${name}" of ${what} is ${type.toLowerCase()}, but the value ${problem}: ${shownValue(value)}`,
    {
      place,
      hint: "Write a value of that type, or null.",
    },
  )
}

import { LuxError } from "../errors.ts"
import type { Model, Snapshot } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import { isText } from "../warehouse/column-type.ts"
import { WarehouseError } from "../warehouse/errors.ts"
import { unchangedMark } from "../warehouse/exact-cast.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { ColumnChange } from "./column-changes.ts"
import type { Doubt } from "./plan.ts"

/** Enough to see which values. */
const shownValues = 3

/** True for the error of a statement that refuses values which would not stay the same. */
export function isUnfit(error: unknown): boolean {
  return error instanceof WarehouseError && error.sql.includes(unchangedMark)
}

/** New values that the stored type does not hold; `from` is a relation or a query in parentheses. LUX-2103. */
export function newValues(
  { name, place }: Model,
  from: string,
  change: ColumnChange,
  statements: WarehouseStatements,
): Doubt {
  const { column, stored } = change
  return {
    query: unfitQuery(column.name, from, { from: column.type, to: stored }, statements),
    problem: (rows, reason) =>
      new LuxError(
        "LUX-2103",
        `model "${name}": column "${column.name}" is ${column.type} now, and the table stores ${stored}: ${shown(rows, column.type, stored, reason)}`,
        {
          place,
          hint: `The table is unchanged. Write cast(${identifier(column.name)} as ${stored}) in the query if that is the value to store, or rebuild the table: lux build --full-refresh --select ${name}`,
        },
      ),
  }
}

/** Stored values that the new type does not hold. LUX-2104. */
export function storedValues(
  { name, place }: Model,
  relation: Relation,
  { column, stored }: ColumnChange,
  statements: WarehouseStatements,
): Doubt {
  return {
    query: unfitQuery(column.name, relation.toString(), { from: stored, to: column.type }, statements),
    problem: (rows, reason) =>
      new LuxError(
        "LUX-2104",
        `model "${name}": column "${column.name}" is ${column.type} now, and the table stores ${stored}: ${shown(rows, stored, column.type, reason)}`,
        {
          place,
          hint: `The table is unchanged: sync_all_columns loses no value. Write cast(${identifier(column.name)} as ${stored}) in the query, or rebuild the table: lux build --full-refresh --select ${name}`,
        },
      ),
  }
}

/** Values of a query that the type of its contract does not hold. LUX-2120. */
export function contractValues(
  { name, place, columns }: Model,
  query: string,
  { column, stored }: ColumnChange,
  statements: WarehouseStatements,
): Doubt {
  const declared = columns.find((each) => each.name.toLowerCase() === column.name.toLowerCase())
  const from = `(\n${query}\n) as defined`
  return {
    query: unfitQuery(column.name, from, { from: column.type, to: stored }, statements),
    problem: (rows, reason) =>
      new LuxError(
        "LUX-2120",
        `the query of "${name}" does not keep the model's contract: column "${column.name}" is ${column.type}: ${shown(rows, column.type, stored, reason)}`,
        {
          place: declared?.place ?? place,
          hint: `Write cast(${identifier(column.name)} as ${stored}) in the query if that is the value to store, or a larger data_type in the contract.`,
        },
      ),
  }
}

/** The same of a snapshot, which is never rebuilt; of another kind of type it takes only null. LUX-2132. */
export function newVersionValues(
  { name, place }: Snapshot,
  query: string,
  { column, stored }: ColumnChange,
  statements: WarehouseStatements,
): Doubt {
  const types = { from: column.type, to: stored }
  return {
    query: unfitQuery(column.name, `(\n${query}\n) as source`, types, statements, (value) =>
      statements.types.akin(column.type, stored)
        ? statements.types.fits(value, column.type, stored)
        : `${value} is null`,
    ),
    problem: (rows, reason) =>
      new LuxError(
        "LUX-2132",
        `snapshot "${name}": column "${column.name}" is ${column.type} now, and its versions keep ${stored}`,
        {
          place,
          hint: `The snapshot is unchanged: ${shown(rows, column.type, stored, reason)}. Write cast(${identifier(column.name)} as ${stored}) where the column comes from if that is the value to store, or rename the stored column: then ${column.name} is a new one.`,
        },
      ),
  }
}

function unfitQuery(
  name: string,
  from: string,
  { from: given, to }: { readonly from: string; readonly to: string },
  { types }: WarehouseStatements,
  fits: (value: string) => string = (value) => types.fits(value, given, to),
): string {
  const column = identifier(name)
  return `select ${types.shown(column, given)} as value
from ${from}
where case when ${fits(column)} then 0 else 1 end = 1
limit ${shownValues}`
}

function shown(
  rows: readonly Readonly<Record<string, unknown>>[],
  from: string,
  to: string,
  reason: string | undefined,
): string {
  if (reason !== undefined) return reason
  const values = rows.map(({ value }) => (isText(from) ? `'${String(value)}'` : String(value)))
  return `${to} does not hold ${values.join(", ")}`
}

/** Which names mean the same column: in the warehouse, and in a project that names a column of it. */
import type { WarehouseStatements } from "./statements.ts"

interface Named {
  readonly name: string
}

/** Columns by name, told apart as the warehouse tells them apart. */
export interface ColumnsByName<Column extends Named> {
  get(name: string): Column | undefined
  has(name: string): boolean
}

export function columnsByName<Column extends Named>(
  columns: readonly Column[],
  { columnKey }: Pick<WarehouseStatements, "columnKey">,
): ColumnsByName<Column> {
  const byKey = new Map(columns.map((column) => [columnKey(column.name), column]))
  return {
    get: (name) => byKey.get(columnKey(name)),
    has: (name) => byKey.has(columnKey(name)),
  }
}

/**
 * The column that a project means by a name: the one that is written exactly so, else the only one that differs in case
 * alone. Undefined where there is none, or where several differ in case alone.
 */
export function columnMeant<Column extends Named>(
  name: string,
  columns: readonly Column[],
): Column | undefined {
  const exact = columns.find((column) => column.name === name)
  if (exact !== undefined) return exact
  const alike = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase())
  return alike.length === 1 ? alike[0] : undefined
}

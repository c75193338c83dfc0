/** Which names are those of one column to a warehouse. */
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

/** Columns under the names that the same ones have elsewhere: `Id` as `id`, where the warehouse takes them for one. */
export function namedAs<Column extends Named>(
  columns: readonly Column[],
  others: readonly Named[],
  statements: Pick<WarehouseStatements, "columnKey">,
): readonly Column[] {
  const known = columnsByName(others, statements)
  return columns.map((column) => ({ ...column, name: known.get(column.name)?.name ?? column.name }))
}

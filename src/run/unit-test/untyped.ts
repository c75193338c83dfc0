import type { TypedColumn } from "../../warehouse/statements.ts"

/** DuckDB's type of a null that has no type yet, which fits wherever a value of any type is expected. */
export const untyped = '"NULL"'

/** Whether a relation must be a view: DuckDB gives such a column of a table the type integer. */
export function hasUntyped(columns: readonly TypedColumn[]): boolean {
  return columns.some(({ type }) => type.includes(untyped))
}

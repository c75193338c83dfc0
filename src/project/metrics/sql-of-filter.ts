import { LuxError, type Place } from "../../errors.ts"

/** `{{ Dimension('order__status') }}`, `{{ TimeDimension('order__ordered_at', 'day') }}`: dbt's names of columns in filters. */
const dimension =
  /\{\{\s*(Dimension|TimeDimension)\(\s*['"](?:\w+?__)?(\w+)['"]\s*(?:,\s*['"](\w+)['"]\s*)?\)\s*\}\}/g

/** A filter as SQL: columns stand as they are, or as dbt writes them. Throws LUX-3120 for any other template. */
export function sqlOfFilter(text: string, place: Place): string {
  const sql = text.replace(dimension, (_, kind: string, column: string, grain: string | undefined) =>
    kind === "TimeDimension" && grain !== undefined ? `date_trunc('${grain}', ${column})` : column,
  )
  if (sql.includes("{{") || sql.trim() === "")
    throw new LuxError("LUX-3120", "a filter must be an SQL condition", {
      place,
      hint: "Write it over columns of the model: filter: status = 'paid', or {{ Dimension('order__status') }} = 'paid'.",
    })
  return sql.trim()
}

import type { Place } from "../translation/context.ts"
import { joined, type Out, out } from "../translation/output.ts"

/**
 * DuckDB puts an argument of a macro wherever the macro names it, so that calls inside of calls would grow without bounds:
 * what calls macros itself is bound to a row first. A plain argument is not, as that costs time in each row. Fields of the
 * row have no names: DuckDB loses them where a value is computed from a column of an outer query.
 */
export function bound(
  values: readonly Out[],
  { context }: Place,
  body: (...values: readonly Out[]) => Out,
): Out {
  const calls = (value: Out) =>
    value.some((piece) => typeof piece === "string" && piece.includes(`${context.functions}.`))
  if (!values.some(calls)) return body(...values)
  const inside = body(...values.map((_, index): Out => [`lux_row[${index + 1}]`]))
  return out`list_transform([row(${joined(values, ", ")})], lambda lux_row: ${inside})[1]`
}

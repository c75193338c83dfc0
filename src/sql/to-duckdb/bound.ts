import type { Place } from "../translation/context.ts"
import { joined, type Out, out } from "../translation/output.ts"

/**
 * DuckDB puts an argument of a macro wherever the macro names it, so that calls inside of calls would grow without bounds:
 * what calls macros itself is bound to a name first. A plain argument is not, as a name costs time in each row.
 */
export function bound(
  values: readonly Out[],
  { context }: Place,
  body: (...values: readonly Out[]) => Out,
): Out {
  const calls = (value: Out) =>
    value.some((piece) => typeof piece === "string" && piece.includes(`${context.functions}.`))
  if (!values.some(calls)) return body(...values)
  const names = values.map((_, index) => `value_${index + 1}`)
  const fields = values.map((value, index): Out => out`'${names[index] ?? ""}': ${value}`)
  const inside = body(...names.map((name): Out => [`lux_row.${name}`]))
  return out`list_transform([{${joined(fields, ", ")}}], lambda lux_row: ${inside})[1]`
}

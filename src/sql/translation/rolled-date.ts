import type { Call, Expression } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { at } from "./calls.ts"
import { macro, type Place } from "./context.ts"
import { type DateForm, dateForm } from "./date-form.ts"
import { type Out, out } from "./output.ts"

/** The form of `to_date(x, 'YYYY-MM-DD')`, which goes on into the next month; undefined where it is strict, or of other pieces. */
export function rolledForm({ args: [, format, strict] }: Call): DateForm | undefined {
  const isStrict = strict !== undefined && !(strict.kind === "literal" && strict.value === "false")
  return format?.kind === "string" && !isStrict ? dateForm(format.value) : undefined
}

/** `to_date(x, 'YYYY-MM-DD')`, not strict: undefined for formats of other pieces. */
export function rolledDate(
  call: Call,
  place: Place,
  emitText: (node: Expression, place: Place) => Out,
): Out | undefined {
  const form = rolledForm(call)
  if (form === undefined) return undefined
  const groups = `${form.year}, ${form.month}, ${form.day}`
  return out`${macro(place, "rolled_date")}(${emitText(at(call, 0), place)}, ${stringLiteral(form.pattern)}, ${groups})`
}

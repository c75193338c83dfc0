import type { Call, Expression } from "../ast.ts"
import { at } from "./calls.ts"
import { macro, type Place, refuse } from "./context.ts"
import { numberFormat } from "./number-format.ts"
import { type Out, out } from "./output.ts"
import { emit } from "./walk.ts"

/** to_number, by the engine's helper of that name; `emitText` gives a value as a text. Refuses a format that is not verified. */
export function toNumber(call: Call, place: Place, emitText: (value: Expression, place: Place) => Out): Out {
  const [value, format] = [at(call, 0), at(call, 1)]
  const mask = format.kind === "string" ? numberFormat(format.value) : undefined
  if (mask === undefined || ["bracket", "minus"].includes(mask.sign)) {
    refuse(
      place,
      format,
      "this format of to_number",
      "Verified are 9 0 , . G D, $ or L in front, and S at either end.",
    )
    return emit(value, place)
  }
  const digits = mask.whole.replaceAll(",", "").length
  const scale = String(mask.fraction.length)
  const given = emitText(value, place)
  const text = mask.currency ? out`ltrim(${given}, '$ ')` : given
  return out`cast(${macro(place, "to_number")}(${text}, ${String(digits)}, ${scale}) as decimal(38,${scale}))`
}

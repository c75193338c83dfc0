import type { Expression } from "../ast.ts"
import { macro, type Place } from "../translation/context.ts"
import { asDecimal, type Digits, differentFrom, isOpen, mayMix, scaleOf } from "../translation/digits.ts"
import { typeOf } from "../translation/infer.ts"
import { type Out, out } from "../translation/output.ts"
import { arithmetic } from "../translation/sql-type.ts"
import { emit } from "../translation/walk.ts"
import { emitDivisor } from "./quotient.ts"

/** Past 38 digits the fraction gives way. */
export const digits = {
  differs: (_, { precision }) => precision === 38,
  open: {
    room: (value, scale, place) => {
      const kind = out`${macro(place, "room_kind")}(typeof(${value}), ${String(scale)})`
      return out`cast_to_type(${value}, struct_extract(${macro(place, "room_kinds")}(${value}), ${kind}))`
    },
    scale: (value, place) => out`${macro(place, "scale")}(${value})`,
    kept: (value, scale, place) => out`${macro(place, "kept")}(${value}, ${scale})`,
  },
} satisfies Digits

/** Both sides of `%`: where decimals have more than 38 digits together, the remainder would be a float. */
export function remainderSides(left: Expression, right: Expression, place: Place): readonly [Out, Out] {
  const types = [typeOf(left, place), typeOf(right, place)] as const
  const common = arithmetic("%", ...types)
  const scale = scaleOf(types)
  const side = (value: Out, index: 0 | 1): Out => {
    const type = types[index]
    if (differentFrom(digits)(type, common)) return asDecimal(value, common)
    return scale > 0 && isOpen(type) && mayMix(types) ? digits.open.room(value, scale, place) : value
  }
  return [side(emit(left, place), 0), side(emitDivisor(right, place), 1)]
}

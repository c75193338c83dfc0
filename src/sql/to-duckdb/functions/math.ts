import { at, renamed } from "../../translation/calls.ts"
import { type Emitters, macro, refuse } from "../../translation/context.ts"
import { typeOf } from "../../translation/infer.ts"
import { joined, out } from "../../translation/output.ts"
import { isMoment } from "../../translation/sql-type.ts"
import { emit, within } from "../../translation/walk.ts"
import { wholeNumber } from "../../translation/whole-number.ts"
import { bound } from "../bound.ts"
import { remainderSides } from "../digits.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/Math_functions.html */
export const mathEmitters: Emitters = {
  abs: within,
  ceil: within,
  ceiling: within,
  floor: within,
  round: (call, place) => {
    const digits = call.args[1] === undefined ? 0 : wholeNumber(call.args[1])
    if (digits === undefined)
      refuse(place, at(call, 1), '"round" to a computed number of digits', "Write a literal.")
    const value = emit(at(call, 0), place)
    return call.args[1] === undefined ? out`round(${value})` : out`round(${value}, ${String(digits ?? 0)})`
  },
  trunc: (call, place) => {
    const type = typeOf(at(call, 0), place)
    const value = emit(at(call, 0), place)
    if (call.args[1] !== undefined) {
      const digits = wholeNumber(call.args[1])
      if (digits === undefined)
        refuse(place, at(call, 1), '"trunc" to a computed number of digits', "Write a literal.")
      return out`trunc(${value}, ${String(digits ?? 0)})`
    }
    if (isMoment(type)) return out`cast(${value} as date)`
    if (type.kind === "unknown") {
      return bound([value], place, (x) => {
        const kind = out`${macro(place, "trunc_kind")}(typeof(${x}))`
        return out`${macro(place, "trunc")}(${x}, struct_extract(${macro(place, "trunc_kinds")}(${x}), ${kind}))`
      })
    }
    return out`trunc(${value})`
  },
  sign: (call, place) => {
    const { kind } = typeOf(at(call, 0), place)
    if (kind === "decimal") return out`cast(${within(call, place)} as decimal(1,0))`
    if (kind === "double") return out`cast(${within(call, place)} as double)`
    if (kind === "integer") return out`cast(${within(call, place)} as integer)`
    const value = emit(at(call, 0), place)
    const kinds = out`row(${value}, cast(null as decimal(1,0)))`
    const result = out`struct_extract(${kinds}, ${macro(place, "sign_kind")}(typeof(${value})))`
    return out`cast_to_type(${within(call, place)}, ${result})`
  },
  mod: (call, place) => out`mod(${joined(remainderSides(at(call, 0), at(call, 1), place), ", ")})`,
  cbrt: (call, place) => out`${macro(place, "cbrt")}(${emit(at(call, 0), place)})`,
  dlog1: renamed("ln"),
  log: renamed("log10"),
  dlog10: renamed("log10"),
  sqrt: within,
  exp: within,
  dexp: renamed("exp"),
  ln: within,
  pi: within,
  power: within,
  pow: within,
  degrees: within,
  radians: within,
  sin: within,
  cos: within,
  tan: within,
  cot: within,
  asin: within,
  acos: within,
  atan: within,
  atan2: within,
  random: within,
}

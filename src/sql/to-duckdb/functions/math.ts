import { at, renamed, wholeNumber } from "../../translation/calls.ts"
import { type Emitters, macro, refuse } from "../../translation/context.ts"
import { typeOf } from "../../translation/infer.ts"
import { out } from "../../translation/output.ts"
import { isMoment } from "../../translation/sql-type.ts"
import { emit, within } from "../../translation/walk.ts"
import { emitDivisor } from "../quotient.ts"

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
    // A column whose type is not known is taken for a timestamp: DuckDB refuses the cast of a number to a date.
    if (isMoment(type) || (type.kind === "unknown" && at(call, 0).kind === "column"))
      return out`cast(${value} as date)`
    return out`trunc(${value})`
  },
  sign: within,
  mod: (call, place) => out`mod(${emit(at(call, 0), place)}, ${emitDivisor(at(call, 1), place)})`,
  cbrt: (call, place) => out`${macro(place, "cbrt")}(${emit(at(call, 0), place)})`,
  dlog1: renamed("ln"),
  log: renamed("log10"),
  dlog10: renamed("log10"),
  sqrt: within,
  exp: within,
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

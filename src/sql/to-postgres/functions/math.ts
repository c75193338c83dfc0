import { at, renamed } from "../../translation/calls.ts"
import { type Emitter, type Emitters, macro, refuse } from "../../translation/context.ts"
import { typeOf } from "../../translation/infer.ts"
import { joined, out } from "../../translation/output.ts"
import { isMoment } from "../../translation/sql-type.ts"
import { emit, within } from "../../translation/walk.ts"
import { wholeNumber } from "../../translation/whole-number.ts"
import { asDouble } from "../operators.ts"

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
    const { kind, scale } = typeOf(at(call, 0), place)
    const value = emit(at(call, 0), place)
    if (kind === "integer")
      return call.args[1] === undefined
        ? out`(${value})`
        : out`cast(round(${value}, ${String(digits ?? 0)}) as bigint)`
    // Of floats Postgres rounds a half to the even neighbour, and has no digits for them.
    if (kind === "decimal" && scale !== undefined)
      return out`round(${value}, ${String(Math.min(digits ?? 0, scale))})`
    const name = macro(place, "round")
    return call.args[1] === undefined
      ? out`${name}(${value})`
      : out`${name}(${value}, ${String(digits ?? 0)})`
  },
  trunc: (call, place) => {
    const type = typeOf(at(call, 0), place)
    const value = emit(at(call, 0), place)
    if (call.args[1] === undefined && isMoment(type)) return out`cast(${value} as date)`
    if (call.args[1] === undefined && type.kind === "integer") return out`(${value})`
    if (call.args[1] === undefined) return out`${macro(place, "trunc")}(${value})`
    const digits = wholeNumber(call.args[1])
    if (digits === undefined)
      refuse(place, at(call, 1), '"trunc" to a computed number of digits', "Write a literal.")
    const cut = out`${macro(place, "trunc")}(${value}, ${String(digits ?? 0)})`
    return type.kind === "integer" ? out`cast(${cut} as bigint)` : cut
  },
  sign: (call, place) => {
    const { kind } = typeOf(at(call, 0), place)
    if (kind === "integer") return out`cast(${within(call, place)} as integer)`
    return kind === "decimal" ? out`cast(${within(call, place)} as decimal(1, 0))` : within(call, place)
  },
  mod: within,
  sqrt: ofDoubles("sqrt"),
  // Postgres misses the third root of a whole number by the last bit.
  cbrt: (call, place) => out`${macro(place, "cbrt")}(${asDouble(emit(at(call, 0), place))})`,
  exp: ofDoubles("exp"),
  dexp: ofDoubles("exp"),
  ln: ofDoubles("ln"),
  dlog1: ofDoubles("ln"),
  log: ofDoubles("log"),
  dlog10: ofDoubles("log"),
  pi: within,
  power: ofDoubles("power"),
  pow: ofDoubles("power"),
  degrees: ofDoubles("degrees"),
  radians: ofDoubles("radians"),
  sin: ofDoubles("sin"),
  cos: ofDoubles("cos"),
  tan: ofDoubles("tan"),
  cot: ofDoubles("cot"),
  asin: ofDoubles("asin"),
  acos: ofDoubles("acos"),
  atan: ofDoubles("atan"),
  atan2: ofDoubles("atan2"),
  random: renamed("random"),
}

/** Redshift computes them in floats, Postgres in decimals where it is given decimals. */
function ofDoubles(name: string): Emitter {
  return (call, place) => {
    const args = call.args.map((each) => asDouble(emit(each, place)))
    return out`${name}(${joined(args, ", ")})`
  }
}

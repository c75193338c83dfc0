import { renamed } from "../calls.ts"
import { macro, refuse } from "../context.ts"
import { emit } from "../emit.ts"
import { typeOf } from "../infer.ts"
import { emitDivisor } from "../operators.ts"
import { out } from "../output.ts"
import { date, decimal, double, integer, isMoment, type SqlType, unknown } from "../sql-type.ts"
import type { FunctionRule, FunctionRules } from "./rules.ts"
import { at, wholeNumber } from "./string.ts"

const float = (args: readonly [number, number], emitted?: FunctionRule["emit"]): FunctionRule =>
  emitted === undefined ? { args, type: () => double } : { args, type: () => double, emit: emitted }
const same: FunctionRule = { args: [1, 1], type: ([first = unknown]) => first }
const whole: FunctionRule = {
  args: [1, 1],
  type: ([first = unknown]) => (first.kind === "decimal" ? decimal : first),
}

function rounded([first = unknown]: readonly SqlType[]): SqlType {
  return first.kind === "integer" || first.kind === "double" ? first : unknown
}

/** https://docs.aws.amazon.com/redshift/latest/dg/Math_functions.html */
export const mathRules: FunctionRules = {
  abs: same,
  ceil: whole,
  ceiling: whole,
  floor: whole,
  round: {
    args: [1, 2],
    type: rounded,
    emit: (call, place) => {
      const digits = call.args[1] === undefined ? 0 : wholeNumber(call.args[1])
      if (digits === undefined)
        refuse(place, at(call, 1), '"round" to a computed number of digits', "Write a literal.")
      const value = emit(at(call, 0), place)
      return call.args[1] === undefined ? out`round(${value})` : out`round(${value}, ${String(digits ?? 0)})`
    },
  },
  trunc: {
    args: [1, 2],
    type: (types) =>
      types.length === 1 && types[0] !== undefined && isMoment(types[0]) ? date : rounded(types),
    emit: (call, place) => {
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
  },
  sign: { args: [1, 1], type: ([first = unknown]) => first },
  mod: {
    args: [2, 2],
    type: ([a = unknown, b = unknown]) => (a.kind === "integer" && b.kind === "integer" ? integer : unknown),
    emit: (call, place) => out`mod(${emit(at(call, 0), place)}, ${emitDivisor(at(call, 1), place)})`,
  },
  sqrt: float([1, 1]),
  cbrt: float([1, 1], (call, place) => out`${macro(place, "cbrt")}(${emit(at(call, 0), place)})`),
  exp: float([1, 1]),
  ln: float([1, 1]),
  dlog1: float([1, 1], renamed("ln")),
  log: float([1, 1], renamed("log10")),
  dlog10: float([1, 1], renamed("log10")),
  pi: float([0, 0]),
  power: float([2, 2]),
  pow: float([2, 2]),
  degrees: float([1, 1]),
  radians: float([1, 1]),
  sin: float([1, 1]),
  cos: float([1, 1]),
  tan: float([1, 1]),
  cot: float([1, 1]),
  asin: float([1, 1]),
  acos: float([1, 1]),
  atan: float([1, 1]),
  atan2: float([2, 2]),
  random: float([0, 0]),
}

import type { Call } from "../../ast.ts"
import { at } from "../../translation/calls.ts"
import { type Emitter, type Emitters, type Place, refuse } from "../../translation/context.ts"
import { typeOf } from "../../translation/infer.ts"
import { type Out, out } from "../../translation/output.ts"
import { isMoment, isNumeric } from "../../translation/sql-type.ts"
import { emit } from "../../translation/walk.ts"
import { wholeNumber } from "../../translation/whole-number.ts"
import { bound, raised } from "../literal.ts"
import { squareRoot } from "../operators.ts"
import { asDouble } from "../quotient.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/Math_functions.html */
export const mathEmitters: Emitters = {
  abs: (call, place) => out`abs(${number(call, 0, place)})`,
  ceil: rounding("ceil"),
  ceiling: rounding("ceil"),
  floor: rounding("floor"),
  round,
  trunc,
  sign: (call, place) => sameKind(call, place, out`sign(${number(call, 0, place)})`, "int"),
  mod: (call, place) => out`(mod(${number(call, 0, place)}, ${number(call, 1, place)}))`,
  sqrt: (call, place) => squareRoot(number(call, 0, place)),
  cbrt: float("cbrt"),
  exp: float("exp"),
  dexp: float("exp"),
  ln: logarithm("ln"),
  dlog1: logarithm("ln"),
  log: logarithm("log10"),
  dlog10: logarithm("log10"),
  pi: () => ["pi()"],
  power: float("power"),
  pow: float("power"),
  degrees: float("degrees"),
  radians: float("radians"),
  sin: float("sin"),
  cos: float("cos"),
  tan: float("tan"),
  cot: float("cot"),
  asin: arc("asin"),
  acos: arc("acos"),
  atan: float("atan"),
  atan2: float("atan2"),
  random: () => ["rand()"],
}

/** A number: Spark would read a text as one. */
function number(call: Call, index: number, place: Place): Out {
  const node = at(call, index)
  const type = typeOf(node, place)
  if (!isNumeric(type) && type.kind !== "null" && type.noText !== true)
    refuse(place, node, `"${call.name}" of a value that is not known to be a number`, "Cast it first.")
  return emit(node, place)
}

function float(name: string): Emitter {
  return (call, place) => {
    const args = call.args.map((_, index) => asDouble(number(call, index, place)))
    return args
      .reduce((text, arg, index) => out`${text}${index === 0 ? "" : ", "}${arg}`, out`${name}(`)
      .concat(")")
  }
}

/** Spark's logarithm of what has none is null. */
function logarithm(name: string): Emitter {
  return (call, place) => {
    const error = raised("logarithm of a number that is not above zero", "double")
    return bound(
      asDouble(number(call, 0, place)),
      "lux_number",
      `case when lux_number <= 0 then ${error} else ${name}(lux_number) end`,
    )
  }
}

function arc(name: string): Emitter {
  return (call, place) => {
    const error = raised("a number outside of -1 to 1", "double")
    return bound(
      asDouble(number(call, 0, place)),
      "lux_number",
      `case when abs(lux_number) > 1 then ${error} else ${name}(lux_number) end`,
    )
  }
}

/** A float stays one. */
function sameKind(call: Call, place: Place, value: Out, other?: string): Out {
  const { kind } = typeOf(at(call, 0), place)
  if (kind === "double") return asDouble(value)
  return other === undefined ? value : out`cast(${value} as ${other})`
}

function rounding(name: string): Emitter {
  return (call, place) => sameKind(call, place, out`${name}(${number(call, 0, place)})`)
}

function round(call: Call, place: Place): Out {
  const digits = call.args[1] === undefined ? 0 : wholeNumber(call.args[1])
  if (digits === undefined)
    refuse(place, at(call, 1), '"round" to a computed number of digits', "Write a literal.")
  return out`round(${number(call, 0, place)}, ${String(digits ?? 0)})`
}

/** Spark has no function that cuts a number off; its `trunc` is one of dates. */
function trunc(call: Call, place: Place): Out {
  const node = at(call, 0)
  const type = typeOf(node, place)
  if (isMoment(type) && call.args[1] === undefined) return out`cast(${emit(node, place)} as date)`
  const digits = call.args[1] === undefined ? 0 : wholeNumber(call.args[1])
  const value = number(call, 0, place)
  const isKnown =
    type.kind === "decimal" || type.kind === "integer" || (type.kind === "double" && digits === 0)
  if (digits === undefined || !isKnown)
    refuse(place, call, '"trunc" of this number', "Cast it to a decimal, and write the digits as a literal.")
  if (type.kind === "integer")
    return (digits ?? 0) >= 0
      ? value
      : out`(${value} div 1${"0".repeat(-(digits ?? 0))} * 1${"0".repeat(-(digits ?? 0))})`
  const scale = type.kind === "double" ? "" : `, ${digits ?? 0}`
  const cut = bound(
    value,
    "lux_number",
    `case when lux_number < 0 then ceil(lux_number${scale}) else floor(lux_number${scale}) end`,
  )
  return sameKind(call, place, cut)
}

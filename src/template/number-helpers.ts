import { LuxError } from "../errors.ts"
import { aligned, type Decimal, decimalText, divided } from "./decimal.ts"
import {
  decimalOf,
  doubleOf,
  type ExactNumber,
  exactNumber,
  isNumeric,
  isPlainDecimal,
} from "./exact-number.ts"
import type { Helper } from "./helpers.ts"
import type { HelperCall } from "./types.ts"
import { describe } from "./values.ts"

type Operation = (a: Decimal, b: Decimal) => Decimal

/** Arithmetic on numbers of any length: the result is exact, and has the digits behind the point that its numbers have. */
export const numberHelpers: Readonly<Record<string, Helper>> = {
  add: several("add", (a, b) => sum(a, b, 1n)),
  subtract: {
    usage: "subtract a b",
    fewest: 2,
    most: 2,
    run: (call) => folded(call, (a, b) => sum(a, b, -1n)),
  },
  multiply: several("multiply", (a, b) => ({ units: a.units * b.units, scale: a.scale + b.scale })),
  divide: { usage: "divide a b scale", fewest: 2, most: 3, named: ["scale"], run: divide },
}

function several(name: string, operation: Operation): Helper {
  return {
    usage: `${name} a b`,
    fewest: 2,
    most: Number.POSITIVE_INFINITY,
    run: (call) => folded(call, operation),
  }
}

function folded(call: HelperCall, operation: Operation): number | ExactNumber {
  return numberOf(call.args.map((_, at) => operand(call, at)).reduce(operation))
}

function sum(a: Decimal, b: Decimal, sign: 1n | -1n): Decimal {
  const [left, right] = aligned(a, b)
  return { units: left + sign * right, scale: Math.max(a.scale, b.scale) }
}

/** With a scale rounded to so many digits behind the point, halves away from zero as in SQL; without one exact, or LUX-1122. */
function divide(call: HelperCall): number | ExactNumber {
  const [dividend, divisor] = [operand(call, 0), operand(call, 1)]
  if (divisor.units === 0n)
    throw new LuxError("LUX-1121", "division by zero", {
      place: call.place,
      hint: "Ask before: {{#if (eq b 0)}}.",
    })
  const quotient = divided(dividend, divisor, scaleOf(call))
  if (quotient !== undefined) return numberOf(quotient)
  throw new LuxError("LUX-1122", "the quotient has no end: divide needs a scale", {
    place: call.place,
    hint: "Say how many digits come behind the point: {{divide 1 3 scale=6}}.",
  })
}

const mostScale = 1000

function scaleOf(call: HelperCall): number | undefined {
  const given = call.args.length > 2 ? call.args[2] : call.named["scale"]
  const twice = call.args.length > 2 && Object.hasOwn(call.named, "scale")
  if (given === undefined && !Object.hasOwn(call.named, "scale")) return undefined
  const scale = isNumeric(given) ? doubleOf(given) : undefined
  if (!twice && scale !== undefined && Number.isInteger(scale) && scale >= 0 && scale <= mostScale)
    return scale
  throw new LuxError(
    "LUX-1106",
    twice
      ? "divide is given the scale twice"
      : `the scale of divide must be a whole number from 0 to ${mostScale}, not ${describe(given)}`,
    { place: call.place },
  )
}

/** A number, or a text that is one, such as that of an environment variable. Throws LUX-1106 for anything else. */
function operand(call: HelperCall, at: number): Decimal {
  const value = call.args[at]
  const number = typeof value === "string" && isPlainDecimal(value) ? exactNumber(value) : value
  if (isNumeric(number) && (typeof number !== "number" || Number.isFinite(number))) return decimalOf(number)
  throw new LuxError("LUX-1106", `${call.name} takes numbers, not ${describe(value)}`, { place: call.place })
}

function numberOf(decimal: Decimal): number | ExactNumber {
  return exactNumber(decimalText(decimal))
}

import type { Binary, Expression } from "../ast.ts"
import type { Place } from "./context.ts"
import { typeOf } from "./infer.ts"
import type { Out } from "./output.ts"
import { arithmetic, type SqlType, unknown } from "./sql-type.ts"

/** The type of a quotient; unknown where that of one side is. */
export function quotientType(node: Binary, place: Place): SqlType {
  const [left, right] = [typeOf(node.left, place), typeOf(node.right, place)]
  if (left.kind === "double" || right.kind === "double") return { kind: "double" }
  const type = arithmetic("/", left, right)
  return type.kind === "decimal" && type.scale === undefined ? unknown : type
}

/**
 * The quotient of two numbers that stand in the text, where one of them is a decimal: the number itself, without the
 * zeros at its end. Undefined where they are none, or the divisor is zero.
 */
export function foldedQuotient(node: Binary, place: Place): Out | undefined {
  const [left, right] = [decimalIn(node.left), decimalIn(node.right)]
  const { kind, scale } = quotientType(node, place)
  if (left === undefined || right === undefined || kind !== "decimal" || scale === undefined) return undefined
  if (right.digits === 0n) return undefined
  const shift = BigInt(scale - left.scale + right.scale)
  const cut =
    shift < 0n ? left.digits / (right.digits * 10n ** -shift) : (left.digits * 10n ** shift) / right.digits
  return [text(cut, scale)]
}

/** The absolute value of a number that stands in the text, without the zeros at its end. */
export function foldedAbsolute(node: Expression): Out | undefined {
  const number = decimalIn(node)
  if (number === undefined) return undefined
  return [text(number.digits < 0n ? -number.digits : number.digits, number.scale)]
}

interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

function decimalIn(node: Expression): Decimal | undefined {
  if (node.kind === "paren") return decimalIn(node.inner)
  if (node.kind === "unary" && node.operator === "-") {
    const inner = decimalIn(node.operand)
    return inner && { digits: -inner.digits, scale: inner.scale }
  }
  if (node.kind !== "number" || !/^\d*\.?\d*$/.test(node.text)) return undefined
  const [whole = "", fraction = ""] = node.text.split(".")
  return { digits: BigInt(`${whole}${fraction}`), scale: fraction.length }
}

function text(digits: bigint, scale: number): string {
  const sign = digits < 0n ? "-" : ""
  const padded = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0")
  const fraction = padded.slice(padded.length - scale).replace(/0+$/, "")
  const whole = padded.slice(0, padded.length - scale)
  const number = fraction === "" ? whole : `${whole}.${fraction}`
  return sign === "" ? number : `(${sign}${number})`
}

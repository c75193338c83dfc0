import type { Binary, Expression } from "../ast.ts"
import { asDecimal, literalNumberType } from "../number-type.ts"
import type { Out } from "./output.ts"
import { arithmetic, decimal, type SqlType } from "./sql-type.ts"

/** A number that is known from the text, and its type. */
export interface Folded {
  readonly out: Out
  readonly type: SqlType
}

/**
 * The quotient of two numbers in the text, where one of them is a decimal: the number itself, without the zeros at its
 * end. Undefined where they are none, or the divisor is zero.
 */
export function foldedQuotient(node: Binary): Folded | undefined {
  if (node.operator !== "/") return undefined
  const [left, right] = [decimalIn(node.left), decimalIn(node.right)]
  if (left === undefined || right === undefined || right.digits === 0n) return undefined
  const { kind, scale } = arithmetic("/", left.type, right.type)
  if (kind !== "decimal" || scale === undefined) return undefined
  const shift = BigInt(scale - left.scale + right.scale)
  const cut =
    shift < 0n ? left.digits / (right.digits * 10n ** -shift) : (left.digits * 10n ** shift) / right.digits
  return folded(cut, scale)
}

/** The absolute value of a number in the text, without the zeros at its end. */
export function foldedAbsolute(node: Expression): Out | undefined {
  const number = decimalIn(node)
  if (number === undefined) return undefined
  return [text(number.digits < 0n ? -number.digits : number.digits, number.scale)]
}

interface Decimal {
  readonly digits: bigint
  readonly scale: number
  readonly type: SqlType
}

function decimalIn(node: Expression): Decimal | undefined {
  if (node.kind === "paren") return decimalIn(node.inner)
  if (node.kind === "unary" && node.operator === "-") {
    const inner = decimalIn(node.operand)
    return inner && { ...inner, digits: -inner.digits }
  }
  if (node.kind !== "number" || !/^\d*\.?\d*$/.test(node.text)) return undefined
  const [whole = "", fraction = ""] = node.text.split(".")
  const digits = BigInt(`${whole}${fraction}`)
  const { kind, bytes, precision, scale } = literalNumberType(node.text)
  if (kind === "integer") return { digits, scale: 0, type: { kind, ...(bytes === 8 ? { bytes } : {}) } }
  return precision === undefined || scale === undefined
    ? { digits, scale: fraction.length, type: decimal }
    : { digits, scale: fraction.length, type: { kind: "decimal", precision, scale } }
}

/** Without a fraction it is still a decimal. */
function folded(digits: bigint, scale: number): Folded {
  const written = text(digits, scale)
  const { precision, scale: behind } = asDecimal(literalNumberType(written.replace(/[()-]/g, "")))
  if (precision === undefined || behind === undefined) return { out: [written], type: decimal }
  const type: SqlType = { kind: "decimal", precision, scale: behind }
  return { out: [behind > 0 ? written : `cast(${written} as decimal(${precision}, 0))`], type }
}

function text(digits: bigint, scale: number): string {
  const sign = digits < 0n ? "-" : ""
  const padded = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0")
  const fraction = padded.slice(padded.length - scale).replace(/0+$/, "")
  const whole = padded.slice(0, padded.length - scale)
  const number = fraction === "" ? whole : `${whole}.${fraction}`
  return sign === "" ? number : `(${sign}${number})`
}

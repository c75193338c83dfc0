import { bigint, type DataType, decimalOf, float, real, unknownType } from "./data-type.ts"

export function isNumber(type: DataType): boolean {
  return type.kind === "integer" || type.kind === "decimal" || type.kind === "double"
}

/** A whole number as the decimal that it becomes next to a decimal. */
export function asDecimal(type: DataType): DataType {
  if (type.kind !== "integer") return type
  return decimalOf(type.bytes === 2 ? 5 : type.bytes === 8 ? 19 : 10, 0)
}

/** The type of `+ - * / %` over two numbers, from the table of return types on the same page. */
export function arithmeticType(operator: string, left: DataType, right: DataType): DataType {
  if (!isNumber(left) || !isNumber(right)) return unknownType
  if (left.kind === "double" || right.kind === "double")
    return left.kind === right.kind && left.bytes === 4 && right.bytes === 4 ? real : float
  if (left.kind === "integer" && right.kind === "integer")
    return (left.bytes ?? 8) >= (right.bytes ?? 8) ? left : right
  const { precision: p1, scale: s1 } = asDecimal(left)
  const { precision: p2, scale: s2 } = asDecimal(right)
  if (p1 === undefined || s1 === undefined || p2 === undefined || s2 === undefined) return decimalOf()
  if (operator === "*") return capped(p1 + p2 + 1, s1 + s2)
  if (operator === "/") {
    const scale = Math.max(4, s1 + p2 - s2 + 1)
    return quotient(p1 - s1 + s2 + scale, scale)
  }
  const scale = Math.max(s1, s2)
  if (operator === "%") return capped(Math.max(p1 - s1, p2 - s2) + scale, scale)
  return capped(Math.max(p1 - s1, p2 - s2) + 1 + scale, scale)
}

function capped(precision: number, scale: number): DataType {
  return decimalOf(Math.min(38, precision), Math.min(38, scale))
}

/** Above 38 digits the scale gives way, down to 4. */
function quotient(precision: number, scale: number): DataType {
  if (precision <= 38) return decimalOf(precision, Math.min(100, scale))
  return decimalOf(38, Math.max(38 + scale - precision, Math.min(4, 100)))
}

/** The type of a number as it is written. */
export function literalNumberType(written: string): DataType {
  if (/e/i.test(written)) return float
  const [whole = "", fraction] = written.split(".")
  if (fraction !== undefined) {
    const digits = whole.replace(/^0+/, "").length + fraction.length
    return decimalOf(Math.max(1, digits), fraction.length)
  }
  const value = Number(whole)
  if (value <= 2147483647) return { kind: "integer", bytes: 4 }
  return BigInt(whole) <= 9223372036854775807n ? bigint : decimalOf(whole.length, 0)
}

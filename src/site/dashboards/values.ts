import type { Value, ValueType } from "./dashboard-data.ts"

/**
 * Numbers by size, texts by their code points, as databases compare bytes; false before true. A text next to a number is a
 * number of more digits than a double has.
 */
export function compareValues(
  a: Value,
  b: Value,
  type: ValueType = typeof a === typeof b ? "text" : "number",
): number {
  if (typeof a === "number" && typeof b === "number") return a - b
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b)
  return type === "number" ? compareNumbers(String(a), String(b)) : compareTexts(String(a), String(b))
}

/** Numbers that a double does not hold are texts: where doubles do not tell two of them apart, their digits do. */
function compareNumbers(a: string, b: string): number {
  const [one, other] = [Number(a), Number(b)]
  if (one !== other || !isPlain(a) || !isPlain(b)) return one - other
  const decimals = Math.max(...[a, b].map((text) => fractionOf(text).length))
  const [exact = 0n, second = 0n] = [a, b].map((text) =>
    BigInt(`${text.replace(/\..*/, "")}${fractionOf(text).padEnd(decimals, "0")}`),
  )
  return exact < second ? -1 : exact > second ? 1 : 0
}

/** Digits alone, without an exponent. */
function isPlain(text: string): boolean {
  return /^-?\d+(\.\d*)?$/.test(text)
}

function fractionOf(text: string): string {
  return text.split(".")[1] ?? ""
}

/** UTF-16 has characters beyond the first 65,536 before some of those: code points do not. */
function compareTexts(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)]
  if (Number.isNaN(one) || Number.isNaN(other)) return a.length - b.length
  const shift = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)
  return shift(one) - shift(other)
}

/** The name of a value in addresses and in maps; undefined for null. */
export function keyOf(value: Value): string | undefined {
  return value === null ? undefined : String(value)
}

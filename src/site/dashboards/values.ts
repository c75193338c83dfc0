import type { Value } from "./dashboard-data.ts"

/** Numbers by size, texts by their code points, as databases compare bytes; false before true. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b)
  return compareTexts(String(a), String(b))
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

import { decimalOfText, decimalText, shortest } from "../template/decimal.ts"
import { exactNumber, type Numeric } from "../template/exact-number.ts"

const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i
const special: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  "-infinity": Number.NEGATIVE_INFINITY,
}

/**
 * The number that a warehouse answered, with all its digits: long whole numbers and decimals arrive as text. Undefined for
 * what is not a number, such as a date.
 */
export function measuredNumber(value: number | string): Numeric | undefined {
  if (typeof value === "number") return value
  return decimal.test(value)
    ? exactNumber(decimalText(shortest(decimalOfText(value))))
    : special[value.toLowerCase()]
}

/** A sum divided by a count, from the text `sum/count`: exact where it ends, or else about 17 digits of it. */
export function readQuotient(value: number | string): number | string {
  const [sum = "", count = ""] = String(value).split("/")
  if (!decimal.test(sum) || !/^\d+$/.test(count)) return Number(special[sum.toLowerCase()] ?? value)
  const { units, scale } = decimalOfText(sum)
  const whole = String(units / 10n ** BigInt(scale) / BigInt(count)).replace("-", "").length
  const places = Math.max(scale + 6, 17 - whole)
  const dividend = units * 10n ** BigInt(places - scale)
  const text = decimalText(shortest({ units: dividend / BigInt(count), scale: places }))
  const ends = dividend % BigInt(count) === 0n
  const number = exactNumber(text)
  if (typeof number === "number") return number
  return ends || whole > 15 ? text : Number(text)
}

import { misfitOf } from "./misfit.ts"

/**
 * The narrowest type that keeps every digit of all values: bigint, double precision, decimal, boolean, date, timestamp,
 * timestamptz, and varchar where none of these does. All warehouses have them.
 */
export function inferType(values: readonly (string | null)[]): string {
  const present = values.filter((value) => value !== null)
  if (present.length === 0) return "varchar(256)"
  const allFit = (type: string): boolean =>
    present.every((text) => misfitOf(text, type, "redshift") === undefined)
  const number = numberType(present)
  if (number !== undefined) return number
  if (present.every((text) => /^(true|false)$/i.test(text))) return "boolean"
  if (allFit("date")) return "date"
  if (allFit("timestamp")) return "timestamp"
  // A mixture of values with and without an offset stays text: nobody knows what the others are relative to.
  if (present.every(hasOffset) && allFit("timestamptz")) return "timestamptz"
  return present.every((text) => Buffer.byteLength(text) <= 256) ? "varchar(256)" : "varchar(65535)"
}

/** Numbers as they are usually written: those with zeros in front, with a plus or an exponent may be names of something. */
function numberType(present: readonly string[]): string | undefined {
  let [whole, fraction, most] = [0, 0, 0]
  let isBigint = true
  for (const text of present) {
    const [found, digits = "", behind = ""] = /^-?(0|[1-9]\d*)(?:\.(\d+))?$/.exec(text) ?? []
    if (found === undefined) return undefined
    whole = Math.max(whole, digits.length)
    fraction = Math.max(fraction, behind.length)
    most = Math.max(most, (digits === "0" ? 0 : digits.length) + behind.length)
    isBigint &&= behind === "" && misfitOf(text, "bigint", "redshift") === undefined
  }
  if (isBigint) return "bigint"
  // Every decimal of 15 digits comes out of a double as it went in.
  if (fraction > 0 && most <= 15) return "double precision"
  return whole + fraction <= mostDigits ? `decimal(${Math.max(18, whole + fraction)},${fraction})` : undefined
}

/** Of a decimal on DuckDB and Redshift. */
const mostDigits = 38

function hasOffset(text: string): boolean {
  return /:\d{2}(\.\d+)?(Z|[-+][\d:]+)$/.test(text)
}

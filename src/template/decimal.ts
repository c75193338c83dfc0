/** Exact decimal numbers of any length. */

/** `units` divided by ten to the power of `scale`; `scale` is not below 0. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

/** The decimal that a text is: `12`, `-.5`, `1.5e-7`. Throws RangeError for any other. */
export function decimalOfText(text: string): Decimal {
  const match = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text)
  const [, sign, whole = "", fraction = "", exponent = "0"] = match ?? []
  if (match === null || whole + fraction === "") throw new RangeError(`${text} is not a decimal number`)
  const units = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n)
  const scale = fraction.length - Number(exponent)
  return scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : { units, scale }
}

/** Plain decimal notation with as many digits behind the point as the scale. */
export function decimalText({ units, scale }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0")
  const point = digits.length - scale
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return units < 0n ? `-${text}` : text
}

/** Without zeros at the end of the fraction. */
export function shortest({ units, scale }: Decimal): Decimal {
  let [rest, places] = [units, scale]
  while (places > 0 && rest % 10n === 0n) {
    rest /= 10n
    places--
  }
  return { units: rest, scale: places }
}

/** Below 0, 0 or above 0. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b)
  return left === right ? 0 : left < right ? -1 : 1
}

/** The units of both with the greater scale of the two. */
export function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint] {
  const scale = Math.max(a.scale, b.scale)
  return [scaled(a, scale), scaled(b, scale)]
}

/** The units with a scale that is not below the decimal's own. */
function scaled({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale)
}

/**
 * `a / b`, with a scale rounded to it, halves away from zero; without one exact, with no more digits than needed.
 * Undefined where the exact quotient has no end. Throws RangeError where `b` is zero.
 */
export function divided(a: Decimal, b: Decimal, scale: number | undefined): Decimal | undefined {
  const [left, right] = aligned(a, b)
  if (scale !== undefined) return { units: rounded(left * 10n ** BigInt(scale), right), scale }
  const places = placesOf(right / gcd(left, right))
  if (places === undefined) return undefined
  return shortest({ units: (left * 10n ** BigInt(places)) / right, scale: places })
}

function rounded(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const rest = dividend % divisor
  const isHalf = 2n * absolute(rest) >= absolute(divisor)
  return isHalf ? quotient + (dividend < 0n === divisor < 0n ? 1n : -1n) : quotient
}

/** Digits behind the point that one part of so many has; undefined where there is no end of them. */
function placesOf(parts: bigint): number | undefined {
  let rest = absolute(parts)
  const counts = [2n, 5n].map((prime) => {
    let count = 0
    for (; rest % prime === 0n; count++) rest /= prime
    return count
  })
  return rest === 1n ? Math.max(...counts) : undefined
}

function gcd(a: bigint, b: bigint): bigint {
  let [left, right] = [absolute(a), absolute(b)]
  while (right !== 0n) [left, right] = [right, left % right]
  return left
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value
}

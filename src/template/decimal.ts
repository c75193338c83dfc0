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
export function scaled({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale)
}

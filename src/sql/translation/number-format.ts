import type { SqlType } from "./sql-type.ts"

/** A format of to_char or to_number for numbers, taken apart. */
export interface NumberFormat {
  /** The mask before the point: 9, 0 and commas. */
  readonly whole: string
  /** The mask behind the point: 9 and 0. */
  readonly fraction: string
  /** FM: no blanks, no trailing zeros where the mask has 9. */
  readonly fill: boolean
  /** `bracket`: `<5>` for -5; `minus`: a minus behind the number, or a blank. */
  readonly sign: "" | "first" | "last" | "bracket" | "minus"
  /** `$` or `L`: a dollar in front. */
  readonly currency: boolean
}

/** What formats are verified, as hints name them. */
export const verifiedFormats =
  "Verified are 9 0 , . G D, FM and $ or L in front, S at either end, PR or MI behind, and RN: https://docs.aws.amazon.com/redshift/latest/dg/r_Numeric_formating.html"

/** Whether a format writes Roman numerals. */
export function isRoman(text: string): boolean {
  return /^(?:FM)?(?:RN|rn)$/.test(text)
}

/** The parts of a number format; undefined when it has a pattern that is not verified. */
export function numberFormat(text: string): NumberFormat | undefined {
  const fill = /^FM/i.test(text)
  const written = (fill ? text.slice(2) : text).toUpperCase().replaceAll("G", ",").replaceAll("D", ".")
  const currency = /^[$L]/.test(written)
  let mask = currency ? written.slice(1).trimStart() : written
  let sign: NumberFormat["sign"] = ""
  if (mask.startsWith("S")) {
    sign = "first"
    mask = mask.slice(1)
  } else if (mask.endsWith("S")) {
    sign = "last"
    mask = mask.slice(0, -1)
  } else if (/(?:PR|MI)$/.test(mask)) {
    sign = mask.endsWith("PR") ? "bracket" : "minus"
    mask = mask.slice(0, -2)
  }
  const [, whole, fraction = ""] = /^([90][90,]*)?(?:\.([90]*))?$/.exec(mask) ?? []
  if (whole === undefined || whole.endsWith(",")) return undefined
  if (mask.endsWith(".")) return undefined
  return { whole, fraction, fill, sign, currency }
}

/** Whether a format of to_char is one for numbers. */
export function isNumberFormat(format: string, type: SqlType): boolean {
  if (["integer", "decimal", "double"].includes(type.kind)) return true
  if (isRoman(format)) return true
  return (
    /[90]/.test(format) && !/[a-ce-fh-km-rt-z]/i.test(format.replace(/^FM/i, "").replace(/(?:PR|MI)$/i, ""))
  )
}

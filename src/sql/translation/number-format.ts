import type { SqlType } from "./sql-type.ts"

/** A format of to_char or to_number for numbers, taken apart. */
export interface NumberFormat {
  /** The mask before the point: 9, 0 and commas. */
  readonly whole: string
  /** The mask behind the point: 9 and 0. */
  readonly fraction: string
  /** FM: no blanks, no trailing zeros where the mask has 9. */
  readonly fill: boolean
  readonly sign: "" | "first" | "last"
}

/** The parts of a number format; undefined when it has a pattern that is not verified. */
export function numberFormat(text: string): NumberFormat | undefined {
  const fill = /^FM/i.test(text)
  let mask = (fill ? text.slice(2) : text).toUpperCase().replaceAll("G", ",").replaceAll("D", ".")
  let sign: NumberFormat["sign"] = ""
  if (mask.startsWith("S")) {
    sign = "first"
    mask = mask.slice(1)
  } else if (mask.endsWith("S")) {
    sign = "last"
    mask = mask.slice(0, -1)
  }
  const [, whole, fraction = ""] = /^([90][90,]*)?(?:\.([90]*))?$/.exec(mask) ?? []
  if (whole === undefined || whole.endsWith(",")) return undefined
  if (mask.endsWith(".")) return undefined
  return { whole, fraction, fill, sign }
}

/** Whether a format of to_char is one for numbers. */
export function isNumberFormat(format: string, type: SqlType): boolean {
  if (["integer", "decimal", "double"].includes(type.kind)) return true
  return /[90]/.test(format) && !/[a-ce-fh-km-rt-z]/i.test(format.replace(/^FM/i, ""))
}

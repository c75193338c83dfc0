/** A format of `to_date` as a regular expression, and at which group of it the year, the month and the day stand. */
export interface DateForm {
  readonly pattern: string
  readonly year: number
  readonly month: number
  readonly day: number
}

/**
 * The form of a format that has year, month and day as numbers: days that a month does not have go on into the next one,
 * which no engine's own parsing does. https://docs.aws.amazon.com/redshift/latest/dg/r_TO_DATE_function.html
 */
export function dateForm(format: string): DateForm | undefined {
  const pieces = format.match(/YYYY|MM|DD|./gis) ?? []
  const order = pieces.map((piece) => piece.toUpperCase()).filter((piece) => piece in digits)
  const [year, month, day] = ["YYYY", "MM", "DD"].map((piece) => order.indexOf(piece) + 1)
  if (order.length !== 3 || !year || !month || !day) return undefined
  if (pieces.some((piece) => !(piece.toUpperCase() in digits) && /[\p{L}\d"\\]/u.test(piece)))
    return undefined
  const pattern = pieces
    .map((piece, at) => {
      const known = digits[piece.toUpperCase()]
      if (known === undefined) return piece.replace(/[^\w\s]/, "[$&]").replace("[^]", "\\^")
      const isTight = (pieces[at + 1]?.toUpperCase() ?? "") in digits
      return known[isTight ? 0 : 1]
    })
    .join("")
  return { pattern: `^\\s*${pattern}\\s*$`, year, month, day }
}

/** Exactly so many digits where others follow at once, else no more. */
const digits: Readonly<Record<string, readonly [tight: string, loose: string]>> = {
  YYYY: ["(\\d{4})", "(\\d{4})"],
  MM: ["(\\d{2})", "(\\d{1,2})"],
  DD: ["(0[1-9]|[12]\\d|3[01])", "(0?[1-9]|[12]\\d|3[01])"],
}

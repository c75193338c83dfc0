const words = String.raw`(?:"[^"]*"|\\.|[^A-Za-z0#.,;"\\?*_@/[\]])*`
const digits = String.raw`[#0]+(?:,[#0]{3})*(?:\.[#0]+)?`
const numbered = new RegExp(`^${words}${digits}${words}$`)
const worded = new RegExp(`^${words}$`)

export const formatHint =
  'Write 0 and # for digits, others in quotes: #,##0, 0.00"%", 0.0%, "+"0;"-"0;"=" for above, below and at 0.'

/** Whether a format of spreadsheets is one that lux writes numbers by: up to three parts, for above, below and at 0. */
export function isFormat(format: string): boolean {
  const [first = "", ...others] = format.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/)
  return (
    numbered.test(first) &&
    others.length <= 2 &&
    others.every((each) => numbered.test(each) || worded.test(each))
  )
}

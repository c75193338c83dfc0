/** What the cells of a seed may hold, by the family of the column's type. */

const families: readonly {
  readonly types: RegExp
  readonly check: (text: string, type: string) => string | undefined
}[] = [
  { types: /^(smallint|int2)\b/i, check: (text) => wholeNumber(text, 15n) },
  { types: /^(integer|int|int4)\b/i, check: (text) => wholeNumber(text, 31n) },
  { types: /^(bigint|int8)\b/i, check: (text) => wholeNumber(text, 63n) },
  { types: /^(decimal|numeric)\b/i, check: decimalNumber },
  { types: /^(double|float|real)\b/i, check: (text) => (isNumber(text) ? undefined : "is not a number") },
  {
    types: /^bool/i,
    check: (text) => (/^(true|false|t|f|yes|no|1|0)$/i.test(text) ? undefined : "is not a boolean"),
  },
  { types: /^date\b/i, check: (text) => (isDate(text) ? undefined : "is not a date (YYYY-MM-DD)") },
  {
    types: /^(timestamp|datetime)/i,
    check: (text) => (isTimestamp(text) ? undefined : "is not a timestamp"),
  },
  { types: /^(varchar|char|character|nvarchar|bpchar)\b/i, check: fittingText },
]

/** What is wrong with a value for a type, as words that follow "the value"; undefined when it fits. */
export function checkCell(text: string, type: string): string | undefined {
  return families.find((family) => family.types.test(type))?.check(text, type)
}

/** The narrowest of bigint, double precision, boolean, date, timestamp and varchar that holds all values. */
export function inferType(values: readonly (string | null)[]): string {
  const present = values.filter((value) => value !== null)
  if (present.length === 0) return "varchar(256)"
  const all = (fits: (text: string) => boolean): boolean => present.every(fits)
  if (all((text) => /^-?(0|[1-9]\d*)$/.test(text) && wholeNumber(text, 63n) === undefined)) return "bigint"
  if (all((text) => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text))) return "double precision"
  if (all((text) => /^(true|false)$/i.test(text))) return "boolean"
  if (all(isDate)) return "date"
  if (all(isTimestamp)) return "timestamp"
  const longest = Math.max(...present.map((text) => Buffer.byteLength(text)))
  return longest <= 256 ? "varchar(256)" : "varchar(65535)"
}

function wholeNumber(text: string, bits: bigint): string | undefined {
  if (!/^[-+]?\d+$/.test(text)) return "is not a whole number"
  const value = BigInt(text.replace(/^\+/, ""))
  return value < -(1n << bits) || value >= 1n << bits ? "is out of its range" : undefined
}

function decimalNumber(text: string, type: string): string | undefined {
  const match = /^[-+]?(\d*)(?:\.(\d*))?$/.exec(text)
  if (match === null || !/\d/.test(text)) return "is not a number"
  const [, precision, scale] = /\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/.exec(type) ?? []
  if (precision === undefined) return undefined
  const whole = (match[1] ?? "").replace(/^0+/, "").length
  return whole > Number(precision) - Number(scale ?? 0) ? "has too many digits" : undefined
}

function isNumber(text: string): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isRealDay(text)
}

function isTimestamp(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[-+]\d{2}(:?\d{2})?)?$/.test(text) &&
    isRealDay(text)
  )
}

function isRealDay(text: string): boolean {
  const day = text.slice(0, 10)
  const parsed = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day)
}

function fittingText(text: string, type: string): string | undefined {
  const length = /\(\s*(\d+)\s*\)/.exec(type)?.[1]
  const bytes = Buffer.byteLength(text)
  return length !== undefined && bytes > Number(length) ? `has ${bytes} bytes` : undefined
}

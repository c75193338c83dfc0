import type { CopyOptions } from "./copy-options.ts"

/** A column that rows are loaded into. */
export interface LoadColumn {
  readonly name: string
  /** Postgres' name of the type, such as `int4`. */
  readonly type: string
  /** Of texts, in bytes. */
  readonly size: number | undefined
  readonly precision: number | undefined
  readonly scale: number | undefined
  readonly required: boolean
  readonly identity: boolean
}

/** A value that does not fit its column: https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html */
export class LoadError extends Error {
  readonly code: number
  readonly column: LoadColumn | undefined
  readonly value: string

  constructor(code: number, message: string, column?: LoadColumn, value = "") {
    super(message)
    this.code = code
    this.column = column
    this.value = value
  }
}

/** A text of a file as the database takes it for the column. Throws a {@link LoadError}. */
export function converted(value: string | null, column: LoadColumn, options: CopyOptions): string | null {
  const given = value === null ? null : trimmed(value, column, options)
  if (given === null) {
    if (column.required) throw new LoadError(1213, "Missing data for not-null field", column)
    return null
  }
  switch (column.type) {
    case "int2":
      return integer(given, column, 32767n)
    case "int4":
      return integer(given, column, 2147483647n)
    case "int8":
      return integer(given, column, 9223372036854775807n)
    case "numeric":
      return decimal(given, column, options.roundDecimals)
    case "float4":
    case "float8":
      if (!/^\s*([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|[+-]?inf(inity)?)\s*$/i.test(given))
        throw new LoadError(
          1208,
          `Invalid value for a floating-point number, Value '${given}'`,
          column,
          given,
        )
      return given
    case "bool":
      return truth(given, column)
    case "varchar":
    case "bpchar":
      return sized(given, column, options.truncateColumns)
    case "date":
      return moment(given, column, options.dateFormat, options.acceptAnyDate, false)
    case "timestamp":
    case "timestamptz":
      return moment(given, column, options.timeFormat, options.acceptAnyDate, true)
    case "jsonb":
      return json(given, column)
    default:
      return given
  }
}

/** What stands for null, by type and options. */
function trimmed(value: string, column: LoadColumn, options: CopyOptions): string | null {
  if (value === options.nullAs) return null
  const isText = column.type === "varchar" || column.type === "bpchar"
  if (!isText) return value.trim() === "" ? null : value
  if (options.emptyAsNull && value === "") return null
  if (options.blanksAsNull && /^\s+$/.test(value)) return null
  return options.trimBlanks ? value.trimEnd() : value
}

function integer(text: string, column: LoadColumn, most: bigint): string {
  const digits = text.trim()
  const wrong = digits.search(/[^0-9]/)
  if (!/^[+-]?\d+$/.test(digits)) {
    const at = /^[+-]/.test(digits) ? digits.slice(1).search(/[^0-9]/) + 1 : wrong
    throw new LoadError(
      1207,
      `Invalid digit, Value '${digits[at] ?? ""}', Pos ${Math.max(at, 0)}, Type: ${typeLabel(column)}`,
      column,
      text,
    )
  }
  const value = BigInt(digits.replace(/^\+/, ""))
  if (value > most || value < -most - 1n)
    throw new LoadError(1204, `Overflow for type ${typeLabel(column)}, Value '${digits}'`, column, text)
  return String(value)
}

/** Digits behind the column's scale are cut off, and rounded on request. */
function decimal(text: string, column: LoadColumn, round: boolean): string {
  const { precision = 38, scale = 0 } = column
  const found = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?\s*$/i.exec(text)
  const [, sign = "", whole = "", part = "", power = "0"] = found ?? []
  if (found === null || whole + part === "")
    throw new LoadError(1209, `Invalid value for a decimal, Value '${text}'`, column, text)
  const digits = whole + part
  const point = whole.length + Number(power)
  const padded = point < 0 ? "0".repeat(-point) + digits : digits.padEnd(point, "0")
  const at = Math.max(point, 0)
  const kept = BigInt(padded.slice(0, at) + padded.slice(at, at + scale).padEnd(scale, "0") || "0")
  const up = round && Number(padded[at + scale] ?? "0") >= 5
  const value = kept + (up ? 1n : 0n)
  const all = String(value).padStart(scale + 1, "0")
  if (all.replace(/^0+/, "").length > precision)
    throw new LoadError(1204, `Numeric data overflow (result precision), Value '${text}'`, column, text)
  const written = scale === 0 ? all : `${all.slice(0, -scale)}.${all.slice(-scale)}`
  return sign === "-" && value !== 0n ? `-${written}` : written
}

function truth(text: string, column: LoadColumn): string {
  if (/^(t|true|y|yes|1)$/i.test(text.trim())) return "t"
  if (/^(f|false|n|no|0)$/i.test(text.trim())) return "f"
  throw new LoadError(1210, `Invalid value for a boolean, Value '${text}'`, column, text)
}

function sized(text: string, column: LoadColumn, truncate: boolean): string {
  if (column.type === "bpchar" && /[^ -~\t]/.test(text))
    throw new LoadError(1220, "Multibyte character not supported for CHAR", column, text)
  const size = column.size ?? 65535
  if (Buffer.byteLength(text) <= size) return text
  if (!truncate) throw new LoadError(1204, "String length exceeds DDL length", column, text)
  let kept = ""
  let bytes = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > size) return kept
    kept += character
  }
  return kept
}

function json(text: string, column: LoadColumn): string {
  try {
    JSON.parse(text)
    return text
  } catch {
    throw new LoadError(1224, "Invalid JSON for a SUPER value", column, text)
  }
}

const plainDate = /^\d{4}-\d{1,2}-\d{1,2}$/
const plainTime = /^\d{4}-\d{1,2}-\d{1,2}( \d{1,2}:\d{2}:\d{2}(\.\d+)?( ?[+-]\d{2}(:?\d{2})?)?)?$/
const anyTime =
  /^\d{4}[-/]\d{1,2}[-/]\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?)?$/i

function moment(
  text: string,
  column: LoadColumn,
  format: string | undefined,
  acceptAny: boolean,
  withTime: boolean,
): string | null {
  const found = momentOf(text.trim(), format, withTime)
  if (found !== undefined && exists(found)) return found
  if (acceptAny) return null
  throw withTime
    ? new LoadError(
        1206,
        `Invalid timestamp format or value [${format ?? "YYYY-MM-DD HH24:MI:SS"}]`,
        column,
        text,
      )
    : new LoadError(1205, `Invalid Date Format - length must be 10 or more`, column, text)
}

function momentOf(text: string, format: string | undefined, withTime: boolean): string | undefined {
  if (format === undefined) return (withTime ? plainTime : plainDate).test(text) ? text : undefined
  if (format === "epochsecs" || format === "epochmillisecs") {
    if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined
    const milliseconds = Number(text) * (format === "epochsecs" ? 1000 : 1)
    return new Date(milliseconds).toISOString().replace("T", " ").replace("Z", "")
  }
  if (format === "auto") return anyTime.test(text) ? text.replace("T", " ").replace(",", ".") : undefined
  return byFormat(text, format)
}

const parts: readonly (readonly [string, string])[] = [
  ["YYYY", "(?<year>\\d{4})"],
  ["HH24", "(?<hour>\\d{1,2})"],
  ["HH", "(?<hour>\\d{1,2})"],
  ["MI", "(?<minute>\\d{2})"],
  ["MM", "(?<month>\\d{1,2})"],
  ["DD", "(?<day>\\d{1,2})"],
  ["SS", "(?<second>\\d{2}(?:\\.\\d+)?)"],
]

function byFormat(text: string, format: string): string | undefined {
  let pattern = format.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
  for (const [name, part] of parts) pattern = pattern.replace(name, part.replace("\\d", "\\d"))
  const groups = new RegExp(`^${pattern}$`).exec(text)?.groups
  if (groups?.["year"] === undefined) return undefined
  const { year, month = "01", day = "01", hour = "00", minute = "00", second = "00" } = groups
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`
  return `${date} ${hour.padStart(2, "0")}:${minute}:${second}`
}

/** Whether the calendar has the day, and the day the time. */
function exists(text: string): boolean {
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0"] =
    /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?/.exec(text) ?? []
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return (
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60
  )
}

export function typeLabel({ type }: LoadColumn): string {
  const names: Readonly<Record<string, string>> = {
    int2: "Short",
    int4: "Integer",
    int8: "Long",
    numeric: "Decimal",
  }
  return names[type] ?? type
}

import { dataType } from "../sql/data-type.ts"
import type { SqlDialect } from "../sql/types.ts"
import { decimalOfText, shortest } from "../template/decimal.ts"
import { type ColumnType, columnType } from "./column-type.ts"

/** Why a text is not a value of a type. */
export interface Misfit {
  /** Words that follow "the value". */
  readonly message: string
  /** True where an engine would load it as another value; otherwise one that reads more formats may load it as it is. */
  readonly changes: boolean
}

/** What is wrong with a text as a value of a type that a dialect names so; undefined when it fits unchanged. */
export function misfitOf(text: string, type: string, dialect: SqlDialect): Misfit | undefined {
  if (text.includes("\0")) return changed("has a NUL character")
  const column = columnType(type, dialect)
  switch (column.kind) {
    case "whole":
      return misfitOfWhole(text, column)
    case "decimal":
      return misfitOfDecimal(text, column)
    case "double":
      return misfitOfDouble(text, column.bytes)
    case "boolean":
      return /^(true|false|t|f|yes|no|1|0)$/i.test(text) ? undefined : unread("is not a boolean")
    case "date":
      return misfitOfDate(text)
    case "time":
    case "timestamp":
      return misfitOfMoment(text, column)
    case "text":
      return misfitOfText(text, column)
    case "other":
      return undefined
  }
}

type Of<Kind extends ColumnType["kind"]> = Extract<ColumnType, { readonly kind: Kind }>

function misfitOfWhole(text: string, { least, most }: Of<"whole">): Misfit | undefined {
  if (!/^[-+]?\d+$/.test(text)) {
    const number = decimalIn(text)
    const fraction = number !== undefined && shortest(number).scale > 0
    return { message: "is not a whole number", changes: fraction }
  }
  const value = BigInt(text.replace(/^\+/, ""))
  return value < least || value > most ? unread("is out of its range") : undefined
}

function misfitOfDecimal(text: string, { digits }: Of<"decimal">): Misfit | undefined {
  const number = decimalIn(text)
  if (number === undefined) return unread("is not a number")
  if (digits !== undefined) {
    const { units, scale } = shortest(number)
    const { precision, scale: places } = digits
    if (scale > places)
      return changed(
        places === 0 ? "has digits after the point" : `has more than ${places} digits after the point`,
      )
    const whole = String(units < 0n ? -units : units).length - scale
    if (units !== 0n && whole > precision - places) return unread("has too many digits")
  }
  return /e/i.test(text) ? unread("is not in plain decimal notation") : undefined
}

/** A floating point number holds a value when it gives back the digits that are written. */
function misfitOfDouble(text: string, bytes: 4 | 8): Misfit | undefined {
  const number = decimalIn(text)
  if (number === undefined) return unread("is not a number")
  const { units, scale } = shortest(number)
  if (units === 0n) return undefined
  const stored = bytes === 4 ? Math.fround(Number(text)) : Number(text)
  if (!Number.isFinite(stored)) return unread("is out of its range")
  const digits = String(units < 0n ? -units : units).replace(/0+$/, "").length
  const kept = shortest(decimalOfText(stored.toPrecision(Math.min(digits, 100))))
  const keeps = kept.units === units && kept.scale === scale
  return keeps && digits <= 100 ? undefined : changed(`has more digits than ${bytes} bytes hold`)
}

function misfitOfDate(text: string): Misfit | undefined {
  const [, day = "", time] = moment.exec(text) ?? []
  if (!isRealDay(day)) return unread("is not a date (YYYY-MM-DD)")
  if (time === undefined) return undefined
  return /[1-9]/.test(time) ? changed("has a time of day") : unread("is not a date (YYYY-MM-DD)")
}

const moment = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(Z|[-+]\d{2}(?::?\d{2})?)?$/
const timeOfDay = /^()(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[-+]\d{2}(?::?\d{2})?)?$/

function misfitOfMoment(text: string, { kind, zoned, places }: Of<"time" | "timestamp">): Misfit | undefined {
  const [found, day = "", time, offset] = (kind === "time" ? timeOfDay : moment).exec(text) ?? []
  if (found === undefined || (kind === "timestamp" && !isRealDay(day))) return unread(`is not a ${kind}`)
  if (time !== undefined && !isRealTime(time)) return changed("has a time of day that does not exist")
  if (offset !== undefined && (time === undefined || !isRealOffset(offset))) return unread(`is not a ${kind}`)
  if (offset !== undefined && !zoned) return changed(`has a UTC offset, which a ${kind} does not keep`)
  const fraction = /\.(\d+)/.exec(time ?? "")?.[1]?.replace(/0+$/, "") ?? ""
  return fraction.length > places ? changed(`has more than ${places} digits behind the second`) : undefined
}

/** Days of the years 1 to 9999, which all engines write with four digits. */
function isRealDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day.startsWith("0000")) return false
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

/** Neither 24:00 nor a sixtieth second, which some engines read as another moment. */
function isRealTime(time: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?$/.test(time)
}

function isRealOffset(offset: string): boolean {
  return offset === "Z" || /^[-+](0\d|1[0-5])(:?[0-5]\d)?$/.test(offset)
}

function misfitOfText(text: string, { length, unit }: Of<"text">): Misfit | undefined {
  if (length === undefined) return undefined
  const found = unit === "bytes" ? Buffer.byteLength(text) : [...text].length
  return found > length ? unread(`has ${found} ${unit}`) : undefined
}

function decimalIn(text: string): ReturnType<typeof decimalOfText> | undefined {
  const exponent = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e([-+]?\d+))?$/i.exec(text)
  return exponent === null || Math.abs(Number(exponent[1] ?? 0)) > 1000 ? undefined : decimalOfText(text)
}

/**
 * A value of a timestamp with time zone as every engine reads it; without an offset it is meant in UTC, and not in the
 * zone of whichever session loads it. Other values as they are.
 */
export function loadedText(text: string, type: string, dialect: SqlDialect): string {
  if (dataType(type).fixed === true) return text.replace(/ +$/, "")
  const column = columnType(type, dialect)
  if (column.kind !== "timestamp" || !column.zoned) return text
  const [found, day = "", time = "00:00", offset = "Z"] = moment.exec(text) ?? []
  if (found === undefined) return text
  const [, hours = "+00", minutes = "00"] = /^([-+]\d{2}):?(\d{2})?$/.exec(offset) ?? []
  return `${day} ${time.length === 5 ? `${time}:00` : time}${hours}:${minutes}`
}

/** A value in a message, cut where it is long. */
export function shownValue(text: string): string {
  return text.length <= 100
    ? JSON.stringify(text)
    : `${JSON.stringify(text.slice(0, 60))}... (${text.length} characters)`
}

function unread(message: string): Misfit {
  return { message, changes: false }
}

function changed(message: string): Misfit {
  return { message, changes: true }
}

import type { TypedLiteral } from "../ast.ts"
import { zoneMinutes } from "./zone-abbreviations.ts"

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ")
const monthNames =
  "january february march april may june july august september october november december".split(" ")

/**
 * A date or timestamp as Redshift reads it from a text, as `2024-01-31` or `2024-01-31 10:30:00`; undefined where the text
 * is none of the forms that are verified. https://docs.aws.amazon.com/redshift/latest/dg/r_Datetime_types.html
 */
export function isoMoment(text: string): string | undefined {
  const [, first = "", rest] = /^\s*(.*?)(?:[\sT]+(\d{1,2}:\d{2}.*|\d{6}(?:\.\d+)?))?\s*$/i.exec(text) ?? []
  const day = isoDate(first.trim())
  if (day === undefined) return undefined
  if (rest === undefined) return day
  const time = isoTime(rest.trim())
  return time === undefined ? undefined : `${day} ${time}`
}

/** The text of `date '...'` and its like in the form that every engine reads. */
export function typedValue({ type, value }: TypedLiteral): string {
  if (type === "timestamptz") return zonedMoment(value) ?? value
  const iso = type === "date" || type === "timestamp" ? isoMoment(value) : undefined
  return iso ?? value
}

/** A moment behind which an abbreviation of a zone stands, with the offset that it means. */
function zonedMoment(text: string): string | undefined {
  const [, moment = "", zone = ""] = /^(.*\d)\s*([a-z]{3,5})\s*$/i.exec(text) ?? []
  const east = zoneMinutes(zone)
  const iso = isoMoment(moment)
  if (east === undefined || iso === undefined) return undefined
  const size = Math.abs(east)
  const time = iso.includes(" ") ? iso : `${iso} 00:00:00`
  return `${time}${east < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

function isoDate(text: string): string | undefined {
  const found =
    parts(/^(\d{4})-(\d{1,2})-(\d{1,2})$/, text, [1, 2, 3]) ??
    parts(/^(\d{4})[./](\d{1,2})[./](\d{1,2})$/, text, [1, 2, 3]) ??
    parts(/^(\d{4})(\d{2})(\d{2})$/, text, [1, 2, 3]) ??
    parts(/^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/, text, [3, 1, 2]) ??
    parts(/^([a-z]+)\s+(\d{1,2})(?:,\s*|\s+)(\d{4})$/i, text, [3, 1, 2]) ??
    parts(/^(\d{1,2})[-\s]([a-z]+)[-\s](\d{4})$/i, text, [3, 2, 1])
  if (found === undefined) return undefined
  const [year, month, day] = found
  const moment = new Date(Date.UTC(year, month - 1, day))
  if (year < 100 || moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day) return undefined
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`
}

function parts(
  pattern: RegExp,
  text: string,
  order: readonly [number, number, number],
): readonly [number, number, number] | undefined {
  const found = pattern.exec(text)
  if (found === null) return undefined
  const [year, month, day] = order.map((index) => monthOrNumber(found[index] ?? ""))
  return year === undefined || month === undefined || day === undefined ? undefined : [year, month, day]
}

function monthOrNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  const name = text.toLowerCase()
  const index = months.indexOf(name) >= 0 ? months.indexOf(name) : monthNames.indexOf(name)
  return index < 0 ? undefined : index + 1
}

function isoTime(text: string): string | undefined {
  const found =
    /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?\s*([ap]m)?$/i.exec(text) ??
    /^(\d{2})(\d{2})(\d{2})(\.\d{1,6})?()$/.exec(text)
  if (found === null) return undefined
  const [, hour = "", minute = "", second = "00", fraction = "", half = ""] = found
  const of12 = half === "" ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === "pm" ? 12 : 0)
  if (of12 > 23 || Number(minute) > 59 || Number(second) > 59 || (half !== "" && Number(hour) > 12))
    return undefined
  return `${two(of12)}:${minute}:${second}${fraction}`
}

function two(value: number): string {
  return String(value).padStart(2, "0")
}

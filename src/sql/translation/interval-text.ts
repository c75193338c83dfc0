import { datePart } from "../date-part.ts"

interface Interval {
  months: number
  days: number
  microseconds: number
}

const second = 1_000_000
const units: Readonly<Record<string, readonly [keyof Interval, number]>> = {
  millennium: ["months", 12_000],
  century: ["months", 1200],
  decade: ["months", 120],
  year: ["months", 12],
  quarter: ["months", 3],
  month: ["months", 1],
  week: ["days", 7],
  day: ["days", 1],
  hour: ["microseconds", 3600 * second],
  minute: ["microseconds", 60 * second],
  second: ["microseconds", second],
  millisecond: ["microseconds", 1000],
  microsecond: ["microseconds", 1],
}

/**
 * An interval as Redshift reads it, in whole months, days and microseconds; undefined where it is not verified. Half a
 * day is twelve hours. https://docs.aws.amazon.com/redshift/latest/dg/r_interval_literals.html
 */
export function intervalIn(text: string, unit?: string): string | undefined {
  const whole = unit === undefined ? text : `${text} ${unit}`
  const sum: Interval = { months: 0, days: 0, microseconds: 0 }
  const pattern = /([+-]?(?:\d+\.?\d*|\.\d+))\s*([a-z]+)|([+-]?)(\d{1,3}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?/giy
  let at = 0
  while (at < whole.length) {
    pattern.lastIndex = at
    const found = pattern.exec(whole)
    if (found === null || !(add(sum, found) ?? false)) return undefined
    at = pattern.lastIndex + (/^[\s,]*/.exec(whole.slice(pattern.lastIndex))?.[0].length ?? 0)
  }
  return whole.trim() === "" ? undefined : textOf(sum)
}

function add(sum: Interval, found: RegExpExecArray): boolean {
  const [, amount, name = "", sign, hours = "0", minutes = "0", seconds = "0", fraction = "0"] = found
  if (amount === undefined) {
    const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * second
    sum.microseconds += (sign === "-" ? -1 : 1) * (size + Math.round(Number(fraction) * second))
    return true
  }
  const [unit, factor] = units[datePart(name.toLowerCase()) ?? ""] ?? []
  if (unit === undefined || factor === undefined) return false
  const size = Number(amount) * factor
  if (unit === "months" && !Number.isInteger(size)) return false
  const days = unit === "days" ? Math.trunc(size) : 0
  if (unit === "days") {
    sum.days += days
    sum.microseconds += Math.round((size - days) * 86_400 * second)
  } else sum[unit] += Math.round(size)
  return true
}

function textOf({ months, days, microseconds }: Interval): string {
  const parts = [
    ...(months === 0 ? [] : [`${months} months`]),
    ...(days === 0 ? [] : [`${days} days`]),
    ...timeOf(microseconds),
  ]
  return parts.length === 0 ? "0 seconds" : parts.join(" ")
}

function timeOf(microseconds: number): string[] {
  if (microseconds === 0) return []
  return microseconds % second === 0 ? [`${microseconds / second} seconds`] : [`${microseconds} microseconds`]
}

import type { Call, Extract } from "../../ast.ts"
import { datePart as partNamed } from "../../date-part.ts"
import { argsOf, at } from "../../translation/calls.ts"
import { type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { typeOf } from "../../translation/infer.ts"
import {
  asTimestamp,
  emitMoment,
  extractedParts,
  partOf,
  truncatedPart,
  truncatedParts,
  weekdayOf,
  yearsOf,
} from "../../translation/moment.ts"
import { type Out, out } from "../../translation/output.ts"
import { emit } from "../../translation/walk.ts"
import { convertTimezone, emitTimezone } from "../../translation/zone.ts"

const utcNow = "(now() at time zone 'UTC')"

/** https://docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html */
export const momentEmitters: Emitters = {
  // Redshift's clock is the start of the transaction for sysdate, of the statement for getdate, both in UTC.
  getdate: () => [`date_trunc('second', ${utcNow})`],
  sysdate: () => [utcNow],
  current_timestamp: () => ["now()"],
  now: () => ["now()"],
  localtimestamp: () => [utcNow],
  current_date: () => [`cast(${utcNow} as date)`],
  date: (call, place) => out`cast(${emitMoment(at(call, 0), place)} as date)`,
  dateadd,
  date_add: dateadd,
  datediff,
  date_diff: datediff,
  date_part: datePart,
  datepart: datePart,
  pgdate_part: datePart,
  date_part_year: (call, place) => out`year(${emitMoment(at(call, 0), place)})`,
  date_trunc: dateTrunc,
  add_months: (call, place) => {
    const [, count = []] = argsOf(call, place)
    return out`${macro(place, "add_months")}(cast(${emitMoment(at(call, 0), place)} as timestamp), ${count})`
  },
  months_between: (call, place) => {
    const [later, earlier] = [emitMoment(at(call, 0), place), emitMoment(at(call, 1), place)]
    return out`${macro(place, "months_between")}(cast(${later} as timestamp), cast(${earlier} as timestamp))`
  },
  last_day: (call, place) => out`last_day(${emitMoment(at(call, 0), place)})`,
  next_day: nextDay,
  convert_timezone: convertTimezone,
  timezone: emitTimezone,
  date_cmp: (call, place) => compared(call, place, "date", "date"),
  timestamp_cmp: (call, place) => compared(call, place, "timestamp", "timestamp"),
  date_cmp_timestamp: (call, place) => compared(call, place, "date", "timestamp"),
  timestamp_cmp_date: (call, place) => compared(call, place, "timestamp", "date"),
  timestamptz_cmp: (call, place) => compared(call, place, "timestamptz", "timestamptz"),
  date_cmp_timestamptz: (call, place) => compared(call, place, "timestamptz", "timestamptz"),
  timestamp_cmp_timestamptz: (call, place) => compared(call, place, "timestamptz", "timestamptz"),
  timestamptz_cmp_date: (call, place) => compared(call, place, "timestamptz", "timestamptz"),
  timestamptz_cmp_timestamp: (call, place) => compared(call, place, "timestamptz", "timestamptz"),
  interval_cmp: (call, place) => compared(call, place, "interval", "interval"),
}

const makers: Readonly<Record<string, readonly [string, number]>> = {
  quarter: ["to_months", 3],
  month: ["to_months", 1],
  week: ["to_days", 7],
  day: ["to_days", 1],
  hour: ["to_hours", 1],
  minute: ["to_minutes", 1],
  second: ["to_seconds", 1],
  millisecond: ["to_milliseconds", 1],
  microsecond: ["to_microseconds", 1],
}

/**
 * Months are added as DuckDB adds them: the day of the month stays, or becomes the last of a shorter month. A year from
 * 29 February on is 1 March where there is no such day.
 */
function dateadd(call: Call, place: Place): Out {
  const part = partOf(at(call, 0), place, truncatedParts)
  const years = yearsOf[part]
  const [maker, factor] = makers[part] ?? ["to_days", 1]
  const count = typeOf(at(call, 1), place)
  if (count.kind === "decimal" || count.kind === "double")
    refuse(place, at(call, 1), '"dateadd" with a number that is not whole', "Cast it to int.")
  const literal = at(call, 1).kind === "number"
  const number = literal
    ? emit(at(call, 1), place)
    : out`cast(${emit(at(call, 1), place)} as ${part === "second" ? "bigint" : "integer"})`
  const times = factor === 1 ? number : out`${number} * ${String(factor)}`
  const moment = at(call, 2)
  const value = emitMoment(moment, place, ["time"])
  if (years !== undefined) {
    const whole = literal ? emit(at(call, 1), place) : out`cast(${emit(at(call, 1), place)} as integer)`
    const added = years === 1 ? whole : out`(${whole}) * ${String(years)}`
    return out`${macro(place, "add_years")}(${value}, ${added})`
  }
  const atomic =
    moment.kind === "column" ||
    (moment.kind === "cast" && moment.style !== "colons") ||
    moment.kind === "string"
  return out`(${atomic ? value : out`(${value})`} + ${maker}(${times}))`
}

/** Both engines count the boundaries that lie between the two. */
function datediff(call: Call, place: Place): Out {
  const part = partOf(at(call, 0), place, truncatedParts)
  const isTime = [1, 2].some((index) => typeOf(at(call, index), place).kind === "time")
  const [from, to] = [1, 2].map((index) =>
    isTime ? emit(at(call, index), place) : asTimestamp(at(call, index), place),
  )
  const count = (moment: Out = []): Out => {
    if (part === "week") return out`${macro(place, "week_number")}(${moment})`
    const first = part === "decade" ? "0" : "1"
    return out`cast(floor((year(${moment}) - ${first}) / ${String(yearsOf[part])}) as bigint)`
  }
  if (part === "week" || (yearsOf[part] ?? 1) > 1) return out`(${count(to)} - ${count(from)})`
  return out`date_diff('${part}', ${from ?? []}, ${to ?? []})`
}

/** Unlike extract, date_part gives a float, and seconds with their fraction. */
function datePart(call: Call, place: Place): Out {
  const part = partOf(at(call, 0), place, extractedParts)
  const moment = emitMoment(at(call, 1), place, ["time"])
  if (part === "second") return out`(date_part('microsecond', ${moment}) / 1000000)`
  return out`cast(${partValue(part, moment)} as double)`
}

/** Redshift counts the parts of a second from its start, DuckDB from that of the minute. */
function partValue(part: string, moment: Out): Out {
  if (part === "millisecond") return out`(date_part('millisecond', ${moment}) % 1000)`
  if (part === "microsecond") return out`(date_part('microsecond', ${moment}) % 1000000)`
  return out`date_part('${part}', ${moment})`
}

export function emitExtract(node: Extract, place: Place): Out {
  const part = partNamed(node.part)
  if (part === undefined || !extractedParts.includes(part)) {
    refuse(
      place,
      node,
      `the date part "${node.part}" in extract`,
      `Verified are ${extractedParts.join(", ")}.`,
    )
    return emit(node.operand, place)
  }
  const moment = emitMoment(node.operand, place, ["time"])
  if (part === "epoch") return out`cast(floor(date_part('epoch', ${moment})) as bigint)`
  return partValue(part, moment)
}

/** Weeks begin on Monday in both; a century of Redshift begins with the year 1, one of DuckDB with the year 0. */
function dateTrunc(call: Call, place: Place): Out {
  const part = truncatedPart(call, place)
  const moment = emitMoment(at(call, 1), place)
  if (part === "century" || part === "millennium")
    return out`${macro(place, "trunc_years")}(${moment}, ${String(yearsOf[part])})`
  return out`date_trunc('${part}', ${moment})`
}

function nextDay(call: Call, place: Place): Out {
  const day = String(weekdayOf(at(call, 1), place))
  return out`${macro(place, "next_day")}(cast(${emitMoment(at(call, 0), place)} as date), ${day})`
}

function compared(call: Call, place: Place, left: string, right: string): Out {
  const [a = [], b = []] = argsOf(call, place)
  return out`${macro(place, "compare")}(cast(${a} as ${left}), cast(${b} as ${right}))`
}

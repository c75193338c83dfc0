import type { Call, Expression, Extract } from "../../ast.ts"
import { datePart as partNamed } from "../../date-part.ts"
import { at } from "../../translation/calls.ts"
import { type Emitter, type Emitters, type Place, refuse } from "../../translation/context.ts"
import { typeOf } from "../../translation/infer.ts"
import {
  extractedParts,
  partOf,
  truncatedPart,
  truncatedParts,
  weekdayOf,
  yearsOf,
} from "../../translation/moment.ts"
import { type Out, out } from "../../translation/output.ts"
import { emit } from "../../translation/walk.ts"
import { bound } from "../literal.ts"
import { asDate, asInstant, asTimestamp, emitMoment } from "../moment.ts"
import { convertTimezone, emitTimezone } from "../zone.ts"
import { compared } from "./text.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html */
export const momentEmitters: Emitters = {
  getdate: () => ["cast(date_trunc('second', current_timestamp()) as timestamp_ntz)"],
  sysdate: () => ["cast(current_timestamp() as timestamp_ntz)"],
  current_timestamp: () => ["current_timestamp()"],
  now: () => ["current_timestamp()"],
  localtimestamp: () => ["cast(current_timestamp() as timestamp_ntz)"],
  current_date: () => ["current_date()"],
  date: (call, place) => asDate(at(call, 0), place),
  dateadd,
  date_add: dateadd,
  datediff,
  date_diff: datediff,
  date_part: datePart,
  datepart: datePart,
  pgdate_part: datePart,
  date_part_year: (call, place) => out`year(${emitMoment(at(call, 0), place)})`,
  date_trunc: dateTrunc,
  add_months: addMonths,
  months_between: (call, place) =>
    out`months_between(${asInstant(at(call, 0), place)}, ${asInstant(at(call, 1), place)}, false)`,
  last_day: (call, place) => out`last_day(${asDate(at(call, 0), place)})`,
  next_day: (call, place) => {
    const day = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][weekdayOf(at(call, 1), place)] ?? "SU"
    return out`next_day(${asDate(at(call, 0), place)}, '${day}')`
  },
  convert_timezone: convertTimezone,
  timezone: emitTimezone,
  date_cmp: comparing(asDate, asDate),
  timestamp_cmp: comparing(asTimestamp, asTimestamp),
  date_cmp_timestamp: comparing(asDate, asTimestamp),
  timestamp_cmp_date: comparing(asTimestamp, asDate),
  timestamptz_cmp: comparing(asInstant, asInstant),
  date_cmp_timestamptz: comparing(asInstant, asInstant),
  timestamp_cmp_timestamptz: comparing(asInstant, asInstant),
  timestamptz_cmp_date: comparing(asInstant, asInstant),
  timestamptz_cmp_timestamp: comparing(asInstant, asInstant),
}

type AsMoment = (node: Expression, place: Place) => Out

function comparing(left: AsMoment, right: AsMoment): Emitter {
  return (call, place) => compared(left(at(call, 0), place), right(at(call, 1), place))
}

/**
 * Months are added as Spark adds them: the day of the month stays, or becomes the last of a shorter month. A year from
 * 29 February on is 1 March where there is no such day.
 */
function dateadd(call: Call, place: Place): Out {
  const part = partOf(at(call, 0), place, truncatedParts)
  const count = typeOf(at(call, 1), place)
  if (count.kind !== "integer" && count.kind !== "null")
    refuse(place, at(call, 1), '"dateadd" with a number that is not known to be whole', "Cast it to int.")
  const number = out`cast(${emit(at(call, 1), place)} as int)`
  const isZoned = typeOf(at(call, 2), place).kind === "timestamptz"
  const value = isZoned ? emitMoment(at(call, 2), place) : asTimestamp(at(call, 2), place)
  const years = yearsOf[part]
  if (years === undefined) return out`timestampadd(${part}, ${number}, ${value})`
  const times = years === 1 ? number : out`${number} * ${String(years)}`
  return bound(
    value,
    "lux_moment",
    out`case when month(lux_moment) = 2 and day(lux_moment) = 29
    then timestampadd(day, 1, timestampadd(year, ${times}, timestampadd(day, -1, lux_moment)))
    else timestampadd(year, ${times}, lux_moment) end`,
  )
}

/** Redshift counts the boundaries between the two, Spark whole units of time that have passed. */
function datediff(call: Call, place: Place): Out {
  const part = partOf(at(call, 0), place, truncatedParts)
  const [from, to] = [at(call, 1), at(call, 2)]
  const count = counters[part]
  if (part === "day" || count === undefined)
    return out`cast(datediff(${asDate(to, place)}, ${asDate(from, place)}) as bigint)`
  return out`(${count(to, place)} - ${count(from, place)})`
}

/** How many boundaries of a part a moment is behind a fixed one. Weeks begin on Sunday. */
const counters: Readonly<Record<string, AsMoment>> = {
  millennium: (node, place) => out`cast(floor((year(${emitMoment(node, place)}) - 1) / 1000) as bigint)`,
  century: (node, place) => out`cast(floor((year(${emitMoment(node, place)}) - 1) / 100) as bigint)`,
  decade: (node, place) => out`cast(floor(year(${emitMoment(node, place)}) / 10) as bigint)`,
  year: (node, place) => out`cast(year(${emitMoment(node, place)}) as bigint)`,
  quarter: (node, place) => {
    const moment = emitMoment(node, place)
    return out`cast(year(${moment}) * 4 + quarter(${moment}) as bigint)`
  },
  month: (node, place) => {
    const moment = emitMoment(node, place)
    return out`cast(year(${moment}) * 12 + month(${moment}) as bigint)`
  },
  week: (node, place) => out`cast(floor((unix_date(${asDate(node, place)}) - 3) / 7) as bigint)`,
  hour: (node, place) => out`cast(floor(unix_seconds(${asInstant(node, place)}) / 3600) as bigint)`,
  minute: (node, place) => out`cast(floor(unix_seconds(${asInstant(node, place)}) / 60) as bigint)`,
  second: (node, place) => out`unix_seconds(${asInstant(node, place)})`,
  millisecond: (node, place) => out`unix_millis(${asInstant(node, place)})`,
  microsecond: (node, place) => out`unix_micros(${asInstant(node, place)})`,
}

/** Unlike extract, date_part gives seconds and the epoch with their fraction. */
function datePart(call: Call, place: Place): Out {
  const part = partOf(at(call, 0), place, extractedParts)
  const node = at(call, 1)
  if (part === "second") return out`cast(extract(second from ${asTimestamp(node, place)}) as double)`
  if (part === "epoch") return out`(cast(unix_micros(${asInstant(node, place)}) as double) / 1000000)`
  return extracted(part, node, place)
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
  return extracted(part, node.operand, place)
}

/** Spark's days of the week begin with 1, and its parts of a second count from the minute on. */
function extracted(part: string, node: Expression, place: Place): Out {
  const moment = emitMoment(node, place)
  switch (part) {
    case "millennium":
      return out`((year(${moment}) + 999) div 1000)`
    case "century":
      return out`((year(${moment}) + 99) div 100)`
    case "decade":
      return out`(year(${moment}) div 10)`
    case "dow":
      return out`(dayofweek(${moment}) - 1)`
    case "doy":
      return out`dayofyear(${moment})`
    case "week":
      return out`weekofyear(${moment})`
    case "epoch":
      return out`unix_seconds(${asInstant(node, place)})`
    case "microsecond":
      return microseconds(node, place)
    case "millisecond":
      return out`(${microseconds(node, place)} div 1000)`
    case "hour":
    case "minute":
    case "second":
      return out`${part}(${asTimestamp(node, place)})`
    default:
      return out`${part}(${moment})`
  }
}

function microseconds(node: Expression, place: Place): Out {
  return out`pmod(unix_micros(${asInstant(node, place)}), 1000000)`
}

/** Weeks begin on Monday in both. Spark gives a timestamp with a zone whatever it is given. */
function dateTrunc(call: Call, place: Place): Out {
  const part = truncatedPart(call, place)
  const node = at(call, 1)
  const isZoned = typeOf(node, place).kind === "timestamptz"
  const years = yearsOf[part] ?? 1
  const truncated =
    years === 1
      ? out`date_trunc('${part}', ${asInstant(node, place)})`
      : out`make_timestamp_ltz(${firstYear(part, years, emitMoment(node, place))}, 1, 1, 0, 0, 0)`
  return isZoned ? truncated : out`cast(${truncated} as timestamp_ntz)`
}

/** A century and a millennium begin with the year 1, a decade with the year 0. */
function firstYear(part: string, years: number, moment: Out): Out {
  if (part === "decade") return out`cast(year(${moment}) div 10 * 10 as int)`
  return out`cast((year(${moment}) - 1) div ${String(years)} * ${String(years)} + 1 as int)`
}

/** The last day of a month stays the last. */
function addMonths(call: Call, place: Place): Out {
  const { kind } = typeOf(at(call, 1), place)
  if (kind !== "integer" && kind !== "null")
    refuse(place, at(call, 1), '"add_months" with a number that is not known to be whole', "Cast it to int.")
  const number = out`cast(${emit(at(call, 1), place)} as int)`
  return bound(
    asTimestamp(at(call, 0), place),
    "lux_moment",
    out`case when cast(lux_moment as date) = last_day(cast(lux_moment as date))
    then cast(last_day(add_months(cast(lux_moment as date), ${number})) as timestamp_ntz) + (lux_moment - cast(cast(lux_moment as date) as timestamp_ntz))
    else timestampadd(month, ${number}, lux_moment) end`,
  )
}

import type { Call, Expression, Extract } from "../../ast.ts"
import { datePart as partNamed } from "../../date-part.ts"
import { argsOf, at } from "../../translation/calls.ts"
import { type Emitter, type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
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
import { wholeNumber } from "../../translation/whole-number.ts"
import { convertTimezone, emitTimezone } from "../../translation/zone.ts"

const utcNow = "(now() at time zone 'UTC')"

/** https://docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html */
export const momentEmitters: Emitters = {
  // Redshift's clock is the start of the transaction for sysdate, of the statement for getdate, both in UTC.
  getdate: () => ["date_trunc('second', statement_timestamp() at time zone 'UTC')"],
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
  date_part_year: (call, place) => extracted("year", at(call, 0), place),
  date_trunc: dateTrunc,
  add_months: (call, place) => {
    const [, count = []] = argsOf(call, place)
    return out`${macro(place, "add_months")}(${asTimestamp(at(call, 0), place)}, cast(${count} as integer))`
  },
  months_between: (call, place) =>
    out`${macro(place, "months_between")}(${asTimestamp(at(call, 0), place)}, ${asTimestamp(at(call, 1), place)})`,
  last_day: (call, place) => out`${macro(place, "last_day")}(${asTimestamp(at(call, 0), place)})`,
  next_day: (call, place) =>
    out`${macro(place, "next_day")}(cast(${emitMoment(at(call, 0), place)} as date), ${String(weekdayOf(at(call, 1), place))})`,
  convert_timezone: convertTimezone,
  timezone: emitTimezone,
  date_cmp: compared("date", "date"),
  timestamp_cmp: compared("timestamp", "timestamp"),
  date_cmp_timestamp: compared("date", "timestamp"),
  timestamp_cmp_date: compared("timestamp", "date"),
  timestamptz_cmp: compared("timestamptz", "timestamptz"),
  date_cmp_timestamptz: compared("timestamptz", "timestamptz"),
  timestamp_cmp_timestamptz: compared("timestamptz", "timestamptz"),
  timestamptz_cmp_date: compared("timestamptz", "timestamptz"),
  timestamptz_cmp_timestamp: compared("timestamptz", "timestamptz"),
  interval_cmp: compared("interval", "interval"),
}

/**
 * Months are added as Postgres adds them: the day of the month stays, or becomes the last of a shorter month. A year from
 * 29 February on is 1 March where there is no such day.
 */
function dateadd(call: Call, place: Place): Out {
  const part = partOf(at(call, 0), place, truncatedParts)
  const [unit, factor] = part === "quarter" ? ["month", 3] : [part, 1]
  const count = at(call, 1)
  const { kind } = typeOf(count, place)
  if (kind === "decimal" || kind === "double")
    refuse(place, count, '"dateadd" with a number that is not whole', "Cast it to int.")
  const whole = wholeNumber(count)
  const added =
    whole !== undefined
      ? out`interval '${String(whole * factor)} ${unit}'`
      : out`cast(${emit(count, place)} as bigint) * interval '${String(factor)} ${unit}'`
  const moment = at(call, 2)
  const years = yearsOf[part]
  if (years !== undefined) {
    const number =
      whole !== undefined
        ? String(whole * years)
        : out`cast((${emit(count, place)}) * ${String(years)} as integer)`
    const zoned = typeOf(moment, place).kind === "timestamptz"
    return out`${macro(place, "add_years")}(${zoned ? emit(moment, place) : asTimestamp(moment, place)}, ${number})`
  }
  const value = emitMoment(moment, place, ["time"])
  const atomic = ["column", "string", "cast", "call"].includes(moment.kind)
  return out`(${atomic ? value : out`(${value})`} + ${added})`
}

/** The boundaries that lie between the two. */
function datediff(call: Call, place: Place): Out {
  const part = partOf(at(call, 0), place, truncatedParts)
  const [from = [], to = []] = [1, 2].map((index) => {
    const moment = at(call, index)
    const isTime = typeOf(moment, place).kind === "time"
    return isTime ? out`(date '2000-01-01' + ${emit(moment, place)})` : asTimestamp(moment, place)
  })
  return out`${macro(place, "datediff")}('${part}', ${from}, ${to})`
}

const partsOfTime = new Set(["hour", "minute", "second", "millisecond", "microsecond", "epoch"])
/** Redshift counts the parts of a second from its start, Postgres from that of the minute. */
const withinSecond: Readonly<Record<string, number>> = { millisecond: 1000, microsecond: 1_000_000 }

/** Unlike extract, date_part gives a float, and seconds with their fraction. */
function datePart(call: Call, place: Place): Out {
  const part = partOf(at(call, 0), place, extractedParts)
  const isTime = typeOf(at(call, 1), place).kind === "time"
  if (part === "second")
    return out`date_part('second', ${isTime ? emit(at(call, 1), place) : asTimestamp(at(call, 1), place)})`
  return out`cast(${extracted(part, at(call, 1), place)} as double precision)`
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

/** Postgres has no time of a date, and gives numbers with a fraction. */
function extracted(part: string, moment: Expression, place: Place): Out {
  const { kind } = typeOf(moment, place)
  const bare = kind === "timestamp" || kind === "time" || kind === "timestamptz" || !partsOfTime.has(part)
  const value = bare ? emitMoment(moment, place, ["time"]) : asTimestamp(moment, place)
  const type = part === "epoch" ? "bigint" : "integer"
  const number = out`extract(${part} from ${value})`
  const size = withinSecond[part]
  if (size !== undefined) return out`(cast(floor(${number}) as integer) % ${String(size)})`
  return part === "second" || part === "epoch"
    ? out`cast(floor(${number}) as ${type})`
    : out`cast(${number} as ${type})`
}

/** Redshift gives a timestamp also for a date, Postgres one with a time zone. */
function dateTrunc(call: Call, place: Place): Out {
  const part = truncatedPart(call, place)
  const moment = at(call, 1)
  const { kind } = typeOf(moment, place)
  if (kind === "unknown") return out`${macro(place, "date_trunc")}('${part}', ${emitMoment(moment, place)})`
  return out`date_trunc('${part}', ${kind === "timestamptz" ? emit(moment, place) : asTimestamp(moment, place)})`
}

function compared(left: string, right: string): Emitter {
  return (call, place) => {
    const [a = [], b = []] = argsOf(call, place)
    return out`${macro(place, "compare")}(cast(${a} as ${left}), cast(${b} as ${right}))`
  }
}

import { float, int, unknownType } from "../../data-type.ts"
import { type ResultRule, signatures } from "./signature.ts"

/** A date becomes a timestamp, anything finer stays what it is. */
const added =
  (index: number): ResultRule =>
  (types) => {
    const type = types[index] ?? unknownType
    if (type.kind === "date" || type.kind === "timestamp" || type.literal !== undefined)
      return { kind: "timestamp" }
    return type.kind === "timestamptz" || type.kind === "time" || type.kind === "timetz" ? type : unknownType
  }

const truncated: ResultRule = ([, type = unknownType]) =>
  type.kind === "date" || type.kind === "timestamp" || type.literal !== undefined
    ? { kind: "timestamp" }
    : unknownType

const zoned: ResultRule = ([, type = unknownType]) =>
  type.kind === "timestamptz"
    ? { kind: "timestamp" }
    : type.kind === "timestamp" || type.kind === "date"
      ? { kind: "timestamptz" }
      : unknownType

const part: ResultRule = ([, type = unknownType]) => (type.kind === "interval" ? int : float)

/** https://docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html */
export const momentSignatures = () =>
  signatures(
    "scalar",
    `
    add_months(moment, any) timestamp
    age(moment, moment?) interval
    convert_timezone(any, any, moment?) timestamp
    current_date() date!
    current_time|localtime() ?
    current_timestamp|now() timestamptz!
    localtimestamp|getdate|sysdate() timestamp!
    date_cmp|date_cmp_timestamp|date_cmp_timestamptz(moment, moment) integer
    timestamp_cmp|timestamp_cmp_date|timestamp_cmp_timestamptz(moment, moment) integer
    timestamptz_cmp|timestamptz_cmp_date|timestamptz_cmp_timestamp(moment, moment) integer
    time_cmp|timetz_cmp(moment, moment) integer
    interval_cmp(any, any) integer
    date(moment) date
    date_part|datepart|pgdate_part(part, moment) part
    date_part_year(moment) integer
    date_trunc(quoted, moment) truncated
    dateadd|date_add(part, any, moment) added
    datediff|date_diff(part, moment, moment) bigint
    isfinite(any) boolean
    last_day(moment) date
    months_between(moment, moment) double precision
    next_day(moment, any) date
    timeofday() varchar
    timezone(any, moment) zoned
    `,
    { added: added(2), truncated, zoned, part },
  )

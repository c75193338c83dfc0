const names: Readonly<Record<string, string>> = {
  millennium: "millennium millennia mil mils",
  century: "century centuries c cent cents",
  decade: "decade decades dec decs",
  year: "year years y yr yrs",
  quarter: "quarter quarters qtr qtrs",
  month: "month months mon mons",
  week: "week weeks w",
  day: "day days d",
  dow: "dayofweek dow dw weekday",
  doy: "dayofyear doy dy yearday",
  hour: "hour hours h hr hrs",
  minute: "minute minutes m min mins",
  second: "second seconds s sec secs",
  millisecond: "millisecond milliseconds ms msec msecs msecond mseconds millisec millisecs millisecon",
  microsecond: "microsecond microseconds microsec microsecs usecond useconds us usec usecs",
  epoch: "epoch",
  timezone: "timezone",
  timezone_hour: "timezone_hour",
  timezone_minute: "timezone_minute",
}
const parts = new Map(
  Object.entries(names).flatMap(([part, all]) => all.split(" ").map((name) => [name, part] as const)),
)

/** The part of a date that a lower-case name or abbreviation means in Redshift. */
export function datePart(name: string): string | undefined {
  return parts.get(name)
}

/** The parts of a date by their full names. */
export function dateParts(): string[] {
  return Object.keys(names)
}

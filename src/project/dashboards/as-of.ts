/** A day, or a moment of one, in UTC: `2023-09-02`, `2023-09-02 11:00`. Undefined for what is none. */
export function readMoment(written: string): string | undefined {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)Z?)?$/.exec(written) ?? []
  if (day === undefined) return undefined
  const moment = time === undefined ? day : `${day} ${time.padEnd(8, ":00")}`
  const found = dateOf(moment)
  const isThere = !Number.isNaN(found.getTime()) && textOf(found).startsWith(day)
  return isThere ? moment : undefined
}

/** The first second that is not of it any more: a day is meant whole, a moment is itself of what is counted. */
export function endOfMoment(moment: string): string {
  const end = dateOf(moment)
  if (moment.length === 10) end.setUTCDate(end.getUTCDate() + 1)
  else end.setUTCSeconds(end.getUTCSeconds() + 1)
  return textOf(end)
}

/** The first second of so many units that end with the one that the moment is in. */
export function startOfLast(
  moment: string,
  count: number,
  unit: "hour" | "day" | "week" | "month" | "year",
): string {
  const start = dateOf(moment)
  start.setUTCMinutes(0, 0, 0)
  if (unit !== "hour") start.setUTCHours(0)
  switch (unit) {
    case "hour":
      start.setUTCHours(start.getUTCHours() - (count - 1))
      break
    case "day":
      start.setUTCDate(start.getUTCDate() - (count - 1))
      break
    case "week":
      // Weeks begin on Mondays, as date_trunc has them.
      start.setUTCDate(start.getUTCDate() - ((start.getUTCDay() + 6) % 7) - 7 * (count - 1))
      break
    case "month":
      start.setUTCMonth(start.getUTCMonth() - (count - 1), 1)
      break
    case "year":
      start.setUTCFullYear(start.getUTCFullYear() - (count - 1), 0, 1)
      break
  }
  return textOf(start)
}

function dateOf(moment: string): Date {
  return new Date(`${moment.length === 10 ? `${moment}T00:00:00` : moment.replace(" ", "T")}Z`)
}

function textOf(date: Date): string {
  return date.toISOString().slice(0, 19).replace("T", " ")
}

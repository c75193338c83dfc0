/** Times of EventBridge Scheduler. */
const minute = 60
const hour = 3600
const day = 86_400

/**
 * Starts at the whole multiples of `seconds` since 1970, UTC, which are the ticks of collectors. Throws for an interval that
 * cron cannot say: it would start at other times.
 */
export function everyTick(seconds: number): string {
  if (seconds < hour && hour % seconds === 0 && seconds % minute === 0)
    return `cron(0/${seconds / minute} * * * ? *)`
  if (seconds < day && day % seconds === 0 && seconds % hour === 0)
    return seconds === hour ? "cron(0 * * * ? *)" : `cron(0 0/${seconds / hour} * * ? *)`
  if (seconds === day) return "cron(0 0 * * ? *)"
  throw new Error(
    `a schedule of every ${seconds} seconds: it must be a whole number of minutes that divides an hour, of hours that divides a day, or a day`,
  )
}

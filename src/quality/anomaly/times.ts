/** Times and spans as they stand in YAML. */

const day = 86_400_000
const spans: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: day, w: 7 * day }

/** `7d`, `12h`, `30m`, `2w` in milliseconds; undefined for anything else. */
export function spanOf(text: string): number | undefined {
  const [, count, unit = ""] = /^\s*(\d+)\s*([mhdw])\s*$/.exec(text) ?? []
  const span = spans[unit]
  return count === undefined || span === undefined ? undefined : Number(count) * span
}

const written = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/**
 * `2023-09-02`, `2023-09-02 08:00`, as a warehouse or a person writes it, UTC where no zone stands. As the `end` of a period
 * a day or a minute means all of it. NaN for anything else.
 */
export function timeOf(text: string, end = false): number {
  const [, date, clock, zone = "Z"] = written.exec(text.trim()) ?? []
  if (date === undefined) return Number.NaN
  const at = Date.parse(`${date}T${clock ?? "00:00"}${/^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone}`)
  if (!end) return at
  if (clock === undefined) return at + day - 1
  return clock.length === 5 ? at + 60_000 - 1 : at
}

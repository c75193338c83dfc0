/** The instants that a schedule is about. */

export interface Every {
  readonly count: number
  readonly period: "second" | "minute" | "hour" | "day"
}

const milliseconds = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

export function durationMs({ count, period }: Every): number {
  return count * milliseconds[period]
}

/** The last whole multiple of the interval since 1970 that is not after the instant. */
export function tickAt(at: Date, every: Every): Date {
  const interval = durationMs(every)
  return new Date(Math.floor(at.getTime() / interval) * interval)
}

/** As reports and events name a tick: `2026-01-05T10:00:00Z`. */
export function tickName(tick: Date): string {
  return tick.toISOString().replace(".000Z", "Z")
}

/** The ticks after one and before another, oldest first. */
export function ticksBetween(from: Date, to: Date, every: Every): readonly Date[] {
  const interval = durationMs(every)
  const count = Math.max(0, Math.ceil((to.getTime() - from.getTime()) / interval) - 1)
  return Array.from({ length: count }, (_, at) => new Date(from.getTime() + (at + 1) * interval))
}

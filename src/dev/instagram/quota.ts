import { failures, GraphError } from "./graph-error.ts"

/** Percent of what may be used in an hour. */
export interface Usage {
  readonly percent: number
  /** Minutes until calls are answered again; 0 where they are. */
  readonly minutes: number
}

export interface CallQuota {
  /** How much is used at an instant. */
  usage(at: Date): Usage
  /** Throws error 4 where all of it is, or counts the call. */
  take(at: Date): void
}

/** 200 calls for each user of the app in any hour. Minutes are counted as a whole. */
export function createCallQuota(users: number): CallQuota {
  const most = 200 * users
  const byMinute = new Map<number, number>()
  const used = (minute: number) => {
    let count = 0
    for (let back = 0; back < 60; back++) count += byMinute.get(minute - back) ?? 0
    return count
  }
  return {
    usage(at) {
      const minute = minuteOf(at)
      let minutes = 0
      while (used(minute + minutes) >= most && minutes < 60) minutes++
      return { percent: Math.floor((100 * used(minute)) / most), minutes }
    },
    take(at) {
      const minute = minuteOf(at)
      if (used(minute) >= most) throw new GraphError(failures.appLimit)
      byMinute.set(minute, (byMinute.get(minute) ?? 0) + 1)
    },
  }
}

/** The headers that report it. */
export type UsageKinds = "app" | "business" | "both" | "none"

/** None before one percent is used. */
export function usageHeaders(
  { percent, minutes }: Usage,
  kinds: UsageKinds,
): Readonly<Record<string, string>> {
  if (percent < 1 || kinds === "none") return {}
  const counts = {
    call_count: percent,
    total_cputime: Math.floor(percent / 4),
    total_time: Math.floor(percent / 3),
  }
  const business = { type: "instagram", ...counts, estimated_time_to_regain_access: minutes }
  return {
    ...(kinds === "business" ? {} : { "x-app-usage": JSON.stringify(counts) }),
    ...(kinds === "app"
      ? {}
      : { "x-business-use-case-usage": JSON.stringify({ "112130216863063": [business] }) }),
  }
}

export interface HashtagQuota {
  /** Throws error 18 for a tag that would be the 31st of seven days. */
  query(tag: string, at: Date): void
  /** The tags of the last seven days, the newest first. */
  recent(at: Date): readonly string[]
}

/** Thirty different hashtags in seven days. A tag counts from its first query on, and asking again does not renew it. */
export function createHashtagQuota(): HashtagQuota {
  const first = new Map<string, number>()
  const recent = (at: Date) =>
    [...first]
      .filter(([, queried]) => queried > at.getTime() - 7 * 86_400_000)
      .sort(([, a], [, b]) => b - a)
      .map(([tag]) => tag)
  return {
    recent,
    query(tag, at) {
      const known = recent(at)
      if (known.includes(tag)) return
      if (known.length >= 30) throw new GraphError(failures.hashtagLimit)
      first.set(tag, at.getTime())
    },
  }
}

function minuteOf(at: Date): number {
  return Math.floor(at.getTime() / 60_000)
}

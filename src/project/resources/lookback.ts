import { LuxError, type Place } from "../../errors.ts"

const byDay = /^(|.*\/)year=\*\/month=\*\/day=\*\/(.*)$/s

/** What is before and behind the folders of a glob that tell year, month and day; undefined where none do. */
export function aroundDays(glob: string): { readonly before: string; readonly behind: string } | undefined {
  const [, before, behind] = byDay.exec(glob) ?? []
  return before === undefined || behind === undefined ? undefined : { before, behind }
}

const hours = { h: 1, d: 24, w: 7 * 24 } as const

/**
 * How far before the newest staged file new ones are looked for, in milliseconds. Throws LUX-2209 for what is not a span of time, and
 * where neither names nor folders of files tell when they were collected.
 */
export function lookbackOf(
  external: {
    readonly written: string | undefined
    readonly paths: readonly string[]
    readonly collectedAt: string | undefined
  },
  place: Place,
): number | undefined {
  const { written, paths, collectedAt } = external
  if (written === undefined) return undefined
  const [, count = "", unit = ""] = /^(\d{1,4})([hdw])$/.exec(written) ?? []
  if (unit !== "h" && unit !== "d" && unit !== "w")
    throw new LuxError("LUX-2209", `lookback "${written}" is not a span of time`, {
      place,
      hint: "Write 3d, 12h or 2w.",
    })
  if (collectedAt === undefined || !paths.some((path) => aroundDays(path) !== undefined))
    throw new LuxError("LUX-2209", "lookback needs files that tell when they were collected", {
      place,
      hint: "Say collected_at, and a path of folders by day: raw/media/year=*/month=*/day=*/media_*.json.",
    })
  return Number(count) * hours[unit] * 3_600_000
}

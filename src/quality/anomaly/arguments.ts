/** Arguments that all anomaly checks have. */
import * as z from "zod"
import { double } from "../../project/yaml/value-schemas.ts"
import type { Period, Season, Settings, Strategy } from "./settings.ts"
import { spanOf, timeOf } from "./times.ts"

const time = z
  .string()
  .refine((text) => !Number.isNaN(timeOf(text)), "is not a time such as 2023-09-02 or 2023-09-02 08:00")
const period = z
  .strictObject({ at: time.optional(), from: time.optional(), to: time.optional() })
  .refine(isPeriod, "needs at, or from and to")
const acknowledgement = z
  .strictObject({
    at: time.optional(),
    from: time.optional(),
    to: time.optional(),
    as: z.enum(["anomaly", "normal", "new_level"]).optional(),
    reason: z.string().min(1),
  })
  .refine((given) => given.as === "new_level" || isPeriod(given), "needs at, or from and to")
  .refine(
    ({ as, from, at }) => as !== "new_level" || from !== undefined || at !== undefined,
    "as: new_level needs from",
  )

const span = z.string().refine((text) => spanOf(text) !== undefined, "is not a span such as 12h, 7d or 2w")
const positive = double.pipe(z.number().positive())
const whole = double.pipe(z.number().int().positive())
const share = double.pipe(z.number().nonnegative())

export const anomalyShape = {
  strategy: z
    .enum(["robust", "mean", "threshold", "absolute_change", "relative_change", "seasonal", "holt_winters"])
    .optional(),
  min: double.optional(),
  max: double.optional(),
  max_increase: share.optional(),
  max_decrease: share.optional(),
  sensitivity: positive.optional(),
  min_points: whole.optional(),
  direction: z.enum(["up", "down", "both"]).optional(),
  min_change: share.optional(),
  window: z.union([whole, span]).optional(),
  season: z.enum(["hour", "weekday", "hour_of_week"]).optional(),
  period: z.union([double.pipe(z.number().int().min(2)), z.enum(["daily", "weekly"])]).optional(),
  exclude: z.array(z.union([time, period])).optional(),
  acknowledged: z.array(acknowledgement).optional(),
  accept_after: whole.optional(),
}

const anomalyObject = z.object(anomalyShape)
export type AnomalyArgs = z.output<typeof anomalyObject>

/** What a strategy needs that is not given; undefined where it has all. */
export function anomalyProblem(args: AnomalyArgs): string | undefined {
  const { strategy, min, max, max_increase, max_decrease } = args
  if (strategy === "threshold" && min === undefined && max === undefined)
    return "needs min or max next to threshold"
  if (strategy?.endsWith("_change") && max_increase === undefined && max_decrease === undefined)
    return `needs max_increase or max_decrease next to ${strategy}`
  if (strategy === "seasonal" && args.season === undefined) return "needs season next to seasonal"
  if (strategy === "holt_winters" && args.period === undefined) return "needs period next to holt_winters"
  return undefined
}

const defaults = {
  threshold: { minPoints: 0, sensitivity: 3, window: undefined },
  absolute_change: { minPoints: 1, sensitivity: 3, window: undefined },
  relative_change: { minPoints: 1, sensitivity: 3, window: undefined },
  mean: { minPoints: 7, sensitivity: 3, window: { points: 30 } },
  robust: { minPoints: 7, sensitivity: 3.5, window: { points: 30 } },
  seasonal: { minPoints: 4, sensitivity: 3.5, window: { points: 30 } },
  holt_winters: { minPoints: 1, sensitivity: 3, window: undefined },
} as const

/** `args` have no `anomalyProblem`. */
export function settingsOf(args: AnomalyArgs, direction: Settings["direction"]): Settings {
  const { strategy = "robust", window } = args
  const usual = defaults[strategy]
  return {
    strategy: strategyOf(args),
    minPoints: args.min_points ?? usual.minPoints,
    direction: args.direction ?? direction,
    sensitivity: args.sensitivity ?? usual.sensitivity,
    minChange: args.min_change ?? 0,
    window:
      window === undefined
        ? usual.window
        : typeof window === "number"
          ? { points: window }
          : { milliseconds: spanOf(window) ?? 0 },
    excluded: (args.exclude ?? []).map((each) => periodOf(typeof each === "string" ? { at: each } : each)),
    acknowledged: (args.acknowledged ?? []).map(({ as = "anomaly", reason, ...given }) => ({
      as,
      reason,
      ...periodOf(given),
    })),
    acceptAfter: args.accept_after,
  }
}

const hour = 3_600_000

function strategyOf(args: AnomalyArgs): Strategy {
  const { strategy: kind = "robust", min, max, season, period: given } = args
  switch (kind) {
    case "threshold":
      return { kind, min, max }
    case "absolute_change":
    case "relative_change":
      return { kind, maxIncrease: args.max_increase, maxDecrease: args.max_decrease }
    case "seasonal":
      return { kind, season: season ?? ("weekday" satisfies Season) }
    case "holt_winters":
      if (given === "daily") return { kind, period: 24, step: hour }
      return given === "weekly" ? { kind, period: 7, step: 24 * hour } : { kind, period: given ?? 7 }
    default:
      return { kind }
  }
}

interface WrittenPeriod {
  readonly at?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

function isPeriod({ at, from, to }: WrittenPeriod): boolean {
  return at === undefined ? from !== undefined && to !== undefined : from === undefined && to === undefined
}

function periodOf({ at, from = at, to = at }: WrittenPeriod): Period {
  return {
    from: timeOf(from ?? ""),
    to: to === undefined ? Number.POSITIVE_INFINITY : timeOf(to, true),
  }
}

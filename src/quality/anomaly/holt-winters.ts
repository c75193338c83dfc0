/** Additive Holt-Winters: a level, a trend and a season, each smoothed. */
import { mean } from "./statistics.ts"

interface Smoothing {
  readonly alpha: number
  readonly beta: number
  readonly gamma: number
}

export interface Fitted extends Smoothing {
  /** One-step errors from the second season on; null where nothing was measured. */
  readonly errors: readonly (number | null)[]
  /** Their standard deviation around 0. */
  readonly deviation: number
  /** What is expected so many steps after the last one; 1 is the next. */
  forecast(steps: number): number
}

/**
 * Fits the three parameters by the least sum of squared one-step errors: a grid, then ever smaller steps around its best.
 * Undefined with less than two seasons, or where a slot of the first season was measured in neither of the first two.
 */
export function fitHoltWinters(series: readonly (number | null)[], period: number): Fitted | undefined {
  const start = startOf(series, period)
  if (start === undefined) return undefined
  let best: Smoothing = { alpha: 0, beta: 0, gamma: 0 }
  let least = Number.POSITIVE_INFINITY
  const attempt = (smoothing: Smoothing): boolean => {
    const { squares } = smooth(series, period, start, smoothing)
    // Ties and rounding go to the earlier, which smooths more.
    if (!(squares < least * (1 - 1e-12))) return false
    least = squares
    best = smoothing
    return true
  }
  const grid = [0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1]
  for (const alpha of grid) for (const beta of grid) for (const gamma of grid) attempt({ alpha, beta, gamma })
  for (let step = 0.05; step > 0.0005; step /= 2)
    for (let moves = 0; moves < 50; moves++) if (!neighbours(best, step).some(attempt)) break
  const { errors, squares, level, trend, season } = smooth(series, period, start, best)
  const told = errors.filter((error) => error !== null).length
  return {
    ...best,
    errors,
    deviation: told === 0 ? 0 : Math.sqrt(squares / told),
    forecast: (steps) => level + steps * trend + (season[(series.length + steps - 1) % period] ?? 0),
  }
}

interface State {
  readonly level: number
  readonly trend: number
  readonly season: readonly number[]
}

/**
 * The state at the end of the first season: the trend from how the second differs from the first, the level from the first's
 * mean, the season from what it differs from that line. What was not measured in the first stands in the second.
 */
function startOf(series: readonly (number | null)[], period: number): State | undefined {
  if (series.length < 2 * period) return undefined
  const slots = Array.from({ length: period }, (_, slot) => ({
    own: series[slot] ?? null,
    next: series[slot + period] ?? null,
  }))
  const growth = slots.flatMap(({ own, next }) => (own === null || next === null ? [] : [next - own]))
  if (growth.length === 0) return undefined
  const trend = mean(growth) / period
  const first = slots.flatMap(({ own, next }) => own ?? (next === null ? [] : next - trend * period))
  if (first.length < period) return undefined
  const middle = (period - 1) / 2
  const season = first.map((value, slot) => value - (mean(first) + trend * (slot - middle)))
  return { level: mean(first) + trend * middle, trend, season }
}

function smooth(
  series: readonly (number | null)[],
  period: number,
  start: State,
  { alpha, beta, gamma }: Smoothing,
): State & { readonly squares: number; readonly errors: readonly (number | null)[] } {
  let { level, trend } = start
  const season = [...start.season]
  const errors: (number | null)[] = []
  let squares = 0
  for (let index = period; index < series.length; index++) {
    const slot = index % period
    const seasonal = season[slot] ?? 0
    const value = series[index] ?? null
    const before = level
    if (value === null) {
      // Nothing was learned: what was expected goes on.
      errors.push(null)
      level += trend
      continue
    }
    const error = value - (level + trend + seasonal)
    errors.push(error)
    squares += error * error
    level = alpha * (value - seasonal) + (1 - alpha) * (level + trend)
    trend = beta * (level - before) + (1 - beta) * trend
    season[slot] = gamma * (value - level) + (1 - gamma) * seasonal
  }
  return { level, trend, season, squares, errors }
}

function neighbours({ alpha, beta, gamma }: Smoothing, step: number): readonly Smoothing[] {
  const moved = (value: number, by: number): number => Math.min(1, Math.max(0, value + by))
  return [step, -step].flatMap((by) => [
    { alpha: moved(alpha, by), beta, gamma },
    { alpha, beta: moved(beta, by), gamma },
    { alpha, beta, gamma: moved(gamma, by) },
  ])
}

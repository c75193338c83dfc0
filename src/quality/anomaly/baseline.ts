import { type Expectation, expectValue, type Known, slotsOf } from "./expect-value.ts"
import { fitHoltWinters } from "./holt-winters.ts"
import { type Acknowledgement, type Direction, type Point, type Settings, within } from "./settings.ts"
import { median, robustDeviation } from "./statistics.ts"

/** What a history teaches: the points that count, and on which side the latest ones were found. */
export interface Baseline {
  /** In order of time; the value of a point that does not count is null. */
  readonly known: readonly Known[]
  /** The anomalies that the history ends with, all to one side; undefined where it ends well. */
  readonly ongoing: { readonly direction: Direction; readonly since: number } | undefined
}

interface Found {
  readonly at: number
  readonly value: number
  readonly direction: Direction
  /** Where it stands in `known`. */
  readonly index: number
}

/**
 * Goes through a history as it was lived: each point is judged by those before it, and one that was an anomaly teaches
 * nothing, unless it is acknowledged as normal or has gone on for `acceptAfter` points. So changed settings and
 * acknowledgements hold for the past too. `points` are in order of time.
 */
export function baselineOf(points: readonly Point[], settings: Settings): Baseline {
  let known: Known[] = []
  let run: Found[] = []
  const screened = settings.strategy.kind === "holt_winters" ? screen(points, settings) : undefined
  for (const point of pointsOfLevel(points, settings)) {
    const { at, value } = point
    const acknowledged = acknowledgedAt(at, settings)
    if (
      value === null ||
      !Number.isFinite(value) ||
      acknowledged?.as === "anomaly" ||
      settings.excluded.some((each) => within(each, at))
    ) {
      known.push({ at, value: null })
      continue
    }
    const direction =
      acknowledged !== undefined
        ? undefined
        : screened === undefined
          ? sideOf(value, expectValue(known, at, settings, ""), settings)
          : screened.get(point)
    if (direction === undefined) {
      known.push({ at, value: point.rejected === true ? null : value })
      if (point.rejected !== true) run = []
      continue
    }
    if (run.some((each) => each.direction !== direction)) run = []
    run.push({ at, value, direction, index: known.length })
    known.push({ at, value: null })
    if (settings.acceptAfter !== undefined && run.length >= settings.acceptAfter) {
      known = known.slice(run[0]?.index)
      for (const each of run) known[each.index - (run[0]?.index ?? 0)] = { at: each.at, value: each.value }
      run = []
    }
  }
  const [first] = run
  return { known, ongoing: first === undefined ? undefined : { direction: first.direction, since: first.at } }
}

/** What was said of a value of a time; of a new level only where it begins is said. */
export function acknowledgedAt(at: number, settings: Settings): Acknowledgement | undefined {
  return settings.acknowledged.find((each) => each.as !== "new_level" && within(each, at))
}

/** On which side of what is expected a value is; undefined where it is as expected, or nothing is. */
export function sideOf(
  value: number,
  expectation: Expectation | undefined,
  { direction }: Settings,
): Direction | undefined {
  if (expectation === undefined) return undefined
  if (value > expectation.high && direction !== "down") return "up"
  return value < expectation.low && direction !== "up" ? "down" : undefined
}

/** A new level makes what was before it say nothing. */
function pointsOfLevel(points: readonly Point[], { acknowledged }: Settings): readonly Point[] {
  const since = Math.max(...acknowledged.flatMap(({ as, from }) => (as === "new_level" ? [from] : [])))
  return points.filter(({ at }) => !(at < since))
}

/**
 * Fitting at each point of a long history would take long: Holt-Winters is fitted once, and the points whose errors stand
 * out of all errors are the anomalies.
 */
function screen(points: readonly Point[], settings: Settings): ReadonlyMap<Point, Direction> {
  const { strategy, sensitivity } = settings
  const last = points.at(-1)
  const found = new Map<Point, Direction>()
  if (strategy.kind !== "holt_winters" || last === undefined) return found
  const level = pointsOfLevel(points, settings)
  const { slots, start, step } = slotsOf(level, last.at, { ...settings, window: undefined })
  const fitted = fitHoltWinters(slots, strategy.period)
  if (fitted === undefined) return found
  const errors = fitted.errors.filter((error) => error !== null)
  const [centre, spread] = [median(errors), robustDeviation(errors)]
  for (const [index, point] of level.entries()) {
    const slot = step === undefined ? index : Math.floor(point.at / step) - start
    const error = fitted.errors[slot - strategy.period]
    if (error === undefined || error === null || point.value === null) continue
    const margin = Math.max(
      sensitivity * spread,
      Math.abs(point.value - error) * Math.max(settings.minChange, 1e-9),
    )
    const side = sideOf(error, { low: centre - margin, high: centre + margin, basis: "" }, settings)
    if (side !== undefined) found.set(point, side)
  }
  return found
}

import { acknowledgedAt, baselineOf, sideOf } from "./baseline.ts"
import { type Expectation, expectValue, figure } from "./expect-value.ts"
import { type Direction, type Point, type Settings, within } from "./settings.ts"

/**
 * normal, anomaly; acknowledged: in a period that is known to be wrong; excluded: in one that is not looked at;
 * insufficient: too little came before, or nothing was measured now.
 */
export interface Detected {
  readonly verdict: "normal" | "anomaly" | "acknowledged" | "excluded" | "insufficient"
  /** What was expected, as people read it: `980 to 1,040 (median of 14 runs ± 3.5 MAD)`. */
  readonly expected: string
  readonly expectation: Expectation | undefined
  readonly direction: Direction | undefined
  /** When the first of the anomalies was that this one continues. */
  readonly since: number | undefined
}

/**
 * Judges a value by the history before it.
 *
 * @param history Earlier points, in any order.
 * @param points What a point is called in the plural: `runs`, `days`.
 */
export function detect(
  history: readonly Point[],
  current: Point,
  settings: Settings,
  points = "runs",
): Detected {
  const nothing = { expectation: undefined, direction: undefined, since: undefined }
  const { at, value } = current
  if (settings.excluded.some((period) => within(period, at)))
    return { ...nothing, verdict: "excluded", expected: "nothing: it is in an excluded period" }
  const known = acknowledgedAt(at, settings)
  if (known?.as === "anomaly")
    return { ...nothing, verdict: "acknowledged", expected: `an acknowledged anomaly: ${known.reason}` }
  const earlier = history.filter((point) => point.at < at).sort((a, b) => a.at - b.at)
  const baseline = baselineOf(earlier, settings)
  const expectation = expectValue(baseline.known, at, settings, points)
  if (expectation === undefined || value === null || !Number.isFinite(value)) {
    const count = baseline.known.filter((point) => point.value !== null).length
    const expected =
      expectation === undefined ? tooFew(count, settings, points) : told(expectation, settings.direction)
    return { ...nothing, verdict: "insufficient", expected, expectation }
  }
  const expected = told(expectation, settings.direction)
  // It was said to be right: only a check of fixed bounds could know better.
  const direction = known === undefined ? sideOf(value, expectation, settings) : undefined
  if (direction === undefined) return { ...nothing, verdict: "normal", expected, expectation }
  const since = baseline.ongoing?.direction === direction ? baseline.ongoing.since : at
  return {
    verdict: "anomaly",
    expected: `${expected}, ${direction === "up" ? "rising" : "falling"} since ${moment(since)}`,
    expectation,
    direction,
    since,
  }
}

function tooFew(count: number, { strategy, minPoints }: Settings, points: string): string {
  const needed = strategy.kind === "holt_winters" ? Math.max(minPoints, 2 * strategy.period) : minPoints
  const of = strategy.kind === "seasonal" ? ` of the same ${strategy.season.replaceAll("_", " ")}` : ""
  return `nothing yet: ${count} ${points} are remembered, ${needed}${of} are needed`
}

function told({ low, high, basis }: Expectation, direction: Settings["direction"]): string {
  const hasLow = direction !== "up" && low !== Number.NEGATIVE_INFINITY
  const hasHigh = direction !== "down" && high !== Number.POSITIVE_INFINITY
  const range = hasLow
    ? hasHigh
      ? figure(low) === figure(high)
        ? figure(low)
        : `${figure(low)} to ${figure(high)}`
      : `at least ${figure(low)}`
    : hasHigh
      ? `at most ${figure(high)}`
      : "any value"
  return `${range} (${basis})`
}

/** `2023-09-02 08:00`, UTC. */
function moment(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ")
}

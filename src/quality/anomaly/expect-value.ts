import { fitHoltWinters } from "./holt-winters.ts"
import type { Season, Settings } from "./settings.ts"
import { deviation, mean, median, robustDeviation } from "./statistics.ts"

/** A point of the baseline; `value` is null where there was one that says nothing. */
export interface Known {
  readonly at: number
  readonly value: number | null
}

export interface Expectation {
  readonly low: number
  readonly high: number
  /** What it comes from, as people read it: `median of 14 runs ± 3.5 MAD`. */
  readonly basis: string
}

const hour = 3_600_000
const day = 24 * hour

/** What a value is to be at a time, from what came before. Undefined where too little did. `known` is in order of time. */
export function expectValue(
  known: readonly Known[],
  at: number,
  settings: Settings,
  points: string,
): Expectation | undefined {
  const { strategy, sensitivity } = settings
  switch (strategy.kind) {
    case "threshold": {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = strategy
      return { low: min, high: max, basis: "threshold" }
    }
    case "absolute_change":
    case "relative_change": {
      const values = lookedBackOn(known, at, settings)
      const last = values.at(-1)
      if (last === undefined || values.length < settings.minPoints) return undefined
      const unit = strategy.kind === "relative_change" ? Math.abs(last) : 1
      const { maxIncrease = Number.POSITIVE_INFINITY, maxDecrease = Number.POSITIVE_INFINITY } = strategy
      return {
        low: last - times(unit, maxDecrease),
        high: last + times(unit, maxIncrease),
        basis: `change from ${figure(last)} before`,
      }
    }
    case "mean": {
      const values = lookedBackOn(known, at, settings)
      if (values.length < Math.max(1, settings.minPoints)) return undefined
      const basis = `mean of ${values.length} ${points} ± ${figure(sensitivity)} standard deviations`
      return around(mean(values), deviation(values), settings, basis)
    }
    case "robust": {
      const values = lookedBackOn(known, at, settings)
      if (values.length < Math.max(1, settings.minPoints)) return undefined
      const basis = `median of ${values.length} ${points} ± ${figure(sensitivity)} MAD`
      return around(median(values), robustDeviation(values), settings, basis)
    }
    case "seasonal": {
      const season = seasonOf(at, strategy.season)
      const same = known.filter((point) => seasonOf(point.at, strategy.season) === season)
      const values = lookedBackOn(same, at, settings)
      if (values.length < Math.max(1, settings.minPoints)) return undefined
      const basis = `median of ${values.length} ${points} of ${seasonName(at, strategy.season)} ± ${figure(sensitivity)} MAD`
      return around(median(values), robustDeviation(values), settings, basis)
    }
    case "holt_winters": {
      const { slots, start, step } = slotsOf(known, at, settings)
      if (told(slots).length < settings.minPoints) return undefined
      const fitted = fitHoltWinters(slots, strategy.period)
      if (fitted === undefined) return undefined
      const ahead = step === undefined ? 1 : Math.floor(at / step) - (start + slots.length - 1)
      const basis = `Holt-Winters over ${told(slots).length} ${points}, season of ${strategy.period}, ± ${figure(sensitivity)} standard deviations`
      return around(fitted.forecast(Math.max(1, ahead)), fitted.deviation, settings, basis)
    }
  }
}

/** The values of the window, nulls left out. */
function lookedBackOn(known: readonly Known[], at: number, { window }: Settings): readonly number[] {
  if (window === undefined) return told(known.map(({ value }) => value))
  if ("points" in window) return latest(known, window.points)
  return told(known.filter((point) => point.at >= at - window.milliseconds).map(({ value }) => value))
}

/** Read from its end: a long history is gone through point by point. */
function latest(known: readonly Known[], most: number): readonly number[] {
  const values: number[] = []
  for (let index = known.length - 1; index >= 0 && values.length < most; index--) {
    const value = known[index]?.value ?? null
    if (value !== null) values.push(value)
  }
  return values.reverse()
}

function told(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null)
}

/** Points in the steps of a season: of several in a step the last counts, and a step with none is a null. */
export function slotsOf(
  known: readonly Known[],
  at: number,
  { strategy, window }: Settings,
): { readonly slots: readonly (number | null)[]; readonly start: number; readonly step: number | undefined } {
  const step = strategy.kind === "holt_winters" ? strategy.step : undefined
  const recent =
    window !== undefined && "milliseconds" in window
      ? known.filter((point) => point.at >= at - window.milliseconds)
      : known
  const cut = (slots: readonly (number | null)[]): readonly (number | null)[] =>
    window !== undefined && "points" in window ? slots.slice(-window.points) : slots
  const [first] = recent
  if (step === undefined || first === undefined)
    return { slots: cut(recent.map(({ value }) => value)), start: 0, step }
  const start = Math.floor(first.at / step)
  const slots: (number | null)[] = []
  for (const point of recent) {
    const index = Math.floor(point.at / step) - start
    while (slots.length <= index) slots.push(null)
    if (point.value !== null) slots[index] = point.value
  }
  const kept = cut(slots)
  return { slots: kept, start: start + slots.length - kept.length, step }
}

function around(centre: number, spread: number, settings: Settings, basis: string): Expectation {
  // Sums of the same numbers in another order differ in their last digits: no anomaly.
  const rounding = Math.abs(centre) * 1e-9
  const margin = Math.max(spread * settings.sensitivity, Math.abs(centre) * settings.minChange, rounding)
  return { low: centre - margin, high: centre + margin, basis }
}

/** 0 times infinity is not a bound either. */
function times(unit: number, share: number): number {
  return share === Number.POSITIVE_INFINITY ? share : unit * share
}

function seasonOf(at: number, season: Season): number {
  const hourOfDay = Math.floor(at / hour) % 24
  // 1970 began on a Thursday.
  const weekday = (Math.floor(at / day) + 4) % 7
  if (season === "hour") return hourOfDay
  return season === "weekday" ? weekday : weekday * 24 + hourOfDay
}

const weekdays = ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays"]

function seasonName(at: number, season: Season): string {
  const weekday = weekdays[seasonOf(at, "weekday")] ?? ""
  const clock = `${String(seasonOf(at, "hour")).padStart(2, "0")}:00 UTC`
  if (season === "hour") return clock
  return season === "weekday" ? weekday : `${weekday} ${clock}`
}

// Made once: a format costs more to make than a thousand numbers to write.
const whole = new Intl.NumberFormat("en-US")
const large = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 })
const small = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 5 })

/** A number as people read it: `1,040`, `0.0125`. */
export function figure(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "any"
  if (Number.isInteger(value)) return whole.format(value)
  return (Math.abs(value) >= 1000 ? large : small).format(value)
}

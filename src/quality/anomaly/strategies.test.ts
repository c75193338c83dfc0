import { describe, expect, it } from "vitest"
import { detect } from "./detect.ts"
import { fitHoltWinters } from "./holt-winters.ts"
import type { Point, Settings, Strategy } from "./settings.ts"
import { deviation, mean, median, robustDeviation } from "./statistics.ts"

const day = 86_400_000
const start = Date.UTC(2023, 8, 1)
const on = (index: number): number => start + index * day

function series(...values: readonly (number | null)[]): readonly Point[] {
  return values.map((value, index) => ({ at: on(index), value }))
}

function settings(strategy: Strategy, more: Partial<Settings> = {}): Settings {
  return {
    strategy,
    minPoints: 2,
    direction: "both",
    sensitivity: 3,
    minChange: 0,
    window: undefined,
    excluded: [],
    acknowledged: [],
    acceptAfter: undefined,
    ...more,
  }
}

const runs = [1010, 990, 1005, 1020, 985, 1000, 1015, 995, 1008, 992, 1003, 1012, 998, 1001]
const history = series(...runs)

describe("statistics", () => {
  // Python: statistics.mean, .stdev, .median, and median(abs(x - median)) * 1.4826, mean(abs(x - median)) * 1.2533.
  it.each([
    ["mean", mean(runs), 1002.4285714285714],
    ["deviation", deviation(runs), 10.013178130031257],
    ["median", median(runs), 1002],
    ["robust deviation", robustDeviation(runs), 11.1195],
    ["robust deviation where most are the same", robustDeviation([...Array(9).fill(100), 103]), 0.37599],
    ["robust deviation of the same", robustDeviation([5, 5, 5]), 0],
    ["deviation of one", deviation([5]), 0],
  ])("%s", (_, value, expected) => expect(value).toBeCloseTo(expected, 8))
})

describe("what is expected", () => {
  // Low and high from Python, as above; last five runs: mean 1001.2, stdev 7.328028384224504.
  const cases: readonly [
    name: string,
    strategy: Strategy,
    more: Partial<Settings>,
    low: number,
    high: number,
  ][] = [
    ["a threshold", { kind: "threshold", min: 5, max: 9 }, { minPoints: 0 }, 5, 9],
    ["an absolute change", { kind: "absolute_change", maxIncrease: 10, maxDecrease: 20 }, {}, 981, 1011],
    ["a relative change", { kind: "relative_change", maxIncrease: 0.1, maxDecrease: 0.5 }, {}, 500.5, 1101.1],
    ["a fall alone", { kind: "relative_change", maxDecrease: 0.5 }, {}, 500.5, Number.POSITIVE_INFINITY],
    ["mean and deviation", { kind: "mean" }, {}, 972.3890370384777, 1032.4681058186652],
    ["of the last five", { kind: "mean" }, { window: { points: 5 } }, 979.2159148473265, 1023.1840851526736],
    [
      "of the last five days",
      { kind: "mean" },
      { window: { milliseconds: 5 * day } },
      979.2159148473265,
      1023.1840851526736,
    ],
    ["median and MAD", { kind: "robust" }, { sensitivity: 3.5 }, 963.08175, 1040.91825],
    ["a least change", { kind: "robust" }, { minChange: 0.1 }, 1002 * 0.9, 1002 * 1.1],
  ]
  it.each(cases)("by %s", (_, strategy, more, low, high) => {
    const { expectation } = detect(history, { at: on(14), value: 1 }, settings(strategy, more))
    expect(expectation?.low).toBeCloseTo(low, 8)
    expect(expectation?.high).toBeCloseTo(high, 8)
  })

  it.each([
    ["rises from nothing", 0, 1, "anomaly"],
    ["stays nothing", 0, 0, "normal"],
    ["falls from below zero", -10, -16, "anomaly"],
    ["rises within the share below zero", -10, -5, "normal"],
  ])("a relative change that %s", (_, before, now, verdict) => {
    const strategy = { kind: "relative_change", maxIncrease: 0.5, maxDecrease: 0.5 } as const
    expect(detect(series(before, before), { at: on(2), value: now }, settings(strategy)).verdict).toBe(
      verdict,
    )
  })

  it.each([
    ["mean", 7, "normal"],
    ["mean", 7.01, "anomaly"],
    ["robust", 7, "normal"],
    ["robust", 6.99, "anomaly"],
  ] as const)("of a constant series by %s: %d is %s", (kind, value, verdict) =>
    expect(detect(series(7, 7, 7, 7), { at: on(4), value }, settings({ kind })).verdict).toBe(verdict),
  )

  it("takes sums that differ in their last digits for the same", () => {
    const value = 0.1 + 0.2
    expect(detect(series(0.3, 0.3, 0.3), { at: on(3), value }, settings({ kind: "mean" })).verdict).toBe(
      "normal",
    )
  })

  // 2023-09-01 is a Friday: Sundays are 500, other days about 100.
  const weeks = Array.from({ length: 35 }, (_, index) => (index % 7 === 2 ? 500 : 100) + (index % 3))
  it.each([
    [35, 100, "normal"],
    [35, 500, "anomaly"],
    [37, 500, "normal"],
    [37, 100, "anomaly"],
  ])("on weekdays, day %d: %d is %s", (index, value, verdict) => {
    const detected = detect(
      series(...weeks),
      { at: on(index), value },
      settings({ kind: "seasonal", season: "weekday" }, { minPoints: 4 }),
    )
    expect(detected.verdict).toBe(verdict)
    expect(detected.expected).toContain(index === 37 ? "of 5 runs of Sundays" : "of 5 runs of Fridays")
  })

  it("by the hour, at irregular times", () => {
    const points = Array.from({ length: 10 }, (_, index) => [
      { at: on(index) + 8 * 3_600_000 + index * 60_000, value: 50 },
      { at: on(index) + 20 * 3_600_000, value: 5 },
    ]).flat()
    const by = settings({ kind: "seasonal", season: "hour" })
    expect(detect(points, { at: on(10) + 8.5 * 3_600_000, value: 5 }, by).verdict).toBe("anomaly")
    expect(detect(points, { at: on(10) + 20.5 * 3_600_000, value: 5 }, by).verdict).toBe("normal")
    expect(detect(points, { at: on(10) + 12 * 3_600_000, value: 5 }, by).verdict).toBe("insufficient")
  })
})

describe("Holt-Winters", () => {
  // Least squared error and forecasts by Python over a grid of 0.01 (second: 0.02) of each parameter.
  it.each([
    [
      3,
      [
        20, 30, 25, 24, 33, 30, 30, 41, 36, 31, 40, 34, 28, 39, 35, 36, 47, 41, 44, 52, 50, 47, 58, 51, 45,
        54, 50,
      ],
      122.79099405460725,
      [48.8241, 58.92456, 53.98543],
    ],
    [
      4,
      [31, 26, 18, 44, 36, 29, 22, 49, 38, 33, 25, 54, 43, 36, 31, 57, 50, 41, 33, 65],
      36.22695694366398,
      [52.83682, 45.35515, 38.17279, 67.40763],
    ],
  ])("fits a season of %d no worse than a fine grid", (period, values, least, forecasts) => {
    const fitted = fitHoltWinters(values, period)
    const squares = (fitted?.deviation ?? Number.NaN) ** 2 * (values.length - period)
    expect(squares).toBeLessThanOrEqual(least * 1.0001)
    expect(squares).toBeGreaterThan(least * 0.98)
    for (const [index, forecast] of forecasts.entries())
      expect(Math.abs((fitted?.forecast(index + 1) ?? Number.NaN) - forecast)).toBeLessThan(0.5)
  })

  const line = Array.from(
    { length: 28 },
    (_, index) => 100 + 2 * index + ([0, 5, -3, 8, 1, -20, 9][index % 7] ?? 0),
  )
  it("goes on with a line and a season exactly, also over gaps", () => {
    const gaps = line.map((value, index) => (index === 9 || index === 20 ? null : value))
    for (const values of [line, gaps]) {
      const fitted = fitHoltWinters(values, 7)
      expect(fitted?.deviation).toBeCloseTo(0, 8)
      expect([1, 2, 6, 8].map((steps) => fitted?.forecast(steps))).toEqual(
        [156, 163, 146, 170].map((value) => expect.closeTo(value, 8)),
      )
    }
  })

  it.each([
    ["less than two seasons", line.slice(0, 13), 7],
    ["a slot that was never measured", [1, null, 3, 1, null, 3, 1, 2], 3],
  ])("says nothing of %s", (_, values, period) => expect(fitHoltWinters(values, period)).toBeUndefined())

  const weekly = settings({ kind: "holt_winters", period: 7, step: day }, { minPoints: 14 })
  it("finds the next value, and keeps earlier anomalies out", () => {
    const noisy = line.map((value, index) => value + ([0.5, -0.4, 0.2, -0.6, 0.3][index % 5] ?? 0))
    const withDrop = series(...noisy.map((value, index) => (index === 22 ? 20 : value)))
    expect(detect(withDrop, { at: on(28), value: 156 }, weekly).verdict).toBe("normal")
    expect(detect(withDrop, { at: on(28), value: 140 }, weekly).verdict).toBe("anomaly")
    // Two days later than the last: two steps ahead.
    expect(detect(withDrop, { at: on(29), value: 163 }, weekly).verdict).toBe("normal")
    expect(detect(withDrop, { at: on(29), value: 156 }, weekly).verdict).toBe("anomaly")
    expect(detect(withDrop.slice(0, 13), { at: on(13), value: 1 }, weekly).verdict).toBe("insufficient")
  })
})

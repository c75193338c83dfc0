import { describe, expect, it } from "vitest"
import { detect } from "./detect.ts"
import type { Acknowledgement, Point, Settings } from "./settings.ts"

const hour = 3_600_000
const start = Date.UTC(2023, 8, 2)
const at = (index: number): number => start + index * hour

const robust: Settings = {
  strategy: { kind: "robust" },
  minPoints: 5,
  direction: "both",
  sensitivity: 3.5,
  minChange: 0,
  window: undefined,
  excluded: [],
  acknowledged: [],
  acceptAfter: undefined,
}

const byMean: Partial<Settings> = { strategy: { kind: "mean" } }
const usual = [100, 102, 98, 101, 99, 100, 103, 97]

function points(...values: readonly (number | null)[]): readonly Point[] {
  return values.map((value, index) => ({ at: at(index), value }))
}

function judge(values: readonly (number | null)[], value: number | null, more: Partial<Settings> = {}) {
  return detect(points(...values), { at: at(values.length), value }, { ...robust, ...more })
}

function acknowledge(as: Acknowledgement["as"], from: number, to: number): Partial<Settings> {
  return { acknowledged: [{ as, from: at(from), to: at(to), reason: "a sale" }] }
}

describe("an anomaly", () => {
  it.each([
    ["a usual value", usual, 101, {}, "normal"],
    ["a fall", usual, 50, {}, "anomaly"],
    ["a rise", usual, 150, {}, "anomaly"],
    ["a rise where falls are looked for", usual, 150, { direction: "down" }, "normal"],
    ["a fall where falls are looked for", usual, 50, { direction: "down" }, "anomaly"],
    ["a fall where rises are looked for", usual, 50, { direction: "up" }, "normal"],
    ["too few points", [100, 101, 102, 99], 50, {}, "insufficient"],
    ["too few points next to nulls and NaN", [100, null, Number.NaN, 101, 102, 99], 50, {}, "insufficient"],
    ["enough points next to nulls", [100, null, 101, 102, 99, 98], 50, {}, "anomaly"],
    ["nothing measured", usual, null, {}, "insufficient"],
    ["no history", [], 1, {}, "insufficient"],
    ["less sensitivity", usual, 112, { sensitivity: 5 }, "anomaly"],
    ["little sensitivity", usual, 112, { sensitivity: 10 }, "normal"],
    ["a change that is too small to tell", usual, 112, { minChange: 0.2 }, "normal"],
  ] as const)("%s", (_, values, value, more, verdict) => {
    expect(judge(values, value, more).verdict).toBe(verdict)
  })

  it("is reported with what was expected, from what, and since when", () => {
    // Python: median 100, MAD 1.5 * 1.4826 * 3.5 = 7.78365.
    const band = "92.216 to 107.78 (median of 8 runs ± 3.5 MAD)"
    expect(judge(usual, 50).expected).toBe(`${band}, falling since 2023-09-02 08:00`)
    expect(judge([...usual, 40, 60], 50).expected).toBe(`${band}, falling since 2023-09-02 08:00`)
    expect(judge([...usual, 40, 160], 50).expected).toBe(`${band}, falling since 2023-09-02 10:00`)
    expect(judge([...usual, 160, 170], 180).expected).toBe(`${band}, rising since 2023-09-02 08:00`)
    expect(judge(usual, 50, { direction: "down" }).expected).toMatch(/^at least 92\.216 \(/)
    expect(judge([100], 50).expected).toBe("nothing yet: 1 runs are remembered, 5 are needed")
  })
})

describe("the baseline", () => {
  const fallen = [...usual, 50, 51, 49]

  it.each([
    ["earlier anomalies are not part of it", fallen, 50, {}, "anomaly"],
    ["and what is usual is so still", fallen, 100, {}, "normal"],
    ["so many in a row are the new level", fallen, 50, { acceptAfter: 3, minPoints: 3 }, "normal"],
    ["and what was usual is an anomaly then", fallen, 100, { acceptAfter: 3, minPoints: 3 }, "anomaly"],
    ["fewer are not", fallen, 50, { acceptAfter: 4 }, "anomaly"],
    ["in a row means to one side", [...usual, 50, 150, 50], 50, { acceptAfter: 3 }, "anomaly"],
    [
      "acknowledged as normal they are part of it",
      [...usual, 80],
      84,
      { ...byMean, ...acknowledge("normal", 8, 8) },
      "normal",
    ],
    ["not acknowledged they are not", [...usual, 80], 84, byMean, "anomaly"],
    ["a new level begins again", fallen, 50, { ...acknowledge("new_level", 8, 1e6), minPoints: 3 }, "normal"],
    ["with too few of it", fallen, 50, acknowledge("new_level", 8, 1e6), "insufficient"],
    [
      "and what was usual is not so any more",
      fallen,
      100,
      { ...acknowledge("new_level", 8, 1e6), minPoints: 3 },
      "anomaly",
    ],
    [
      "an excluded period says nothing",
      usual,
      50,
      { excluded: [{ from: at(0), to: at(4) }] },
      "insufficient",
    ],
    ["and is not judged", usual, 50, { excluded: [{ from: at(8), to: at(9) }] }, "excluded"],
    ["an anomaly that is acknowledged is none", usual, 50, acknowledge("anomaly", 8, 8), "acknowledged"],
    ["one that is normal is none", usual, 50, acknowledge("normal", 8, 8), "normal"],
    ["an hour later it is one again", [...usual, 50], 50, acknowledge("anomaly", 8, 8), "anomaly"],
  ] as const)("%s", (_, values, value, more, verdict) => {
    expect(judge(values, value, more).verdict).toBe(verdict)
  })

  it("leaves out what was acknowledged as an anomaly and would have passed for usual", () => {
    const early = [10, 10, 10, ...usual]
    expect(judge(early, 10, byMean).verdict).toBe("normal")
    expect(judge(early, 10, { ...byMean, ...acknowledge("anomaly", 0, 2) }).verdict).toBe("anomaly")
  })

  it("leaves out versions that were rejected, whatever they measured", () => {
    const change: Settings = {
      ...robust,
      strategy: { kind: "absolute_change", maxIncrease: 5 },
      minPoints: 1,
    }
    const [before, rejected] = [
      { at: at(0), value: 100 },
      { at: at(1), value: 104, rejected: true },
    ]
    expect(detect([before, rejected], { at: at(2), value: 108 }, change).verdict).toBe("anomaly")
    expect(
      detect([before, { ...rejected, rejected: false }], { at: at(2), value: 108 }, change).verdict,
    ).toBe("normal")
  })

  it("is the same in whatever order the points come, and later ones are none of it", () => {
    const later = { at: at(100), value: 50 }
    const now = { at: at(8), value: 50 }
    const once = detect(points(...usual), now, robust)
    expect(detect([later, ...points(...usual).toReversed()], now, robust)).toEqual(once)
  })
})

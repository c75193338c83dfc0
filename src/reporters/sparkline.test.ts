import { describe, expect, it } from "vitest"
import { sparkline } from "./sparkline.ts"

describe("sparkline", () => {
  it.each([
    [[1, 2, 3, 4, 5, 6, 7, 8], "▁▂▃▄▅▆▇█"],
    [[5, 5, 5], "▁▁▁"],
    [[0, null, 10], "▁ █"],
    [[-1, 1], "▁█"],
    [[null], " "],
    [[], ""],
  ] as const)("%j is %j", (values, expected) => {
    expect(sparkline(values)).toBe(expected)
  })
})

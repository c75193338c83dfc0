import { describe, expect, it } from "vitest"
import { drawsOf, keyOf, unit } from "./noise.ts"

describe("chance without state", () => {
  it.each([0, 7, 4_000_000_000])("draws one after another what may be asked by number (key %d)", (key) => {
    const draws = drawsOf(key)
    const drawn = Array.from({ length: 20 }, () => draws.unit())
    expect(drawn).toEqual(drawn.map((_, at) => unit(key, at)))
  })

  it("spreads evenly from 0 to below 1", () => {
    const draws = drawsOf(7)
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let at = 0; at < 10_000; at++) {
      const tenth = Math.floor(draws.unit() * 10)
      tenths[tenth] = (tenths[tenth] ?? Number.NaN) + 1
    }
    expect(tenths.length).toBe(10)
    expect(Math.min(...tenths)).toBeGreaterThan(900)
    expect(Math.max(...tenths)).toBeLessThan(1100)
  })

  it("tells keys of different parts apart", () => {
    const parts = [
      [],
      [1],
      ["1"],
      [1, 1],
      ["1", 1],
      [1, "1"],
      ["11"],
      ["a", "b"],
      ["ab"],
      ["b", "a"],
      [-1],
      [2 ** 32 + 1],
    ]
    const keys = parts.flatMap((of) => [keyOf(7, ...of), keyOf(8, ...of), keyOf(7 + 2 ** 32, ...of)])
    expect(new Set(keys).size).toBe(keys.length)
  })
})

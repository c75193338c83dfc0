import { describe, expect, it } from "vitest"
import { LuxError } from "../errors.ts"
import { ExactNumber, exactNumber } from "./exact-number.ts"
import { fromJavaScript, toJavaScript } from "./js-values.ts"

describe("a number as a JavaScript macro gets it", () => {
  it.each([
    ["5", 5],
    ["1.10", 1.1],
    ["007", 7],
    ["-0", -0],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", 9007199254740992n],
    ["-17895695668004551", -17895695668004551n],
    ["+17895695668004551.00", 17895695668004551n],
    ["1".repeat(38), BigInt("1".repeat(38))],
    ["12345678901234567890.12", "12345678901234567890.12"],
    ["0.30000000000000001", "0.30000000000000001"],
  ])("%s", (text, expected) => {
    const value = { list: [exactNumber(text)], other: "1.10" }
    expect(toJavaScript(value)).toEqual({ list: [expected], other: "1.10" })
    expect(toJavaScript({ other: [1] })).toEqual({ other: [1] })
  })
})

describe("what a JavaScript macro returned", () => {
  it.each([
    [17895695668004551n, new ExactNumber("17895695668004551")],
    [5n, 5],
    [1e-7, new ExactNumber("0.0000001")],
    [
      [1, { a: 9007199254740993n }],
      [1, { a: new ExactNumber("9007199254740993") }],
    ],
    ["1e400", "1e400"],
    [null, null],
  ])("%s", (value, expected) => expect(fromJavaScript(value, "it returns", { place })).toEqual(expected))

  it("is left alone where it is an object of a class or holds itself", () => {
    const date = new Date(0)
    const own: Record<string, unknown> = { date }
    own["self"] = own
    expect(fromJavaScript(date, "it returns", { place })).toBe(date)
    expect(fromJavaScript(own, "it returns", { place })).toBe(own)
  })

  it.each([
    [2 ** 53, "beyond 2^53"],
    [1e300, "beyond 2^53"],
    [[1, [Number.NaN]], "NaN"],
    [{ a: Number.POSITIVE_INFINITY }, "Infinity"],
  ])("%s is refused", (value, said) => {
    const work = () => fromJavaScript(value, "it returns", { place })
    expect(work).toThrow(LuxError)
    expect(work).toThrow(said)
  })
})

const place = { file: "models/m.sql", line: 1, column: 1 }

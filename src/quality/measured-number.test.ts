import { describe, expect, it } from "vitest"
import { numberText } from "../template/exact-number.ts"
import { measuredNumber, readQuotient } from "./measured-number.ts"

describe("measuredNumber", () => {
  it.each([
    ["9007199254740993", "9007199254740993"],
    ["12345678901234567.890", "12345678901234567.89"],
    ["1.50", "1.5"],
    ["1e+300", `1${"0".repeat(300)}`],
    ["NaN", "NaN"],
    ["-Infinity", "-Infinity"],
    ["inf", "Infinity"],
  ])("reads %s", (text, expected) => {
    const number = measuredNumber(text)
    expect(number === undefined ? undefined : numberText(number)).toBe(expected)
  })

  it("is none of a date", () => expect(measuredNumber("2024-01-02")).toBeUndefined())
})

describe("readQuotient", () => {
  it.each([
    ["36/3", 12],
    ["24.7/3", 8.233333333333333],
    ["-24.7/3", -8.233333333333333],
    ["18014398509481987/2", "9007199254740993.5"],
    ["24691357802469135.79/2", "12345678901234567.895"],
    ["27021597764222980/3", "9007199254740993.333333"],
    ["0.30000000000000004/2", 0.15000000000000002],
    ["nan/2", Number.NaN],
    ["inf/2", Number.POSITIVE_INFINITY],
  ])("divides %s", (text, expected) => expect(readQuotient(text)).toBe(expected))
})

import { describe, expect, it } from "vitest"
import {
  compareNumbers,
  doubleOf,
  ExactNumber,
  exactNumber,
  exactReviver,
  isPlainDecimal,
  jsonText,
  numberText,
  yamlText,
} from "./exact-number.ts"

describe("a number in plain decimal notation", () => {
  it.each(["0", "5", "-3", "0.25", "9007199254740991", "-9007199254740991", "0.1234567890123456"])(
    "%s is a plain number",
    (text) => expect(exactNumber(text)).toBe(Number(text)),
  )

  it.each([
    "9007199254740992",
    "9007199254740993",
    "-17895695668004551",
    "12345678901234567000",
    "1".repeat(38),
    "1.10",
    "1.0",
    "0123",
    "-0",
    "+5",
    ".5",
    "5.",
    "0.0000001",
    "12345678901234567890.12",
  ])("%s keeps what is written", (text) => {
    const number = exactNumber(text)
    expect(number).toEqual(new ExactNumber(text))
    expect(numberText(number)).toBe(text)
  })

  it.each(["", ".", "-", "1e3", "0x1F", "1_000", "1,5", "NaN", "Infinity", " 5", "1.2.3"])(
    "%j is not one",
    (text) => expect(isPlainDecimal(text)).toBe(false),
  )
})

describe("numbers by value", () => {
  it.each([
    ["1.10", "1.1", 0],
    ["1.0", "1", 0],
    ["-0", "0", 0],
    ["007", "7", 0],
    [".5", "0.50", 0],
    ["+5", "5.", 0],
    ["9007199254740993", "9007199254740992", 1],
    ["-9007199254740993", "-9007199254740992", -1],
    ["12345678901234567890.12", "12345678901234567890.13", -1],
    ["0.1", "0.10000000000000001", -1],
  ])("%s against %s", (a, b, expected) => {
    expect(Math.sign(compareNumbers(exactNumber(a), exactNumber(b)))).toBe(expected)
    expect(Math.sign(compareNumbers(exactNumber(b), exactNumber(a)))).toBe(expected === 0 ? 0 : -expected)
  })

  it("of JavaScript take part, also those that are not finite", () => {
    expect(compareNumbers(9007199254740993n, exactNumber("9007199254740993"))).toBe(0)
    expect(compareNumbers(1e300, exactNumber("1".repeat(38)))).toBeGreaterThan(0)
    expect(compareNumbers(Number.NEGATIVE_INFINITY, exactNumber("1.10"))).toBeLessThan(0)
    expect(compareNumbers(exactNumber("1.10"), Number.NaN)).toBeNaN()
  })
})

it("prints a double in plain digits", () => {
  expect([1e21, 1e-7, -1.5e-10, 0.5, 2 ** 53].map(numberText)).toEqual([
    "1000000000000000000000",
    "0.0000001",
    "-0.00000000015",
    "0.5",
    "9007199254740992",
  ])
})

it.each([
  ["1.10", 1.1],
  ["007", 7],
  ["5.", 5],
  ["9007199254740993", undefined],
  ["9007199254740992", undefined],
  ["12345678901234567890.12", undefined],
  ["0.30000000000000001", undefined],
])("%s as a double is %s", (text, expected) => expect(doubleOf(exactNumber(text))).toBe(expected))

describe("as JSON", () => {
  const written = ["17895695668004551", "1.10", "0123", "-0", "+5", ".5", "-.50", "5.", "00", "2"]
  const value = { list: written.map(exactNumber), text: '{"\u0001number":"1.10"}' }

  it("comes back as it was", () => {
    const text = JSON.stringify(value)
    expect(JSON.parse(text, exactReviver(text))).toEqual(value)
    expect(exactReviver('{"a": 1}')).toBeUndefined()
  })

  it("has all digits as a JSON number for other programs, and leaves texts alone", () => {
    const text = jsonText(value)
    expect(text).toContain("[17895695668004551,1.10,123,-0,5,0.5,-0.50,5,0,2]")
    expect(JSON.parse(text)).toMatchObject({ text: value.text })
    expect(yamlText(value)).toContain(`[${written}]`)
    expect(jsonText({ a: exactNumber("1.10") }, 2)).toBe('{\n  "a": 1.10\n}')
  })
})

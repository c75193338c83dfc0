import { describe, expect, it } from "vitest"
import { brokenColumns, brokenFiles } from "../../dev/broken-input.testkit.ts"
import { recordChecker } from "./check-record.ts"
import { exactText, rawText, readRawFile } from "./raw-file.ts"

const check = recordChecker(brokenColumns, "redshift")

describe("a raw file", () => {
  it.each(brokenFiles)("$title", ({ bytes, staged, rejects }) => {
    const file = Buffer.from(bytes)
    const read = readRawFile(file, check)
    expect(
      read.rejects.map(({ start, end, ...reject }) => ({ ...reject, raw: rawText(file, { start, end }) })),
    ).toEqual(rejects)
    expect(read.good.map((each) => String(JSON.parse(exactText(file, each)).id))).toEqual(
      staged.map(({ id }) => id),
    )
  })

  it.each([
    ['[{"id":1}]', "list"],
    ["[]", "list"],
    ['{"id":1}\n{"id":2}', "lines"],
    ['{"id":\n1}', undefined],
    ['\uFEFF[{"id":1}]', undefined],
    ['[{"id":1,"price":1.5}]', undefined],
    ['[{"id":1},7]', undefined],
  ] as const)("%s is read as it is: %s", (text, asIs) => {
    expect(readRawFile(Buffer.from(text), check).asIs).toBe(asIs)
  })

  it("keeps the digits of numbers", () => {
    const file = Buffer.from('[{"id":1,"price":12345678901234567.89,"ratio":1.5}]')
    const { good } = readRawFile(file, check)
    expect(good.map((each) => exactText(file, each))).toEqual([
      '{"id":1,"price":"12345678901234567.89","ratio":1.5}',
    ])
  })

  it("takes the chosen records, under their own numbers", () => {
    const file = Buffer.from('[{"id":1},7,{"id":3},8] rest')
    const some = (kind: "only" | "except") => {
      const { good, rejects } = readRawFile(file, check, { kind, records: new Set([0, 2, 3]) })
      return [good.map(({ record }) => record), rejects.map(({ record }) => record)]
    }
    expect(some("only")).toEqual([[3], [2, null]])
    expect(some("except")).toEqual([[1], [4]])
  })
})

describe("types of other dialects", () => {
  it.each([
    ["varchar(3)", "postgres", '"äöü"', undefined],
    ["varchar(3)", "postgres", '"äöüß"', "f: 4 characters do not fit in varchar(3)"],
    ["varchar(3)", "duckdb", '"äöüß"', undefined],
    ["tinyint", "duckdb", "128", "f: 128 is out of range for tinyint"],
    ["ubigint", "duckdb", "-1", "f: -1 is out of range for ubigint"],
    ["real", "duckdb", "1e39", "f: 1e39 is out of range for real"],
    ["numeric", "postgres", "1.2345", "f: expected numeric, found 1.2345"],
    ["integer[]", "duckdb", "[1,2.5]", "f: expected integer[], found 2.5"],
    ["struct(a integer, b varchar)[]", "duckdb", '[{"a":1,"b":"x","c":2}]', undefined],
    [
      "struct(a integer, b varchar)",
      "duckdb",
      '{"a":"1"}',
      'f: expected struct(a integer, b varchar), found "1"',
    ],
    ["struct(a integer)", "duckdb", '{"a":1,"a":2}', "f: expected struct(a integer), found an object"],
    ["map(varchar, bigint)", "duckdb", '{"x":true}', "f: expected map(varchar, bigint), found true"],
    ["json", "duckdb", "[1,{}]", undefined],
    ["timestamp with time zone", "postgres", '"2024-01-01T00:00:00+02:00"', undefined],
    [
      "timestamptz",
      "postgres",
      '"2024-01-01T00:00:00"',
      'f: expected timestamptz, found "2024-01-01T00:00:00"',
    ],
    ["time", "postgres", '"24:00:00"', 'f: expected time, found "24:00:00"'],
    [undefined, "duckdb", "1.50", undefined],
    [undefined, "duckdb", "[]", "f: expected a text, a number or a truth, found a list"],
  ] as const)("%s in %s: %s", (dataType, dialect, json, message) => {
    const file = Buffer.from(`[{"f":${json}}]`)
    const { rejects } = readRawFile(file, recordChecker([{ name: "f", dataType }], dialect))
    expect(rejects[0]?.message).toBe(message)
  })
})

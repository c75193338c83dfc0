/** Values of unit tests arrive digit by digit, or are refused at their place. */
import { describe, expect, it } from "vitest"
import { temporaryProject } from "./temporary-project.testkit.ts"

const files = {
  "models/source.yml": `sources:
  - name: s
    tables:
      - name: t
        columns:
          - {name: whole, data_type: bigint}
          - {name: small, data_type: integer}
          - {name: price, data_type: "decimal(10,2)"}
          - {name: ratio, data_type: double}
          - {name: day, data_type: date}
          - {name: at, data_type: timestamp}
          - {name: zoned, data_type: timestamptz}
          - {name: word, data_type: varchar}
  - name: open
    tables: [{name: t}]
`,
  "models/m.sql": `select * from {{source "s" "t"}}`,
  "models/o.sql": `select * from {{source "open" "t"}}`,
}

/** What a test says that gives a value and expects one. */
async function said(given: string, expected: string, model = "m"): Promise<string> {
  const source = model === "m" ? "s" : "open"
  const project = temporaryProject({
    ...files,
    "models/unit.yml": `unit_tests:
  - name: u
    model: ${model}
    given:
      - input: source('${source}', 't')
        ${given.replaceAll("\n", "\n        ")}
    expect:
      ${expected.replaceAll("\n", "\n      ")}
`,
  })
  const { nodes } = await project.execute("test")
  const [check] = nodes.flatMap((node) => node.checks)
  if (check?.error !== undefined) {
    const { code, message, place } = check.error
    return `${code} ${place?.line}:${place?.column} ${message}`
  }
  const found = (check?.findings ?? []).flatMap((each) =>
    each.kind === "rows" ? each.rows.map(({ expected, actual }) => `${expected} <> ${actual}`) : [],
  )
  return found.length === 0 ? (check?.status ?? "not run") : found.join(", ")
}

describe("a value of a unit test", () => {
  it.each([
    [
      "whole",
      "9007199254740993",
      "9007199254740992",
      "9007199254740992 <> undefined, undefined <> 9007199254740993",
    ],
    ["whole", "9007199254740993", "9007199254740993", "pass"],
    ["price", "12345678.90", "12345678.9", "pass"],
    ["ratio", "0.1", "0.100000000000000001", "pass"],
    ["zoned", "2024-01-02T03:04:05+02:00", "2024-01-02 01:04:05", "pass"],
    ["word", "'007'", "'7'", "7 <> undefined, undefined <> 007"],
  ])("%s: %s against %s", async (column, given, expected, result) => {
    expect(await said(`rows: [{${column}: ${given}}]`, `rows: [{${column}: ${expected}}]`)).toBe(result)
  })

  it.each([
    ["123456789012345678901234567890", "123456789012345678901234567891"],
    ["12345678901234567.89", "12345678901234567.88"],
    ["0.12345678901234567890123456789", "0.1234567890123456789012345679"],
    ["-9223372036854775809", "-9223372036854775808"],
    ["2024-01-02T03:04:05+02:00", "2024-01-02T03:04:05+01:00"],
  ])("%s keeps all of it where nobody declares a type", async (given, other) => {
    const rows = (value: string): string => `rows: [{v: ${value}}]`
    expect(await said(rows(given), rows(given), "o")).toBe("pass")
    expect(await said(rows(given), rows(other), "o")).toContain("<>")
  })

  it.each([
    ["small", "2.7", 'is integer, but the value is not a whole number: "2.7"'],
    ["price", "1.005", 'is decimal(10,2), but the value has more than 2 digits after the point: "1.005"'],
    ["price", "1e-5", 'is decimal(10,2), but the value has more than 2 digits after the point: "0.00001"'],
    ["day", "2024-01-02 10:00:00", 'is date, but the value has a time of day: "2024-01-02 10:00:00"'],
    [
      "at",
      "2024-01-02T03:04:05+02:00",
      'is timestamp, but the value has a UTC offset, which a timestamp does not keep: "2024-01-02T03:04:05+02:00"',
    ],
    [
      "at",
      "2024-01-02 24:00:00",
      'is timestamp, but the value has a time of day that does not exist: "2024-01-02 24:00:00"',
    ],
    [
      "at",
      "2024-01-02 03:04:05.1234567",
      'is timestamp, but the value has more than 6 digits behind the second: "2024-01-02 03:04:05.1234567"',
    ],
  ])("of %s cannot be %s, whether given or expected, in YAML or CSV", async (column, value, problem) => {
    const rows = `rows: [{${column}: ${value}}]`
    expect(await said(rows, "rows: []")).toBe(
      `LUX-2468 6:${19 + column.length} column "${column}" of source('s', 't') ${problem}`,
    )
    expect(await said("rows: []", rows)).toBe(
      `LUX-2468 8:${17 + column.length} column "${column}" of model "m" ${problem}`,
    )
    if (value.includes("e")) return
    const csv = `format: csv\nrows: |\n  ${column}\n  ${value}`
    expect(await said(csv, "rows: []")).toBe(
      `LUX-2468 9:11 column "${column}" of source('s', 't') ${problem}`,
    )
  })

  it.each([
    ["small", "2.7", 'is integer, but the value would change: "2.7"'],
    ["price", "1.005", 'is decimal(10,2), but the value would change: "1.005"'],
    ["price", "'1.005'", 'is decimal(10,2), but the value has more than 2 digits after the point: "1.005"'],
    ["day", "timestamp '2024-01-02 10:00:00'", 'is date, but the value would change: "2024-01-02 10:00:00"'],
    ["at", "'2024-01-02 03:04:05+02'", "has a UTC offset"],
    ["at", "timestamptz '2024-01-02 03:04:05+02'", "has a UTC offset"],
  ])("of %s cannot be %s in SQL", async (column, value, problem) => {
    const sql = `format: sql\nrows: "select ${value} as ${column}"`
    expect(await said(sql, "rows: []")).toContain(problem)
    expect(await said("rows: []", sql)).toContain(problem)
  })

  it("has no NUL character", async () =>
    expect(await said('rows: [{word: "a\\0b"}]', "rows: []")).toContain(
      'is varchar, but the value has a NUL character: "a\\u0000b"',
    ))

  it("of SQL may have another type that holds it", async () => {
    const sql = `format: sql\nrows: "select 1.50 as price, 7.0 as small, '2024-01-02' as day, date '2024-01-02' as at, 0.5 as ratio, 5 as word"`
    expect(await said(sql, sql)).toBe("pass")
  })
})

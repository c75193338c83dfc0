import { describe, expect, it } from "vitest"
import { plainColors } from "./colors.ts"
import { findingLines } from "./finding-lines.ts"
import { github } from "./github.ts"
import { jsonLines } from "./json-lines.ts"
import { check, node } from "./test-results.testkit.ts"

const rows = {
  kind: "rows",
  model: "sums",
  columns: ["name", "total"],
  same: 2,
  rows: [
    { expected: ["ada", "1.00"], actual: ["ada", null] },
    { expected: ["", "2.00"], actual: undefined },
    { expected: undefined, actual: ["Zoë\n", "300.00"] },
  ],
} as const

describe("what a unit test found", () => {
  it("is a table of the rows that are not as expected", () => {
    expect(findingLines(rows, plainColors)).toEqual([
      "sums: 1 differs (≠ expected → actual), 1 missing (-), 1 unexpected (+), 2 as expected",
      "   name     total",
      "   ───────  ───────────",
      "≠  ada      1.00 → null",
      '-  ""       2.00',
      '+  "Zoë\\n"  300.00',
    ])
  })

  it("tells the first twenty rows and how many more there are", () => {
    const many = Array.from({ length: 23 }, (_, index) => ({ expected: [String(index)], actual: undefined }))
    const lines = findingLines({ ...rows, columns: ["id"], rows: many }, plainColors)
    expect(lines).toHaveLength(24)
    expect(lines.at(-1)).toBe("   and 3 more rows")
  })

  it("tells which data test came out otherwise", () => {
    const finding = {
      kind: "check",
      model: "sums",
      check: "unique_sums_name",
      expected: "pass",
      status: "fail",
      failures: 2,
    } as const
    expect(findingLines(finding, plainColors)).toEqual([
      "sums: check unique_sums_name must pass, and came out as fail (2 rows)",
    ])
  })

  const failed = check({
    name: "adds_up",
    test: "unit",
    status: "fail",
    failures: 3,
    findings: [rows],
    declaredAt: "models/sums.yml:4",
  })
  const result = node({ kind: "unit_test", label: "sums::adds_up", status: "fail", checks: [failed] })

  it("is next to the test on GitHub", () => {
    const written: string[] = []
    const reporter = github({ write: (text) => written.push(text), folder: "", quiet: false })
    reporter.onEvent({ type: "node-finished", result, index: 1, total: 1 })
    const [text] = written
    expect(text).toContain("::error")
    expect(text).toContain("file=models/sums.yml,line=4")
    expect(text).toContain("≠  ada      1.00 → null")
  })

  it("is in the JSON log as it is", () => {
    const lines: string[] = []
    const reporter = jsonLines({ write: (line) => lines.push(line), now: () => new Date(0) })
    reporter.onEvent({ type: "check-finished", result: failed })
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ findings: JSON.parse(JSON.stringify([rows])) })
  })
})

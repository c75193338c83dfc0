import { describe, expect, it } from "vitest"
import { LuxError } from "../errors.ts"
import { plainColors } from "./colors.ts"
import { errorsText } from "./error-text.ts"
import { failureText, warningText } from "./run-summary.ts"
import { check, node, run } from "./test-results.testkit.ts"

const options = {
  colors: plainColors,
  columns: () => undefined,
  again: "lux retry",
  show: (relation: string) => `lux show --inline 'select * from ${relation}'`,
}

function failedNodes(count: number) {
  return Array.from({ length: count }, (_, at) =>
    node({
      uniqueId: `model.p.n${at}`,
      label: `main.n${at}`,
      status: "error",
      error: new LuxError("LUX-2010", "no"),
    }),
  )
}

describe("many failures", () => {
  it("up to twenty are all told in full", () => {
    const text = failureText(run(failedNodes(20)), options)
    expect(text.match(/^ERROR main\.n\d+$/gm)).toHaveLength(20)
    expect(text).not.toContain("more failed")
  })

  it("of more the others are named, of very many counted", () => {
    const text = failureText(run(failedNodes(80)), options)
    expect(text.match(/^ERROR main\.n\d+$/gm)).toHaveLength(20)
    expect(text).toContain("60 more failed: main.n20, main.n21,")
    expect(text).toContain("main.n49, and 30 others")
  })

  it("of a node with very many failing checks the first are reported", () => {
    const checks = Array.from({ length: 50 }, (_, at) =>
      check({ name: `c${at}`, status: "fail", failures: 1 }),
    )
    const text = failureText(run([node({ status: "rejected", checks })]), options)
    expect(text.match(/^ {2}FAIL c\d+ 1 row$/gm)).toHaveLength(20)
    expect(text).toContain("  and 30 more checks")
  })

  it("of errors that keep a project from running the first forty are reported, and their number", () => {
    const errors = Array.from(
      { length: 55 },
      (_, at) => new LuxError("LUX-1201", `model "m${at}" does not exist`),
    )
    const text = errorsText(errors, plainColors)
    expect(text.match(/^LUX-1201/gm)).toHaveLength(40)
    expect(text).toMatch(/\n\n55 errors; these are the first 40, --log-format json tells all$/)
  })
})

describe("a version that was kept out", () => {
  it("is shown by a command", () => {
    const rejected = node({
      status: "rejected",
      message: "1 of 1 checks failed",
      rejectedAs: "a.t__rejected",
    })
    expect(failureText(run([rejected]), options)).toBe(
      [
        "REJECTED analytics.popularity_factor  1 of 1 checks failed",
        "  rejected: lux show --inline 'select * from a.t__rejected'",
        "",
        "Retry: lux retry",
      ].join("\n"),
    )
  })
})

describe("a check that could not run", () => {
  it("says why once, with its place", () => {
    const error = new LuxError("LUX-2010", 'column "oder_id" does not exist', {
      place: { file: "models/shop.yml", line: 5, column: 22 },
    })
    const text = failureText(
      run([node({ status: "rejected", checks: [check({ status: "error", failures: null, error })] })]),
      options,
    )
    expect(text.match(/oder_id/g)).toHaveLength(1)
    expect(text).toContain("  ERROR unique_brand_user_id\n    LUX-2010 models/shop.yml:5:22  column")
  })
})

describe("what was published with a warning", () => {
  it("is reported with its rows, unless there is none", () => {
    expect(warningText(run([node()]), options)).toBe("")
    const checks = [check({ status: "warn", failures: 2, sample: [{ user_id: 17 }] })]
    expect(warningText(run([node({ status: "warn", message: "11 rows", checks })]), options)).toBe(
      [
        "WARN analytics.popularity_factor  11 rows",
        "  WARN unique_brand_user_id 2 rows",
        "    declared: models/raw/raw.yml:12",
        "    user_id",
        "    ───────",
        "         17",
      ].join("\n"),
    )
  })
})

describe("a narrow terminal", () => {
  it("gets a frame that fits, with the mark under what is meant", () => {
    const lineText = `select ${"a, ".repeat(40)}wrong from somewhere`
    const place = { file: "m.sql", line: 7, column: lineText.indexOf("wrong") + 1, length: 5, lineText }
    const lines = failureText(
      run([node({ status: "error", error: new LuxError("LUX-2010", "no", { place }) })]),
      {
        ...options,
        columns: () => 40,
      },
    ).split("\n")
    const at = lines.findIndex((line) => line.startsWith("  7 | "))
    const [frame = "", marks = ""] = lines.slice(at, at + 2)
    expect(frame.length).toBeLessThanOrEqual(40)
    expect(frame.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("wrong")
  })
})

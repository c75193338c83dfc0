import { describe, expect, it } from "vitest"
import { checkBounds, verdict } from "./verdict.ts"

const place = { file: "models/x.yml", line: 1, column: 1 }

describe("verdict", () => {
  it.each([
    ["error", "!= 0", "!= 0", 0, "pass"],
    ["error", "!= 0", "!= 0", 1, "fail"],
    ["error", "!= 0", ">10", 5, "warn"],
    ["error", "> 7", ">10", 5, "pass"],
    ["warn", "!= 0", "!= 0", 3, "warn"],
    ["warn", ">= 4", "!= 0", 3, "pass"],
    ["error", "<> 0", "between 3 and 5", 4, "fail"],
    ["error", "<> 0", "not between 3 and 5", 4, "warn"],
    ["error", "= 2", "< 2", 1, "fail"],
    ["error", "== 2", "<= 1", 2, "warn"],
  ] as const)(
    "%s, warn_if %s, error_if %s: %d failures -> %s",
    (severity, warnIf, errorIf, failures, expected) => {
      expect(verdict(failures, { severity, warnIf, errorIf })).toBe(expected)
    },
  )

  it.each([["10"], ["> ten"], ["> 1 or < 0"], [""]])("refuses the bound %j", (errorIf) => {
    expect(() => checkBounds({ severity: "error", warnIf: "!= 0", errorIf }, () => place)).toThrowError(
      expect.objectContaining({ code: "LUX-2401", place }),
    )
  })
})

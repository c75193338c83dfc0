import { describe, expect, it } from "vitest"
import { LuxError, type LuxErrorDetails, LuxErrors } from "../errors.ts"
import { plainColors } from "./colors.ts"
import { errorsText, errorText } from "./error-text.ts"

const place = {
  file: "models/marts/x.sql",
  line: 12,
  column: 12,
  length: 17,
  lineText: 'from {{ref "popularity_calc"}}',
}

function text(details: LuxErrorDetails, message = 'model "popularity_calc" does not exist'): string {
  return errorText(new LuxError("LUX-1201", message, details), plainColors)
}

describe("the text of an error", () => {
  const cases: readonly (readonly [what: string, details: LuxErrorDetails, expected: readonly string[]])[] = [
    ["without a place", {}, ['LUX-1201 model "popularity_calc" does not exist']],
    [
      "with place, line and hint",
      { place, hint: 'Did you mean "popularity_calculation"?' },
      [
        'LUX-1201 models/marts/x.sql:12:12  model "popularity_calc" does not exist',
        '  12 | from {{ref "popularity_calc"}}',
        "     |            ^^^^^^^^^^^^^^^^^",
        '  hint: Did you mean "popularity_calculation"?',
      ],
    ],
    [
      "with a tab before the mark",
      { place: { file: "a.sql", line: 3, column: 3, length: 2, lineText: "\t\tab" } },
      ['LUX-1201 a.sql:3:3  model "popularity_calc" does not exist', "  3 |     ab", "    |     ^^"],
    ],
    [
      "with wide characters before and in the mark",
      { place: { file: "a.sql", line: 3, column: 3, length: 3, lineText: "漢字漢👍x" } },
      ['LUX-1201 a.sql:3:3  model "popularity_calc" does not exist', "  3 | 漢字漢👍x", "    |     ^^^^"],
    ],
    [
      "with a mark that goes past the end of the line",
      { place: { file: "a.sql", line: 3, column: 2, length: 500, lineText: "abc" } },
      ['LUX-1201 a.sql:3:2  model "popularity_calc" does not exist', "  3 | abc", "    |  ^^"],
    ],
    [
      "with a place behind the line",
      { place: { file: "a.sql", line: 3, column: 4, lineText: "abc" } },
      ['LUX-1201 a.sql:3:4  model "popularity_calc" does not exist', "  3 | abc", "    |    ^"],
    ],
    [
      "with a related place",
      {
        place,
        related: [
          { message: "the other is here", place: { file: "b.sql", line: 1, column: 1, lineText: "b" } },
        ],
      },
      [
        'LUX-1201 models/marts/x.sql:12:12  model "popularity_calc" does not exist',
        '  12 | from {{ref "popularity_calc"}}',
        "     |            ^^^^^^^^^^^^^^^^^",
        "  b.sql:1:1  the other is here",
        "  1 | b",
        "    | ^",
      ],
    ],
  ]
  it.each(cases)("%s", (_what, details, expected) => {
    expect(text(details).split("\n")).toEqual(expected)
  })

  it("shows the part of a long line that is meant", () => {
    const lineText = `${"a".repeat(3000)}HERE${"b".repeat(3000)}`
    const [, line = "", carets = ""] = text({
      place: { file: "a.sql", line: 1, column: 3001, length: 4, lineText },
    }).split("\n")
    expect(line.length).toBeLessThan(120)
    expect(carets.indexOf("^")).toBe(line.indexOf("HERE"))
    expect(line).toMatch(/…a+HEREb+…$/)
  })

  it("cuts long lines of a message and of a hint in the middle", () => {
    const all = text({ hint: `write ${"h".repeat(5000)} here` }, `the value ${"v".repeat(5000)} is wrong`)
    const lines = all.split("\n")
    expect(lines.map(({ length }) => length < 650)).toEqual([true, true])
    expect(lines[0]).toMatch(/the value v+…v+ is wrong$/)
    expect(lines[1]).toMatch(/write h+…h+ here$/)
  })

  it("lets no control character of a message or a line through", () => {
    const all = text(
      { place: { file: "a.sql", line: 1, column: 1, lineText: "\x1b[2Jx" } },
      "bad \x1b[31mname\nsecond line",
    )
    expect(all).not.toContain("\x1b")
    expect(all).toContain("bad \\x1b[31mname\n  second line")
  })

  it("of several ends in their number", () => {
    const errors = new LuxErrors([
      new LuxError("LUX-1201", "of a line", { place }),
      new LuxError("LUX-1202", "of the whole"),
    ])
    const all = errorsText(errors.errors, plainColors)
    expect(all.indexOf("of the whole")).toBeLessThan(all.indexOf("of a line"))
    expect(all).toMatch(/\n\n2 errors$/)
  })
})

import { describe, expect, it } from "vitest"
import { colorsFor, plainColors } from "./colors.ts"
import { tableLines } from "./table.ts"

type Row = Readonly<Record<string, unknown>>

describe("a table of rows", () => {
  const cases: readonly (readonly [
    what: string,
    columns: readonly string[],
    rows: readonly Row[],
    expected: readonly string[],
  ])[] = [
    [
      "numbers to the right",
      ["n", "name"],
      [
        { n: 1, name: "a" },
        { n: 200, name: "bc" },
      ],
      ["  n  name", "───  ────", "  1  a", "200  bc"],
    ],
    [
      "integers of 64 bits",
      ["n"],
      [{ n: 9007199254740993n }],
      ["               n", "────────────────", "9007199254740993"],
    ],
    [
      "null",
      ["a", "b"],
      [
        { a: null, b: 1 },
        { a: "x", b: null },
      ],
      ["a        b", "────  ────", "null     1", "x     null"],
    ],
    ["no rows", ["a", "bc"], [], ["a  bc", "─  ──"]],
    ["no columns", [], [], []],
    [
      "wide characters, joined and combined ones",
      ["a", "b"],
      [
        { a: "漢字", b: "x" },
        { a: "👩‍👩‍👧", b: "y" },
        { a: "e\u0301", b: "z" },
      ],
      ["a     b", "────  ─", "漢字  x", "👩‍👩‍👧    y", "e\u0301     z"],
    ],
    [
      "control characters and marks of direction",
      ["a"],
      [{ a: "\n\t\x1b[2J\u202e" }],
      ["a", "─".repeat(17), "\\n\\t\\x1b[2J\\u202e"],
    ],
    ["a cell that is too long", ["a"], [{ a: "x".repeat(50) }], ["a", "─".repeat(30), `${"x".repeat(29)}…`]],
    [
      "a wide cell that is too long",
      ["a"],
      [{ a: "漢".repeat(50) }],
      ["a", "─".repeat(29), `${"漢".repeat(14)}…`],
    ],
    ["nested values", ["a"], [{ a: { b: [1, 2n] } }], ["a", "─".repeat(11), '{"b":[1,2]}']],
    [
      "dates and booleans",
      ["d", "b"],
      [{ d: new Date(0), b: true }],
      ["d                         b", `${"─".repeat(24)}  ────`, "1970-01-01T00:00:00.000Z  true"],
    ],
  ]
  it.each(cases)("%s", (_what, columns, rows, expected) => {
    expect(
      tableLines(
        columns.map((name) => ({ name })),
        rows,
        { colors: plainColors, cellWidth: 30 },
      ),
    ).toEqual(expected)
  })

  it.each([
    ["DECIMAL(18,2)", " a\n──\n 1\n12"],
    ["VARCHAR", "a\n──\n1\n12"],
    ["INTEGER[]", "a\n──\n1\n12"],
    ["INTERVAL", "a\n──\n1\n12"],
    ["UBIGINT", " a\n──\n 1\n12"],
  ])("numbers that arrive as text stand to the right by their type: %s", (type, expected) => {
    const all = tableLines([{ name: "a", type }], [{ a: "1" }, { a: "12" }], {
      colors: plainColors,
      cellWidth: 30,
    })
    expect(all.join("\n")).toBe(expected)
  })

  it("shows null dim where there are colours, and the text null not", () => {
    const colors = colorsFor({ noColor: false, isTerminal: true, env: {} })
    const all = tableLines([{ name: "a" }], [{ a: null }, { a: "null" }], { colors, cellWidth: 20 })
    expect(all[2]).toBe(colors.dim("null"))
    expect(all[3]).toBe("null")
  })
})

describe("colours", () => {
  it.each([
    [{ noColor: false, isTerminal: true, env: {} }, true],
    [{ noColor: false, isTerminal: false, env: {} }, false],
    [{ noColor: true, isTerminal: true, env: {} }, false],
    [{ noColor: false, isTerminal: true, env: { NO_COLOR: "1" } }, false],
    [{ noColor: false, isTerminal: true, env: { NO_COLOR: "" } }, true],
    [{ noColor: false, isTerminal: true, env: { TERM: "dumb" } }, false],
    [{ noColor: false, isTerminal: false, env: { FORCE_COLOR: "1" } }, true],
    [{ noColor: true, isTerminal: true, env: { FORCE_COLOR: "1" } }, false],
  ])("with %j: %s", (wishes, expected) => {
    expect(colorsFor(wishes).red("a") !== "a").toBe(expected)
  })
})

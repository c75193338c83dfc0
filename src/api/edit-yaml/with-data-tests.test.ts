import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { type AddedTests, type DescribedAt, withDataTests } from "./with-data-tests.ts"

const model: DescribedAt = { list: "models", name: "m" }
const notNull: readonly AddedTests[] = [{ column: "a", tests: ["not_null"] }]
const withArguments: readonly AddedTests[] = [
  { column: "a", tests: ["unique", { accepted_values: { values: ["x", "no", "it's", "2024-01-01", "1"] } }] },
]

/** Before, what is added, after. */
const cases: readonly (readonly [
  what: string,
  before: string,
  added: readonly AddedTests[],
  after: string,
])[] = [
  [
    "into a list of tests, above a comment of what comes next",
    "models:\n  - name: m\n    columns:\n      - name: a # the key\n        data_tests:\n          - unique   # always\n          # - odd\n      - name: b\n",
    notNull,
    "models:\n  - name: m\n    columns:\n      - name: a # the key\n        data_tests:\n          - unique   # always\n          - not_null\n          # - odd\n      - name: b\n",
  ],
  [
    "behind a test with arguments, in a file that does not indent lists",
    "models:\n- name: m\n  columns:\n  - name: a\n    tests:\n    - accepted_range:\n        min_value: 0\n\n  - name: b\n",
    withArguments,
    "models:\n- name: m\n  columns:\n  - name: a\n    tests:\n    - accepted_range:\n        min_value: 0\n    - unique\n    - accepted_values: {values: [x, 'no', 'it''s', '2024-01-01', '1']}\n\n  - name: b\n",
  ],
  [
    "as a key of a column without tests",
    "models:\n  - name: m\n    columns:\n      - name: a\n        description: |\n          two\n          lines\n      - name: b\n",
    notNull,
    "models:\n  - name: m\n    columns:\n      - name: a\n        description: |\n          two\n          lines\n        data_tests:\n          - not_null\n      - name: b\n",
  ],
  [
    "into lists and maps of one line",
    "models:\n  - name: m\n    columns: [{name: a, data_tests: [unique]}, { name: b }, {name: c, data_tests: [ ]}]\n",
    [
      ...notNull,
      { column: "b", tests: [{ string_length: { equals: 3 } }] },
      { column: "c", tests: ["unique"] },
    ],
    "models:\n  - name: m\n    columns: [{name: a, data_tests: [unique, not_null]}, { name: b, data_tests: [{string_length: {equals: 3}}] }, {name: c, data_tests: [unique ]}]\n",
  ],
  [
    "into a map over several lines with a comma behind its last",
    "models:\n  - name: m\n    columns:\n      - {\n          name: a,\n          description: long,\n        }\n",
    notNull,
    "models:\n  - name: m\n    columns:\n      - {\n          name: a,\n          description: long, data_tests: [not_null],\n        }\n",
  ],
  [
    "columns that are not described, some with names to quote, and the model's own, without a last line end",
    "version: 2\nmodels:\n  - name: m # mine\n    columns:\n      - name: b",
    [
      ...notNull,
      { column: "Odd Name", tests: ["unique"] },
      {
        column: undefined,
        tests: [{ unique_combination_of_columns: { combination_of_columns: ["a", "b"] } }],
      },
    ],
    "version: 2\nmodels:\n  - name: m # mine\n    columns:\n      - name: b\n      - name: a\n        data_tests:\n          - not_null\n      - name: 'Odd Name'\n        quote: true\n        data_tests:\n          - unique\n    data_tests:\n      - unique_combination_of_columns: {combination_of_columns: [a, b]}\n",
  ],
  [
    "a model without columns",
    "models:\n  - name: m\n    config:\n      tags: [x]\n\n  - name: other\n",
    notNull,
    "models:\n  - name: m\n    config:\n      tags: [x]\n    columns:\n      - name: a\n        data_tests:\n          - not_null\n\n  - name: other\n",
  ],
  [
    "a model that is not in the file",
    "models:\n  - name: other\n\n# the end\n",
    notNull,
    "models:\n  - name: other\n  - name: m\n    columns:\n      - name: a\n        data_tests:\n          - not_null\n\n# the end\n",
  ],
  [
    "a file without models",
    "# sources\nsources:\n  - name: s\n",
    notNull,
    "# sources\nsources:\n  - name: s\nmodels:\n  - name: m\n    columns:\n      - name: a\n        data_tests:\n          - not_null\n",
  ],
  [
    "a new file",
    "",
    notNull,
    "models:\n  - name: m\n    columns:\n      - name: a\n        data_tests:\n          - not_null\n",
  ],
  [
    "lines that end as on Windows",
    "models:\r\n  - name: m\r\n    columns:\r\n      - name: A\r\n        data_tests: [unique]\r\n      - name: b\r\n",
    [...notNull, { column: "b", tests: ["unique"] }],
    "models:\r\n  - name: m\r\n    columns:\r\n      - name: A\r\n        data_tests: [unique, not_null]\r\n      - name: b\r\n        data_tests:\r\n          - unique\r\n",
  ],
]

describe("data tests are written", () => {
  it.each(cases)("%s", (_, before, added, after) => {
    expect(withDataTests(before, model, added)).toEqual({ text: after, refused: [] })
    expect(parse(after)).toBeTypeOf("object")
  })

  it("to a table of a source", () => {
    const before =
      "sources:\n  - name: other\n    tables: [{name: t}]\n  - name: s\n    tables:\n      - name: t\n"
    const columns =
      "        columns:\n          - name: a\n            data_tests:\n              - not_null\n"
    expect(withDataTests(before, { list: "sources", source: "s", name: "t" }, notNull).text).toBe(
      before + columns,
    )
  })

  it("reads back as what was meant", () => {
    const { text } = withDataTests("", model, withArguments)
    expect(parse(text, { version: "1.1" })).toEqual({
      models: [{ name: "m", columns: [{ name: "a", data_tests: withArguments[0]?.tests }] }],
    })
  })

  it.each([
    ["tests of an anchor", "columns:\n      - {name: a, data_tests: *x}", /\*x/],
    ["a list with an anchor", "columns:\n      - {name: a, data_tests: &y [unique]}", /&y/],
    ["a column with an anchor", "columns:\n      - &y {name: a}", /&y/],
    ["keys from an anchor", "columns:\n      - {name: a, <<: *x}", /takes keys/],
    ["columns of an anchor", "columns: *x", /\*x/],
  ])("not into %s, and changes nothing", (_, rest, reason) => {
    const before = `anchors:\n  - &x [unique]\nmodels:\n  - name: m\n    ${rest}\n`
    const { text, refused } = withDataTests(before, model, notNull)
    expect(text).toBe(before)
    expect(refused).toEqual([{ column: "a", reason: expect.stringMatching(reason) }])
  })
})

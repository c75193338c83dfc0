import { describe, expect, it } from "vitest"
import { withUnitTest } from "./with-unit-test.ts"

const test = {
  name: "t",
  description: "From present data.",
  model: "m",
  given: [
    { input: "ref('a')", rows: [{ id: 1, at: "2026-01-01 10:00:00", note: "a: b\n\n#c" }] },
    { input: "ref('b')", rows: [] },
  ],
  expect: { rows: [{ id: "1", n: null }] },
}

const item = (by: string): string =>
  `- name: t
  description: From present data.
  model: m
  given:
    - input: ref('a')
      rows:
        - { id: 1, at: 2026-01-01 10:00:00, note: "a: b\\n\\n#c" }
    - input: ref('b')
      rows: []
  expect:
    rows:
      - { id: "1", n: null }
`
    .replace(/^/gm, by)
    .replace(/ +$/, "")

describe("a unit test more in a properties file", () => {
  it.each([
    ["in a new file", "", `unit_tests:\n${item("  ")}`, 2],
    [
      "behind everything else",
      "models: # all of them\n  - {name: m}",
      `models: # all of them\n  - {name: m}\n\nunit_tests:\n${item("  ")}`,
      5,
    ],
    [
      "behind the others, before what follows, as they are indented",
      "unit_tests:\n- name: x # why\n  model: m\n- {name: y}\n\nmodels:\n  - {name: m}\n",
      `unit_tests:\n- name: x # why\n  model: m\n- {name: y}\n${item("")}\nmodels:\n  - {name: m}\n`,
      5,
    ],
    [
      "with a blank line where the others have one",
      "unit_tests:\n  - {name: x}\n\n  - {name: y}\n",
      `unit_tests:\n  - {name: x}\n\n  - {name: y}\n\n${item("  ")}`,
      6,
    ],
    ["into an empty list", "# tests\nunit_tests: []\n", `# tests\nunit_tests:\n${item("  ")}`, 3],
    [
      "into an empty list of a file with numbers, which stay as they are written",
      "vars:\n  a: [ 9007199254740993, 1.10, 0123, 1e3, 12345678901234567890.12, 0x1F ]\nunit_tests: []\n",
      `vars:\n  a: [ 9007199254740993, 1.10, 0123, 1e3, 12345678901234567890.12, 0x1F ]\nunit_tests:\n${item("  ")}`,
      4,
    ],
    ["behind a key with nothing", "unit_tests:\n", `unit_tests:\n${item("  ")}`, 2],
  ])("%s", (_, before, text, line) => {
    expect(withUnitTest(before, test)).toEqual({ text, line })
  })
})

import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../../errors.ts"
import { numberText } from "../../template/exact-number.ts"
import { parseYaml } from "./yaml-document.ts"

describe("a number in YAML", () => {
  it.each([
    ["17895695668004551", "17895695668004551"],
    ["-9007199254740993", "-9007199254740993"],
    ["12345678901234567890.12", "12345678901234567890.12"],
    ["1.10", "1.10"],
    ["0123", "0123"],
    ["-0", "-0"],
    ["+5", "+5"],
    [".5", ".5"],
    ["5.", "5."],
    ["1e3", "1000"],
    ["1.5E+2", "150"],
    ["25e-4", "0.0025"],
    ["-1.50e1", "-15"],
    ["1e30", `1${"0".repeat(30)}`],
    ["1e400", `1${"0".repeat(400)}`],
    ["0x1F", "31"],
    ["0xFFFFFFFFFFFFFFFFFF", "4722366482869645213695"],
    ["0o17", "15"],
    ["!!int '-0b11'", "-3"],
    ["!!int '9007199254740993'", "9007199254740993"],
    ["!!float 1.10", "1.10"],
  ])("%s prints %s", (written, printed) => {
    const { value } = parseYaml({ path: "a.yml", text: `- ${written}` })
    expect(Array.isArray(value) ? numberText(value[0]) : undefined).toBe(printed)
  })

  it.each(["1_000", "'5'", "!!str 1.10", "1:30", "0b11", "-0x1F", "2024-01-01", "1.2.3", "'.inf'"])(
    "%s is a text",
    (written) => {
      const { value } = parseYaml({ path: "a.yml", text: `- ${written}` })
      expect(value).toEqual([expect.any(String)])
    },
  )

  it("keeps its digits as a key, in nested values and behind an anchor", () => {
    const text = "a: &big 17895695668004551\nb: [*big, {c: 1.10}]\n17895695668004552: d\n1.10: e\n"
    expect(
      JSON.stringify(parseYaml({ path: "a.yml", text }).value, (_, each) => each?.["\u0001number"] ?? each),
    ).toBe(
      '{"a":"17895695668004551","b":["17895695668004551",{"c":"1.10"}],"17895695668004552":"d","1.10":"e"}',
    )
  })

  it("without digits, or with too many, is an error at its place", () => {
    const text = "a: .inf\nb: [-.INF, .nan]\nc: 1e1001\nd: 1e-9999999999\ne: '.inf'\nf: |\n  1e9999\n"
    const told = (each: LuxError) => `${each.code} ${each.place?.line}:${each.place?.column} ${each.message}`
    const problems = attempt(() => parseYaml({ path: "a.yml", text }))
    expect(problems.map(told)).toEqual([
      "LUX-1019 1:4 .inf has no digits",
      "LUX-1019 2:5 -.INF has no digits",
      "LUX-1019 2:12 .nan has no digits",
      "LUX-1019 3:4 1e1001 has more than 1000 digits",
      "LUX-1019 4:4 1e-9999999999 has more than 1000 digits",
    ])
  })
})

function attempt(work: () => unknown): readonly LuxError[] {
  try {
    work()
    return []
  } catch (error) {
    if (error instanceof LuxErrors) return error.errors
    if (error instanceof LuxError) return [error]
    throw error
  }
}

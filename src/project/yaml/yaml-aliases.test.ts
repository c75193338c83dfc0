import { expect, it } from "vitest"
import { parseYaml } from "./yaml-document.ts"

const parse = (text: string) => parseYaml({ path: "models/a.yml", text }).value

it("reads aliases, also of what holds aliases", () => {
  expect(parse("a: &a [1]\nb: &b [*a, *a]\nc: *b")).toEqual({ a: [1], b: [[1], [1]], c: [[1], [1]] })
  expect(parse("a: &a 1\nb: &a 2\nc: *a")).toEqual({ a: 1, b: 2, c: 2 })
})

it.each([
  ["an alias in its map", "a: &a {b: *a}", "the alias *a stands inside what it names", 1, 11],
  ["an alias in a list of its list", "a: &a\n  - b: [*a]", "the alias *a stands inside what it names", 2, 9],
  ["a bomb", bomb(9), "stand for more than a million values", 6, 45],
])("refuses %s", (_, text, message, line, column) => {
  expect(() => parse(text)).toThrow(
    expect.objectContaining({
      code: "LUX-1002",
      message: expect.stringContaining(message),
      place: expect.objectContaining({ line, column }),
    }),
  )
})

it("refuses lists in lists without end", () => {
  expect(() => parse(`a: ${"[".repeat(10_000)}`)).toThrow(expect.objectContaining({ code: "LUX-1002" }))
})

/** Each line names ten times the one before. */
function bomb(lines: number): string {
  const list = (of: string) => `[${Array.from({ length: 10 }, () => of).join(", ")}]`
  return Array.from(
    { length: lines },
    (_, at) => `a${at}: &a${at} ${list(at === 0 ? "x" : `*a${at - 1}`)}`,
  ).join("\n")
}

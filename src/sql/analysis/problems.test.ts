import { describe, expect, test } from "vitest"
import { functions, grouping } from "./calls-cases.testkit.ts"
import { names } from "./names-cases.testkit.ts"
import { analyseShop } from "./shop.testkit.ts"
import { parts, types } from "./types-cases.testkit.ts"

describe.each(Object.entries({ names, types, parts, grouping, functions }))("mistakes of %s", (_, cases) => {
  test.each(cases.map((each) => [...each]))("%s", (marked, code, message, hint) => {
    const sql = (marked ?? "").replaceAll(/<<|>>/g, "")
    const { problems, unknown } = analyseShop(sql)
    expect(unknown).toBeUndefined()
    const shown = problems.map((each) => mark(sql, each.offset, each.length))
    const [problem] = problems
    expect(shown).toEqual([lastMarked(marked ?? "")])
    expect(problem?.code).toBe(`LUX-${code}`)
    expect(`${problem?.message} ${problem?.hint}`).toContain(message)
    if (hint !== undefined) expect(problem?.hint).toBe(hint)
  })
})

function mark(sql: string, offset: number, length: number): string {
  return `${sql.slice(0, offset)}<<${sql.slice(offset, offset + length)}>>${sql.slice(offset + length)}`
}

/** Where two places are marked, the second one is told. */
function lastMarked(marked: string): string {
  const at = marked.lastIndexOf("<<")
  return marked.slice(0, at).replaceAll(/<<|>>/g, "") + marked.slice(at)
}

test("a function that may be the users' own is a warning, unless it is known to be", () => {
  expect(analyseShop("select wholly_own(1) as n").problems.map((each) => each.severity)).toEqual(["warning"])
  expect(analyseShop("select ifnull(1, 2) as n").problems.map((each) => each.severity)).toEqual(["error"])
  expect(analyseShop("select f_own(1) as a, other.own(2) as b").problems).toEqual([])
})

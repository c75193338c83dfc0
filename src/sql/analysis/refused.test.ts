import { describe, expect, test } from "vitest"
import { analyseQuery, isRefusal } from "../analysis.ts"
import { refusedCases, taken } from "./refused-cases.testkit.ts"

const types: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  orders: {
    id: "int",
    customer_id: "int",
    amount: "decimal(10,2)",
    status: "varchar(20)",
    created_at: "timestamp",
    payload: "super",
  },
  customers: { id: "int", name: "varchar(50)", parent_id: "int" },
}

const options = {
  dialect: "redshift",
  relationOf(parts: readonly string[]) {
    const columns = types[parts.at(-1) ?? ""]
    return (
      columns && { columns: Object.entries(columns).map(([name, type]) => ({ name, type })), complete: true }
    )
  },
} as const

describe("what Redshift refuses is told with the page of its guide", () => {
  test.each(refusedCases)("%s", (marked, code, page) => {
    const sql = marked.replace(/<<|>>/g, "")
    const problems = analyseQuery(sql, options).problems.filter((each) => isRefusal(each.code))
    expect(problems.map((each) => [each.code, sql.slice(each.offset, each.offset + each.length)])).toEqual([
      [code, marked.slice(marked.indexOf("<<") + 2, marked.indexOf(">>"))],
    ])
    expect(problems[0]?.hint).toContain(`/${page}.html`)
  })

  test("in at least forty ways", () => {
    expect(refusedCases.length).toBeGreaterThan(40)
  })
})

describe("what Redshift takes", () => {
  test.each(taken)("%s", (sql) => {
    expect(
      analyseQuery(sql, { ...options, asTable: false }).problems.filter(({ code }) => isRefusal(code)),
    ).toEqual([])
  })

  test.each(refusedCases.filter(([, code]) => code === "LUX-3301"))(
    "may be of another type, where that is not known: %s",
    (marked) => {
      const sql = marked.replace(/<<|>>/g, "")
      const { problems } = analyseQuery(sql, { ...options, relationOf: () => undefined })
      expect(problems.filter(({ message }) => / of an? (?:varchar|decimal|timestamp)/.test(message))).toEqual(
        [],
      )
    },
  )
})

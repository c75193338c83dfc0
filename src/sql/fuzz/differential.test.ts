import { expect, test } from "vitest"
import { difference } from "./compare.testkit.ts"
import { compareEngines } from "./differential.testkit.ts"
import { shrink, sqlOf, type Term } from "./term.testkit.ts"

// The long form is `npm run acceptance -- differential`.
test("random queries give the same on DuckDB and on Postgres", { timeout: 120_000 }, async () => {
  const { found, queries } = await compareEngines({ queries: 10, seed: 2 })
  expect(found).toEqual([])
  expect(queries).toBe(10)
})

test("a difference is found in values, rows, types and errors", () => {
  const answer = (...values: readonly string[]) => ({
    columns: [{ kind: "integer" as const }],
    rows: values.map((value) => [value]),
  })
  const free = { isOrdered: false, isGrouped: false }
  expect(difference(answer("1", "2"), answer("2", "1"), free)).toBeUndefined()
  expect(difference(answer("1", "2"), answer("2", "1"), { ...free, isOrdered: true })).toContain("against")
  expect(difference(answer("1"), answer("2"), free)).toBe('["1"] against ["2"]')
  expect(difference(answer("1"), answer("1", "1"), free)).toBe("1 rows against 2")
  expect(difference(answer("1"), { error: "no" }, free)).toContain("an error (no)")
  expect(difference({ refusal: "x" }, { error: "no" }, free)).toBeUndefined()
})

test("a query is made smaller while it still shows the difference", async () => {
  const leaf: Term = { kind: "int", parts: ["7"], least: "0" }
  const term: Term = { kind: "int", parts: ["abs(", { kind: "int", parts: ["1 + ", leaf] }, ")"] }
  expect(sqlOf(await shrink(term, async (less) => sqlOf(less).includes("7")))).toBe("7")
})

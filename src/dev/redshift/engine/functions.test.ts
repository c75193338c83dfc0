import { afterAll, beforeAll, expect, it } from "vitest"
import { type StandIn, startStandIn } from "../stand-in.testkit.ts"

let standIn: StandIn

beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(async () => standIn[Symbol.asyncDispose]())

const values: readonly (readonly [sql: string, value: unknown])[] = [
  ["len('café')", 4],
  ["nvl(null, 2)", 2],
  ["nvl(null::int, null::int, 3)", 3],
  ["nvl2('a'::varchar, 1, 2)", 1],
  ["nvl2(null::varchar, 1, 2)", 2],
  ["round(2.345::float, 2)", 2.35],
  ["round(-1.5::float, 0)", -2],
  ["strtol('ff', 16)", 255],
  ["strtol('-101', 2)", -5],
  ["add_months('2024-01-31'::timestamp, 1)", "2024-02-29 00:00:00"],
  ["add_months('2024-02-29'::timestamp, 1)", "2024-03-31 00:00:00"],
  ["last_day('2023-02-10'::timestamp)", "2023-02-28"],
]

it.each(values)("%s", async (sql, value) => {
  expect(await standIn.run(`select ${sql} as value`)).toEqual([{ value }])
})

it("getdate() is the time of the statement, in whole seconds", async () => {
  const [row] = await standIn.run(
    "select getdate() = date_trunc('second', getdate()) as whole, abs(datediff(second, getdate(), sysdate)) < 5 as now",
  )
  expect(row).toEqual({ whole: true, now: true })
})

it("strtol refuses what is not a number of the base", async () => {
  expect(await standIn.refusal("select strtol('12x', 10)")).toContain("12x")
})

import { describe, expect, it } from "vitest"
import { openDuckDbInMemory } from "../warehouse/duckdb/duckdb-memory.ts"
import { checkKinds } from "./check-kinds/check-kinds.ts"
import { metricSql } from "./metrics.ts"
import { duckDbText, redshiftText } from "./text-sql.ts"

async function answer(sql: string): Promise<unknown> {
  const warehouse = await openDuckDbInMemory([], 1)
  try {
    return await warehouse.withSession(async (session) => {
      await session.run("set TimeZone = 'America/New_York'")
      return (await session.query(`select ${sql} as value`)).rows[0]?.["value"]
    })
  } finally {
    await warehouse.close()
  }
}

describe("on DuckDB", () => {
  it.each([
    ["a time with a zone", "now() - interval '90 minute'"],
    ["a time without one, which is in UTC", "(now() at time zone 'UTC') - interval '90 minute'"],
    ["a text", "cast((now() at time zone 'UTC') - interval '90 minute' as varchar)"],
  ])("the age of %s does not depend on the session's zone", async (_, moment) => {
    const age = await answer(duckDbText.age(`(${moment})`))
    expect(Number(age)).toBeGreaterThanOrEqual(5400)
    expect(Number(age)).toBeLessThan(5460)
  })

  it.each([
    ["'nan'::double", true],
    ["'nan'::float", true],
    ["1.5::double", false],
    ["1", false],
    ["'nan'", false],
    ["date '2024-01-01'", false],
  ])("%s is not a number: %s", async (value, expected) => {
    expect(await answer(duckDbText.isNaN(value, undefined) ?? "null")).toBe(expected)
  })
})

describe("on Redshift", () => {
  it("a text is not cut after the 256 bytes of a bare varchar", () => {
    expect(redshiftText.of("x")).toBe("cast(x as varchar(65535))")
    expect(redshiftText.bytes("x")).toContain("varchar(65535)")
    expect(metricSql("redshift").aggregate("max_length", "x")).toContain("varchar(65535)")
  })

  it.each(["column_median", "column_quantile"])("%s sorts in a query of its own, but for groups", (name) => {
    const measure = (groupBy: readonly string[]) => {
      const use = {
        scope: { relation: "t", where: "y > 1", groupBy },
        column: "x",
        dataType: undefined,
        sql: metricSql("redshift"),
        translate: (expression: string) => expression,
        literal: String,
        key: (expression: string) => expression,
        keyValue: (value: unknown) => value,
      }
      const question = checkKinds.get(name)?.pose(use, { quantile: 0.5, min: 1 }).question
      return question?.kind === "measures" ? question.measures[0] : undefined
    }
    expect(measure([])).toMatchObject({
      own: true,
      sql: expect.stringMatching(/^select .*\n {2}from t\n {2}where \(y > 1\) and x is not null\n/s),
    })
    expect(measure(["kind"])?.own).toBeUndefined()
  })

  it("only a column that is declared as floating point is asked for NaN", () => {
    expect(redshiftText.isNaN("x", "double precision")).toBe("x = cast('NaN' as double precision)")
    expect(redshiftText.isNaN("x", "varchar(10)")).toBeUndefined()
    expect(redshiftText.isNaN("x", undefined)).toBeUndefined()
  })
})

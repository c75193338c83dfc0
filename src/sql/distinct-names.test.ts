import { describe, expect, it } from "vitest"
import { analyseQuery } from "./analysis.ts"
import { aggregates } from "./conformance/aggregates-cases.testkit.ts"
import { conditions, numbers } from "./conformance/numbers-cases.testkit.ts"
import { queries } from "./conformance/queries-cases.testkit.ts"
import { windows } from "./conformance/windows-cases.testkit.ts"
import { namesInText } from "./distinct-names.ts"
import type { SqlDialect } from "./types.ts"

describe("the names in a query's text", () => {
  it.each<[sql: string, expected: string]>([
    ["select id, amount as total from orders", "distinct"],
    [
      "with a as (select id from orders), b as (select id, n from a) select a.id, b.n from a join b on b.id = a.id",
      "distinct",
    ],
    ["select id from orders union all select id from more", "distinct"],
    ["select * from orders", "unknown"],
    ["with a as (select * from orders) select id from a", "distinct"],
    ["select count(*) from orders", "unknown"],
    ["select id, Id from orders", "twice"],
    ["select id, other as id from orders", "twice"],
    ["with a as (select 1 as d, 2 as d) select d from a", "twice"],
    ["with a(d, d) as (select 1, 2) select d from a", "twice"],
    ["select d from (select 1 as d, 2 as d) as a", "twice"],
    ["with a as (select 1 as d, 2 as d) select 1 as one", "distinct"],
    ["select 1 as d from a; select 2", "unknown"],
    ["update a set b = 1", "unknown"],
  ])("%s: %s", (sql, expected) => {
    const names = namesInText(sql, "duckdb")
    expect(typeof names === "string" ? names : "twice").toBe(expected)
  })

  it.each<SqlDialect>(["duckdb", "postgres", "redshift"])(
    "are distinct only where analysis finds none twice: the conformance cases in %s",
    (dialect) => {
      const texts = [...aggregates, ...conditions, ...numbers, ...queries, ...windows].map(([sql]) => sql)
      const distinct = texts.filter((sql) => namesInText(sql, dialect) === "distinct")
      expect(distinct.length).toBeGreaterThan(20)
      for (const sql of distinct) {
        const { columns, problems } = analyseQuery(sql, { dialect, relationOf: () => undefined })
        expect(
          problems.filter(({ code }) => code === "LUX-1319"),
          sql,
        ).toEqual([])
        const names = columns?.map(({ name }) => name.toLowerCase()) ?? []
        expect(new Set(names).size, sql).toBe(names.length)
      }
    },
  )
})

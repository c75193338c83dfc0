/** Queries that Redshift takes: none of them may be said to be wrong. */
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { z } from "zod"
import { needingShared, sharedFile } from "../../dev/needing.testkit.ts"
import type { KnownRelation, QueryAnalysis } from "../analysis.ts"
import { analyseQuery } from "../analysis.ts"
import { aggregates } from "../conformance/aggregates-cases.testkit.ts"
import { blanks } from "../conformance/blanks-cases.testkit.ts"
import { dates } from "../conformance/dates-cases.testkit.ts"
import { formats } from "../conformance/formats-cases.testkit.ts"
import { json } from "../conformance/json-cases.testkit.ts"
import { conditions, numbers } from "../conformance/numbers-cases.testkit.ts"
import { patterns } from "../conformance/patterns-cases.testkit.ts"
import { queries } from "../conformance/queries-cases.testkit.ts"
import { strings, texts } from "../conformance/text-cases.testkit.ts"
import { windows } from "../conformance/windows-cases.testkit.ts"
import { duckDb } from "../to-duckdb/engine.ts"
import { functionSignatures } from "./functions/signatures.ts"

const known = (columns: string): KnownRelation => ({
  complete: true,
  columns: columns.split(", ").map((column) => {
    const [name = "", ...type] = column.split(" ")
    return { name, type: type.join(" ") }
  }),
})

const conformance: Readonly<Record<string, KnownRelation>> = {
  t: known(
    "i int, b bigint, d decimal(10,2), f double, s varchar, day date, ts timestamp, tz timestamptz, ok boolean, j super",
  ),
  u: known("id int, name varchar, parent int"),
}

const shop: Readonly<Record<string, KnownRelation>> = {
  orders: known(
    "id int, customer_id int, amount decimal(10,2), status varchar, created_at timestamp, payload super",
  ),
  customers: known("id int, name varchar, email varchar, parent_id int"),
}

function analyse(sql: string, relations: Readonly<Record<string, KnownRelation>> | undefined): QueryAnalysis {
  return analyseQuery(sql, {
    dialect: "redshift",
    relationOf: (parts) => relations?.[parts.at(-1) ?? ""],
    asTable: false,
  })
}

const cases = [
  aggregates,
  blanks,
  conditions,
  dates,
  formats,
  json,
  numbers,
  patterns,
  queries,
  strings,
  texts,
  windows,
].flatMap((group) => group.map(([sql]) => sql))

describe("a query of the conformance cases", () => {
  test.each(cases)("is not said to be wrong: %s", (sql) => {
    const analysis = analyse(sql, conformance)
    expect(analysis.unknown).toBeUndefined()
    expect(analysis.problems).toEqual([])
    expect(analysis.lineage.every((each) => each.complete)).toBe(true)
  })

  test.each(cases)("is not said to be wrong where its relations are unknown: %s", (sql) => {
    expect(analyse(sql, undefined).problems).toEqual([])
  })
})

const file = sharedFile("data/redshift-values.json")
const shape = z.object({ cases: z.array(z.object({ name: z.string(), sql: z.string() })) })

needingShared("data/redshift-values.json").describe("values of Redshift", () => {
  test("have no problem, and every column is known", () => {
    for (const { name, sql } of shape.parse(JSON.parse(readFileSync(file, "utf8"))).cases) {
      const { problems, unknown, columns } = analyse(sql, shop)
      expect(problems, name).toEqual([])
      expect(unknown, name).toBeUndefined()
      expect(columns, name).toBeDefined()
    }
  })
})

test("every function that is translated is in the catalog", () => {
  expect(Object.keys(duckDb.emitters).filter((name) => !functionSignatures().has(name))).toEqual([])
})

import { describe, expect, it } from "vitest"
import { Relation } from "../sql/relation.ts"
import { duckDbStatements } from "../warehouse/duckdb/duckdb-statements.ts"
import { postgresStatements } from "../warehouse/postgres/postgres-statements.ts"
import { redshiftStatements } from "../warehouse/redshift/redshift-statements.ts"
import { type NewColumns, reshaping } from "./column-changes.ts"

const same: NewColumns = {
  existing: [
    { name: "a", type: "integer" },
    { name: "b", type: "integer" },
  ],
  widened: new Map(),
  retyped: new Map(),
  added: [],
  dropped: [],
}

describe.each([
  ["duckdb", duckDbStatements],
  ["postgres", postgresStatements],
  ["redshift", redshiftStatements],
])("a table on %s", (_, statements) => {
  const change = (more: Partial<NewColumns>) =>
    reshaping(new Relation("s", "t"), { ...same, ...more }, statements)
  const b = { name: "b", type: "integer" }

  it("whose columns are the query's is left alone", () => {
    expect(change({})).toEqual({ before: [], statements: [] })
  })

  it.each<[string, Partial<NewColumns>]>([
    ["a column that goes", { dropped: [b] }],
    ["a column of another type", { retyped: new Map([["b", "varchar"]]) }],
    ["both", { dropped: [b], retyped: new Map([["a", "varchar"]]) }],
  ])("is written again for %s", (_, more) => {
    const { statements: sent } = change(more)
    expect(sent.length).toBeGreaterThan(0)
    expect(new Set(sent.map(({ purpose }) => purpose))).toEqual(
      new Set(["give the table the query's columns"]),
    )
  })

  it("gets a column that only comes instead", () => {
    const { statements: sent } = change({ added: [{ name: "c", type: "integer" }] })
    expect(sent.map(({ purpose }) => purpose)).toEqual(["add column c"])
  })
})

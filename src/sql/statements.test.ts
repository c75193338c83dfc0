import { expect, test } from "vitest"
import { injectCtes, splitStatements } from "./statements.ts"

test.each<[string, string[]]>([
  ["select 1; select 2;", ["select 1", "select 2"]],
  [
    "select ';' ; ; -- a; b\n select \";\" /* ; /* ; */ */",
    ["select ';'", '-- a; b\n select ";" /* ; /* ; */ */'],
  ],
  [
    "create function f() as $$ a; b $$; select $x$;$x$",
    ["create function f() as $$ a; b $$", "select $x$;$x$"],
  ],
  ["select 'it''s;'", ["select 'it''s;'"]],
  ["  ;; -- nothing", []],
])("%s splits", (script, expected) => {
  expect(splitStatements(script)).toEqual(expected)
})

test("a backslash escapes in Redshift only", () => {
  expect(splitStatements("select '\\'; select 2'", "redshift")).toHaveLength(1)
  expect(splitStatements("select '\\'; select 2", "duckdb")).toEqual(["select '\\'", "select 2"])
})

const ctes = [{ name: "x", sql: "select 1" }]

test.each<[string, string]>([
  ["select * from x", "with x as (\nselect 1\n)\nselect * from x"],
  ["-- with\nselect 1", "-- with\nwith x as (\nselect 1\n)\nselect 1"],
  ["/* a */ WITH y as (select 2) select 1", "/* a */ WITH x as (\nselect 1\n), y as (select 2) select 1"],
  [
    "with recursive y(n) as (select 1) select 1",
    "with recursive x as (\nselect 1\n), y(n) as (select 1) select 1",
  ],
  ["(select 1)", "with x as (\nselect 1\n)\n(select 1)"],
])("%s takes a CTE", (sql, expected) => {
  const { sql: whole, starts } = injectCtes(sql, ctes)
  expect(whole).toBe(expected)
  expect(starts.map((start, index) => whole.startsWith(ctes[index]?.sql ?? "?", start))).toEqual(
    ctes.map(() => true),
  )
})

test("nothing to inject leaves the query", () => {
  expect(injectCtes("select 1", []).sql).toBe("select 1")
})

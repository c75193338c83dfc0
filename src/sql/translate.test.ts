import { expect, test } from "vitest"
import { duckDbMacros, macroStatements } from "./duckdb-macros.ts"
import { authoredOffset, translate } from "./translate.ts"

const options = { from: "redshift", to: "duckdb" } as const

test("the same dialect is not even parsed", () => {
  expect(translate("anything (at all", { from: "redshift", to: "redshift" })).toMatchObject({
    sql: "anything (at all",
    macros: [],
  })
})

/** What needs no change stays to the letter: comments, layout, case of keywords. */
test.each<[string, string]>([
  [
    "SELECT a , -- first\n  b\nFROM  t /* x */ WHERE a>1 ;",
    "SELECT a , -- first\n  b\nFROM  t /* x */ WHERE a>1 ;",
  ],
  ['select A, "B c", Len(s) as N from T', 'select a, "b c", length(_lux.text(s)) as n from t'],
  ["select 7 /* by */ / 2 from t", "select 7 /* by */ // 2 from t"],
  ["select a from t order by a desc, b", "select a from t order by _lux.key(a) desc nulls first, b"],
  ["select describe, t.show from t", 'select "describe", t."show" from t'],
  ["select count(*), max(a) from t", "select count(*) as count, max(a) as max from t"],
  ["select top 3 a from t order by a", "select  a from t order by a limit 3"],
])("%s", (sql, expected) => {
  expect(translate(sql, options).sql).toBe(expected)
})

test("described columns spare what only the run could tell", () => {
  const columnTypes = (relation: string) =>
    relation === "s.t" ? { n: "INTEGER", d: "DECIMAL(10,2)", name: "VARCHAR", ts: "TIMESTAMP" } : undefined
  const sql =
    "with x as (select n, name as label, d, ts from s.t) select avg(n), sum(x.n), label || n, trunc(d), trunc(ts) from x"
  expect(translate(sql, { ...options, columnTypes }).sql).toBe(
    "with x as (select n, name as label, d, ts from s.t) select cast(sum(n) // count(n) as bigint) as avg, cast(sum(x.n) as bigint) as sum, label || n, trunc(d) as trunc, cast(ts as date) as trunc from x".replace(
      "cast(ts as date) as trunc",
      "cast(ts as date)",
    ),
  )
  expect(translate(sql, options).macros).toEqual([
    "average",
    "average_kind",
    "text",
    "trunc",
    "trunc_kind",
    "trunc_kinds",
    "units",
  ])
  expect(translate(sql, { ...options, columnTypes }).macros).toEqual([])
})

test("a statement too deep for the stack is refused, not a crash", () => {
  expect(() => translate(`select a${" || 'a'".repeat(50_000)} from t`, options)).toThrow(/depth/)
  expect(translate(`select 'a'${" || 'a'".repeat(200)}`, options).sql).toContain("'a' || 'a' || 'a'")
})

test("offsets lead back to the authored text", () => {
  const sql = "select nvl(a, 1) as x, bad_column from t"
  const translated = translate(sql, options)
  expect(authoredOffset(translated, translated.sql.indexOf("bad_column") + 4)).toBe(
    sql.indexOf("bad_column") + 4,
  )
  expect(authoredOffset(translated, translated.sql.indexOf("coalesce") + 3)).toBeLessThan(sql.indexOf("("))
})

test("every macro that is named exists, with those it calls before it", () => {
  const statements = macroStatements(Object.keys(duckDbMacros))
  expect(statements).toHaveLength(Object.keys(duckDbMacros).length + 1)
  for (const [name, { sql, uses = [] }] of Object.entries(duckDbMacros)) {
    const called = [...sql.replace(`macro _lux.${name}`, "").matchAll(/_lux\.(\w+)/g)].map(
      ([, other]) => other,
    )
    expect(new Set(called), name).toEqual(new Set(uses))
    for (const used of uses)
      expect(statements.indexOf(duckDbMacros[used]?.sql ?? "")).toBeLessThan(statements.indexOf(sql))
  }
  expect(macroStatements([])).toEqual([])
})

import { describe, expect, it } from "vitest"
import { analyseQuery } from "./analysis.ts"
import { showsPlainColumns } from "./plain-columns.ts"

describe("columns that the tokens show", () => {
  it.each([
    "select id, amount as total from orders",
    'select distinct o.id, o."Amount" from shop.orders as o',
    "with a as (select id from orders), b as materialized (select id, n from a) select a.id, b.n from a join b on b.id = a.id",
    "select id from orders union all (select id from more) order by id limit 5",
    "select count(*) as n, sum(x) filter (where y) over (partition by z) as s, (select max(d) as d from e) as m from t",
    "select extract(year from d) as y, cast(x as timestamp with time zone) as t, a::timestamp with time zone as u from t",
    "select case when a in (select b as c from d) then 'from' else '*' end as e from t where f(x) = g[1]",
    "select a.id from (select id from t) as a, (b join c using (id, k)) left join d on f(d.id) = a.id, e",
    "select a, -- from b, a\n b from t where x is distinct from y",
    'select t.from, t.select as "values" from t',
    "(select 1 as one)",
    "select i from range(1000) as numbers(i)",
    "with a(d, e) as (select 1 as d, 2 as e) select d from a as b(d, f), lateral (select d as g from a) as h",
  ])("%s", (sql) => {
    expect(showsPlainColumns(sql, "duckdb")).toBe(true)
  })

  it.each([
    "select * from t",
    "select t.* from t",
    "select id, * exclude (id) from t",
    "select id, ID from t",
    'select id, "Id" from t',
    "select id, other as id from t",
    "select t.id, u.id from t, u",
    "select count(*) from t",
    "select a b, b from t",
    "select a: 1, b from t",
    "select 1 from t",
    "select null from t",
    "select a is distinct from b as c, d from t",
    "select distinct on (a) b from t",
    "select top 5 a from t",
    "select columns('a|b') as c from t",
    "select unnest(s) as c from t",
    "select d from (select 1 as d, 2 as d) as a",
    "select d from (from t) as a",
    "select d from (values (1, 2)) as a(d, d)",
    "select d from t as a(d, d)",
    "select d from t a (d, d)",
    "select d from f(1) as a(d, e, D)",
    "select d from lateral (select d, d from a) as b",
    "select d from f((select d, d from a))",
    "with a(d, d) as (select 1, 2) select d from a",
    "with a as (from t) select d from a",
    "with a as (select 1 as d, 2 as d) select d from a",
    "with a as (select 1 as d)",
    "select (select d from (select 1 as d, 2 as d)) as e",
    "select a from t where exists (select b, b from u)",
    "select a from t union select b, b from u",
    "from t select a",
    "select a, from t",
    "select a from t; select b",
    "select a from (t",
    "select a from t)",
    "select 'a",
    "update a set b = 1",
    "with a as (select b from c) delete from d",
    "",
  ])("not %s", (sql) => {
    expect(showsPlainColumns(sql, "duckdb")).toBe(false)
  })

  it("are those that analysis finds, whatever two columns are called", () => {
    const names = [
      "a",
      "A",
      "b",
      "t.a",
      't."a"',
      "x as a",
      "x as b",
      "count(*) as a",
      "(select a from t) as b",
      "null",
    ]
    const around = [
      (list: string) => `select ${list} from t`,
      (list: string) => `with w as (select ${list} from t) select a from w`,
      (list: string) => `select a from (select ${list} from t) as s`,
      (list: string) => `select a, b from t union all select ${list} from t`,
    ]
    for (const one of names)
      for (const other of names)
        for (const make of around) {
          const sql = make(`${one}, ${other}`)
          if (!showsPlainColumns(sql, "duckdb")) continue
          const { problems } = analyseQuery(sql, { dialect: "duckdb", relationOf: () => undefined })
          expect(
            problems.map(({ code }) => code),
            sql,
          ).not.toContain("LUX-1319")
        }
  })
})

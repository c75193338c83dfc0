import { expect, test } from "vitest"
import type { SqlDialect } from "../types.ts"
import { analyseShop } from "./shop.testkit.ts"

function columnsOf(sql: string, dialect: SqlDialect): string | undefined {
  const { columns, problems } = analyseShop(sql, dialect)
  expect(problems).toEqual([])
  return columns?.map((each) => `${each.name} ${each.type ?? "?"}`).join(", ")
}

test.each<[dialect: SqlDialect, sql: string, columns: string | undefined]>([
  [
    "duckdb",
    "select id, amount * 2 as twice, status::varchar as s from orders",
    "id int, twice ?, s varchar",
  ],
  ["postgres", "select id, lower(status), id::bigint as b from orders", "id int, lower ?, b bigint"],
  // Names that only the engine knows
  ["duckdb", "select id, count(*) from orders group by all", undefined],
  ["duckdb", "select id, count(*) from orders group by id", undefined],
  ["duckdb", "select columns('a.*') from orders", undefined],
  ["duckdb", "select unnest(payload) from orders", undefined],
  ["postgres", "select case when paid then id end from orders", undefined],
  // What using merges is first, or stays where it was
  [
    "postgres",
    "select * from (select status, id from orders) a join (select name, id from customers) b using (id)",
    "id int, status varchar(20), name varchar(50)",
  ],
  [
    "duckdb",
    "select * from (select status, id from orders) a join (select name, id from customers) b using (id)",
    "status varchar(20), id int, name varchar(50)",
  ],
  ["duckdb", "select n from (select count(*), 1 as n from orders) x", "n ?"],
  ["duckdb", "select id, count(*) as n from orders group by all having n > 1", "id int, n bigint"],
  [
    "duckdb",
    "select id, row_number() over w as n, sum(amount) over (v order by id) as s from orders window w as (partition by status), v as (w) qualify n = 1",
    "id int, n ?, s ?",
  ],
  ["postgres", "select id, rank() over w as r from orders window w as (order by id desc)", "id int, r ?"],
  // Names of their own
  ["duckdb", "select cast(i as integer) as id, i % 7 as d from range(1000) as r(i)", "id integer, d ?"],
  ["duckdb", "select o.id, x.u from orders o, unnest([1, 2]) x(u)", undefined],
  ["postgres", "select n.n from orders, generate_series(1, 9) n", "n ?"],
  ["duckdb", "select col0 as a from (values (1))", "a ?"],
  ["duckdb", "select x.n from orders o, (select o.id as n) x", "n int"],
  [
    "duckdb",
    "select a.*, b.* exclude (id) from (select id from orders) a, (select id, name from customers) b",
    "id int, name varchar(50)",
  ],
  ["duckdb", "select id as x, payload.a.b as y, x + 1 as z from orders where x > 1", "x int, y ?, z ?"],
  ["duckdb", "select id from orders semi join customers using (id)", undefined],
  ["postgres", 'select "Id", id from (select 1 as "Id", 2 as id) x', "id ?, id ?"],
  // No rules of Redshift's
  ["duckdb", "select any_function_at_all(status) as a, sum(paid) as b, id from orders", "a ?, b ?, id int"],
  ["postgres", "select 'it\\' as s, E'\\'' as t", "s ?, t ?"],
])("%s: %s", (dialect, sql, columns) => {
  expect(columnsOf(sql, dialect)).toBe(columns)
})

test.each<[dialect: SqlDialect, sql: string, code: string]>([
  ["duckdb", "select amuont from orders", "LUX-1310"],
  ["postgres", "select id from orders, customers", "LUX-1311"],
  ["postgres", "select x.id from orders", "LUX-1312"],
  ["postgres", "select id, amount as id from orders", "LUX-1319"],
  ["duckdb", "select id, amount as id from orders", "LUX-1319"],
  ["duckdb", 'select id, amount as "ID" from orders', "LUX-1319"],
  ["duckdb", "select o.*, c.name as id from orders o, customers c", "LUX-1319"],
  ["duckdb", "select id from orders union select id, name from customers", "LUX-1321"],
])("%s finds what is wrong in %s", (dialect, sql, code) => {
  expect(analyseShop(sql, dialect).problems.map((each) => each.code)).toEqual([code])
})

test.each<[sql: string, lineage: readonly string[], influence: readonly string[]]>([
  [
    "select status, upper(status) as u, sum(amount) as a, arg_max(id, amount) as m from orders group by all",
    ["status <- status", "u <- status", "a <- amount", "m <- amount id"],
    ["group status"],
  ],
  [
    "select rank() over w as r, lag(id) over (w order by created_at) as l from orders window w as (v), v as (partition by status, paid)",
    ["r <- paid status", "l <- created_at id paid status"],
    [],
  ],
  ["select rank() over w as r from orders window w as (w)", ["r <- "], []],
])("what flows where in DuckDB's %s", (sql, lineage, influence) => {
  const found = analyseShop(sql, "duckdb")
  expect(found.unknown).toBeUndefined()
  expect(
    found.lineage.map(
      ({ column, origins }) =>
        `${column} <- ${[...new Set(origins.map((each) => each.column))].sort().join(" ")}`,
    ),
  ).toEqual(lineage)
  expect(found.influence.flatMap(({ by, column }) => (by === "group" ? [`${by} ${column}`] : []))).toEqual(
    influence,
  )
})

test.each<[sql: string, reason: string]>([
  ["select count(*) filter (where paid) from orders", '"filter (where ...)"'],
  ["select id from orders connect by prior id = customer_id", '"connect by"'],
  ["select id, count(*) as n from orders group by all", '"group by all"'],
  ["select rank() over w as r from orders window w as (order by id)", "a named window"],
  ["select from where", 'expected an expression, found "from"'],
  ["delete from orders", "only queries are analysed"],
  ["copy orders from 's3://x'", 'the statement "copy"'],
  ["", "expected a statement"],
  [`select ${"(".repeat(50_000)}1${")".repeat(50_000)}`, "an expression of this depth"],
])("what cannot be analysed is unknown: %s", (sql, reason) => {
  const { unknown, problems, columns } = analyseShop(sql)
  expect(unknown?.reason).toContain(reason)
  expect(problems).toEqual([])
  expect(columns).toBeUndefined()
})

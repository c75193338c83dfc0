import { describe, expect, test } from "vitest"
import { isRefusal } from "../analysis.ts"
import { analyseShop } from "./shop.testkit.ts"

/** The columns of a result with their types; an unknown type is `?`, an unknown list `undefined`. */
function columnsOf(sql: string): string | undefined {
  const { columns, problems, unknown } = analyseShop(sql)
  expect(problems.filter(({ code }) => !isRefusal(code))).toEqual([])
  expect(unknown).toBeUndefined()
  return columns?.map((each) => `${each.name} ${each.type ?? "?"}`).join(", ")
}

const all =
  "id integer, customer_id integer, amount decimal(10,2), status varchar(20), created_at timestamp, paid boolean, payload super"

describe("the columns of a query", () => {
  test.each<[sql: string, columns: string | undefined]>([
    ["select * from orders", all],
    ["select o.* from shop.orders o", all],
    ["select shop.orders.id, orders.amount as a from shop.orders", "id integer, a decimal(10,2)"],
    [
      "select * exclude (payload, paid, created_at, status) from orders",
      "id integer, customer_id integer, amount decimal(10,2)",
    ],
    [
      "select o.*, 1 as one exclude payload, paid from orders o",
      `${all.replace(", paid boolean, payload super", "")}, one integer`,
    ],
    ["select 1 as i, 'a' as s, null as n, true as t", "i integer, s varchar(1), n ?, t boolean"],
    ["select 1", "?column? integer"],
    ['select ID as "Order", NAME from customers', "order integer, name varchar(50)"],
    [
      "select count(*), sum(amount), max(status) from orders",
      "count bigint, sum decimal(38,2), max varchar(20)",
    ],
    [
      "select nvl(amount, 0), amount::int, case when paid then 1 end from orders",
      "coalesce decimal(12,2), amount integer, case integer",
    ],
    [
      "select extract(year from created_at), created_at::date from orders",
      "date_part integer, created_at date",
    ],
    // Parts of the query
    [
      "with a as (select id, name from customers), b(x, y) as (select * from a) select * from b",
      "x integer, y varchar(50)",
    ],
    [
      "with a as (select 1 as n) select * from (with b as (select n + 1 as m from a) select * from b) x",
      "m integer",
    ],
    [
      "with a as (select 1 as n) select * from (with a as (select 'x'::varchar(3) as t) select * from a) x",
      "t varchar(3)",
    ],
    ["select x.a, y from (select id, name from customers) x (a, y)", "a integer, y varchar(50)"],
    ["select id from orders union all select b from numbers", "id bigint"],
    [
      "select 'x' as kind, 1 as n union select status, amount from orders",
      "kind varchar(20), n decimal(12,2)",
    ],
    ["select null as x union all select created_at from orders", "x timestamp"],
    ["(select id from orders) intersect (select id from customers) minus select 1", "id integer"],
    ["values (1, 'a'), (2.5, null)", "column1 decimal(11,1), column2 varchar(1)"],
    ["select v.a, v.b from (values (1, 'a')) v (a, b)", "a integer, b varchar(1)"],
    [
      "with recursive tree(id, name, depth) as (select id, name, 1 from customers where parent_id is null union all select c.id, c.name, t.depth + 1 from customers c join tree t on c.parent_id = t.id) select * from tree",
      "id integer, name varchar(50), depth integer",
    ],
    [
      "with recursive n(k) as (select 1 union all select k + 1 from n where k < 5) select max(k) from n",
      "max integer",
    ],
    // Joins
    [
      "select c.*, o.amount from orders o join customers c on c.id = o.customer_id",
      "id integer, name varchar(50), email varchar(100), parent_id integer, amount decimal(10,2)",
    ],
    ["select id, name from customers join orders using (id)", "id integer, name varchar(50)"],
    [
      "select * from (select id, name from customers) a join (select id, amount from orders) b using (id)",
      "id integer, name varchar(50), amount decimal(10,2)",
    ],
    [
      "select * from (select id, name from customers) a natural join (select id, amount from orders) b",
      "id integer, name varchar(50), amount decimal(10,2)",
    ],
    [
      "select * from (select i as k from numbers) a full join (select b as k from numbers) b using (k)",
      "k bigint",
    ],
    ["select a.id, b.id as other from customers a cross join customers b", "id integer, other integer"],
    // Lateral aliases, correlation
    [
      "select amount * 2 as double, double + 1 as more from orders",
      "double decimal(21,2), more decimal(22,2)",
    ],
    [
      "select id, (select max(name) from customers c where c.id = o.customer_id) as name from orders o",
      "id integer, name varchar(50)",
    ],
    [
      "select id from orders o where exists (select 1 from customers where id = o.customer_id and amount > 1)",
      "id integer",
    ],
    [
      "select o.id, c.name from orders o join customers c on c.id = o.id order by case when true then o.id end, lower(name)",
      "id integer, name varchar(50)",
    ],
    // Pivot and unpivot
    [
      "select * from (select customer_id, status, amount from orders) pivot (sum(amount) for status in ('paid', 'Open' as o, null as n))",
      "customer_id integer, paid decimal(38,2), o decimal(38,2), n decimal(38,2)",
    ],
    [
      "select * from (select status, id from orders) pivot (count(id) as c, max(id) as m for status in ('a', 'b'))",
      "a_c bigint, a_m integer, b_c bigint, b_m integer",
    ],
    [
      "select * from (select i, d, f from numbers) unpivot (val for k in (d, f as g))",
      "i integer, k varchar, val double precision",
    ],
    // SUPER
    [
      "select payload.a.b, payload.items[0]::int as first, o.payload.n::varchar from orders o",
      "b super, first integer, n varchar(256)",
    ],
    [
      "select o.id, item.price::decimal(8,2) as price, at_index from orders o, o.payload.items as item at at_index",
      "id integer, price decimal(8,2), at_index integer",
    ],
    ["select o.id, part.x from orders o, o.payload.items item, item.parts part", "id integer, x super"],
    // What is not known
    ["select * from nowhere", undefined],
    ["select *, 1 as one from orders, nowhere", undefined],
    ["select a, x.b, count(*) as n from nowhere x group by 1, 2", "a ?, b ?, n bigint"],
    ["select * from partly", undefined],
    ["select known, other from partly", "known integer, other ?"],
    ["select * from nothing", undefined],
    ["with a as (select *, 1 as one from nowhere) select one, anything from a", "one integer, anything ?"],
    ["select * from (select * from nowhere) x (a, b)", "a ?, b ?"],
    ["select a, a + 1 as b, f_mine(a) as c from untyped", "a ?, b ?, c ?"],
    ["select id from orders union all select * from nowhere", "id ?"],
  ])("%s", (sql, columns) => {
    expect(columnsOf(sql)).toBe(columns)
  })
})

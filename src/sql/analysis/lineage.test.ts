import { describe, expect, test } from "vitest"
import { analyseShop } from "./shop.testkit.ts"

const letters = { identity: "=", transformation: "~", aggregation: "+" }

/** `column <- relation.column=`: `=` as it is, `~` computed, `+` from many rows; `?` where there may be more. */
function lineageOf(sql: string): string[] {
  return analyseShop(sql).lineage.map(({ column, origins, complete }) => {
    const from = origins.map((each) => `${each.relation}.${each.column}${letters[each.kind]}`).sort()
    return `${column} <- ${from.join(" ")}${complete ? "" : "?"}`.trimEnd()
  })
}

describe("the lineage of", () => {
  test.each<[sql: string, ...lineage: string[]]>([
    ["select id, amount * 2 as twice from orders", "id <- m.orders.id=", "twice <- m.orders.amount~"],
    [
      "select max(amount) as a, count(*) as n, 1 as one from orders",
      "a <- m.orders.amount+",
      "n <-",
      "one <-",
    ],
    ["select sum(amount) / count(id) as a from orders", "a <- m.orders.amount+ m.orders.id+"],
    [
      "select status::varchar(5) as s, case when paid then amount end as a from orders",
      "s <- m.orders.status~",
      "a <- m.orders.amount~ m.orders.paid~",
    ],
    [
      "select rank() over (partition by status order by amount) as r from orders",
      "r <- m.orders.amount~ m.orders.status~",
    ],
    ["select sum(amount) over (order by id) as r from orders", "r <- m.orders.amount+ m.orders.id+"],
    [
      "with a as (select id as x, amount * 2 as y from orders), b as (select x, max(y) as z from a group by x) select * from b",
      "x <- m.orders.id=",
      "z <- m.orders.amount+",
    ],
    [
      "select * exclude (email, parent_id) from customers",
      "id <- m.customers.id=",
      "name <- m.customers.name=",
    ],
    ["select o.payload.a.b::int as b from orders o", "b <- m.orders.payload~"],
    ["select item.x::int as x from orders o, o.payload.items item", "x <- m.orders.payload~"],
    [
      "select id from orders union all select parent_id from customers",
      "id <- m.customers.parent_id= m.orders.id=",
    ],
    ["select id from orders except select -id from orders", "id <- m.orders.id~"],
    [
      "select (select max(name) from customers where id = customer_id) as n from orders",
      "n <- m.customers.name+",
    ],
    [
      "select id in (select parent_id from customers) as is_parent from orders",
      "is_parent <- m.customers.parent_id~ m.orders.id~",
    ],
    [
      "select id from (select id from customers) a full join (select id from orders) b using (id)",
      "id <- m.customers.id= m.orders.id=",
    ],
    [
      "select amount * 2 as double, double + id as more from orders",
      "double <- m.orders.amount~",
      "more <- m.orders.amount~ m.orders.id~",
    ],
    [
      "with recursive tree(id, path, depth) as (select id, name, 1 from customers union all select c.id, t.path || c.email, t.depth + 1 from customers c join tree t on c.parent_id = t.id) select * from tree",
      "id <- m.customers.id=",
      "path <- m.customers.email~ m.customers.name~",
      "depth <-",
    ],
    [
      "select * from (select status, amount from orders) pivot (sum(amount) for status in ('a'))",
      "a <- m.orders.amount+",
    ],
    [
      "select * from (select i, d, f from numbers) unpivot (val for k in (d, f))",
      "i <- m.numbers.i=",
      "k <-",
      "val <- m.numbers.d~ m.numbers.f~",
    ],
    // What is not known
    ["select a, b + 1 as b from lake.raw", "a <- lake.raw.a=", "b <- lake.raw.b~"],
    [
      "with x as (select * from lake.raw), y as (select *, 1 as one from x) select a, one from y",
      "a <- lake.raw.a=",
      "one <-",
    ],
    ["select known, other from partly", "known <- m.partly.known=", "other <- m.partly.other="],
    ["select id, a from orders, lake.raw", "id <- m.orders.id=", "a <- lake.raw.a="],
    ["select a from lake.raw, lake.more", "a <- ?"],
    ["select a + id as x from lake.raw, lake.more, orders", "x <- m.orders.id~?"],
    ["select a as id, id + 1 as b from lake.raw", "id <- lake.raw.a=", "b <- ?"],
    ["select nothere from orders", "nothere <- ?"],
  ])("%s", (sql, ...lineage) => {
    expect(lineageOf(sql)).toEqual(lineage)
  })
})

function influenceOf(sql: string): string[] {
  return analyseShop(sql)
    .influence.map((each) => `${each.by} ${each.relation}.${each.column}`)
    .sort()
}

describe("what decides about the rows of", () => {
  test.each<[sql: string, ...influence: string[]]>([
    ["select id from orders"],
    ["select id from orders where amount > 1 and paid", "filter m.orders.amount", "filter m.orders.paid"],
    [
      "select status from orders group by 1 having max(amount) > 1 order by 1",
      "filter m.orders.amount",
      "group m.orders.status",
      "order m.orders.status",
    ],
    [
      "select 1 as n from orders o join customers c on c.id = o.customer_id",
      "join m.customers.id",
      "join m.orders.customer_id",
    ],
    ["select name from orders join customers using (id)", "join m.customers.id", "join m.orders.id"],
    [
      "with a as (select * from orders where paid), unused as (select 1 as n from customers where name = 'x') select id from a",
      "filter m.orders.paid",
    ],
    [
      "select id from orders where exists (select 1 from customers c where c.id = customer_id)",
      "filter m.customers.id",
      "filter m.orders.customer_id",
    ],
    [
      "select id from orders where id in (select parent_id from customers)",
      "filter m.customers.parent_id",
      "filter m.orders.id",
    ],
    ["select id from orders qualify rank() over (order by amount) = 1", "filter m.orders.amount"],
    [
      "select id from orders union all select id from customers order by id",
      "order m.customers.id",
      "order m.orders.id",
    ],
    ["select count(*) as n from orders group by amount > 1", "group m.orders.amount"],
  ])("%s", (sql, ...influence) => {
    expect(influenceOf(sql)).toEqual(influence)
  })
})

test("the relations that a query reads are told with their places", () => {
  const sql = "with a as (select 1 as n from Shop.Orders) select * from a, nowhere x, a b"
  expect(
    analyseShop(sql).relations.map(({ parts, id, offset, length }) => [
      parts,
      id,
      sql.slice(offset, offset + length),
    ]),
  ).toEqual([
    [["shop", "orders"], "m.orders", "Shop.Orders"],
    [["nowhere"], undefined, "nowhere"],
  ])
})

import { describe, expect, test } from "vitest"
import { analyseShop } from "./shop.ts"

/** SQL that Redshift refuses: the wrong part stands between `<<` and `>>`; then the code, and what the error says. */
type Case = readonly [sql: string, code: string, message: string, hint?: string]

const names: readonly Case[] = [
  ["select <<amuont>> from orders", "1310", '"orders" has no column "amuont"', 'Did you mean "amount"?'],
  ["select o.<<nam>> from orders o join customers c on c.id = o.id", "1310", '"o" has no column "nam"'],
  [
    "select o.<<name>> from orders o join customers c on c.id = o.id",
    "1310",
    '"o" has no column "name"',
    '"c" has one.',
  ],
  [
    "select o.<<zzzzzz>> from orders o",
    "1310",
    '"o" has no column "zzzzzz"',
    "Its columns are id, customer_id, amount, status, created_at, paid, payload.",
  ],
  [
    "select 1 from orders o join customers c on o.id = c.id where <<emial>> = 'x'",
    "1310",
    'none of "o", "c" has a column "emial"',
    'Did you mean "email"?',
  ],
  ["select <<x>>", "1310", 'there is no column "x" here'],
  [
    'select id from orders where status = <<"paid!">>',
    "1310",
    '"orders" has no column "paid!"',
    'Did you mean "paid"?',
  ],
  [
    'select id from orders where status = <<"wholly other">>',
    "1310",
    '"orders" has no column "wholly other"',
    "A text stands in single quotes.",
  ],
  ["with a as (select id as n from orders) select <<id>> from a", "1310", '"a" has no column "id"'],
  [
    "with a as (select <<idd>> from orders) select 1 from customers",
    "1310",
    '"orders" has no column "idd"',
    'Did you mean "id"?',
  ],
  ["with a(n) as (select id from orders) select a.<<id>> from a", "1310", '"a" has no column "id"'],
  [
    "select id from orders where exists (select 1 from customers where <<custmer_id>> = id)",
    "1310",
    '"customers" has no column "custmer_id"',
  ],
  [
    "select id from orders where id in (select <<orderid>> from customers)",
    "1310",
    '"customers" has no column "orderid"',
  ],
  [
    "select name from orders join customers using (<<name>>)",
    "1310",
    'the left of the join has no column "name"',
  ],
  [
    "select * exclude (<<nmae>>) from customers",
    "1310",
    '"exclude" names "nmae", which is no column here',
    'Did you mean "name"?',
  ],
  [
    "select id from orders union select id from customers order by <<amount>>",
    "1310",
    'the result has no column "amount" to order by',
  ],
  [
    "select o.id from orders o, o.<<payload2>>.items i",
    "1310",
    '"o" has no column "payload2"',
    'Did you mean "payload"?',
  ],
  [
    "select id from orders order by <<amounts>>",
    "1310",
    '"orders" has no column "amounts"',
    'Did you mean "amount"?',
  ],
  [
    "select sum(amount) over (partition by <<cust>>) as s from orders",
    "1310",
    '"orders" has no column "cust"',
    'Did you mean "customer_id"?',
  ],
  [
    "select * from (select id, status, amount from orders) pivot (sum(amount) for <<stat>> in ('a'))",
    "1310",
    '"stat"',
  ],
  [
    "select <<id>> from orders, customers",
    "1311",
    'column "id" is ambiguous: "orders" and "customers" have it',
    "Write orders.id or customers.id.",
  ],
  ["select c.id from orders o join customers c on <<id>> = customer_id", "1311", 'column "id" is ambiguous'],
  [
    "with x as (select o.*, c.* from orders o, customers c) select <<id>> from x",
    "1311",
    '"x" has several columns "id"',
  ],
  ["select <<ordrs>>.id from orders", "1312", 'there is no relation "ordrs" here', 'Did you mean "orders"?'],
  ["select <<orders>>.id from orders o", "1312", 'there is no relation "orders" here', 'Here are "o".'],
  ["select <<x>>.* from orders o", "1312", 'there is no relation "x" here'],
  [
    "select a.id from orders a join customers b on a.id = <<c>>.id join customers c on true",
    "1312",
    'there is no relation "c" here',
  ],
  ["select 1 from orders <<o>>, customers <<o>>", "1320", 'two relations are named "o" here'],
  [
    "with a as (select 1 as n), <<a>> as (select 2 as n) select * from a",
    "1320",
    'there are two common table expressions "a"',
  ],
  ["select id, <<amount as id>> from orders", "1319", 'two columns are named "id"'],
  [
    "select <<*>> from orders o join customers c on c.id = o.customer_id",
    "1319",
    'two columns are named "id"',
  ],
  ["select 1, <<2>>", "1319", "two columns have no name"],
]

const types: readonly Case[] = [
  ["select id from orders where amount > <<'much'>>", "1314", "'much' is no decimal(10,2)"],
  ["select id from orders where <<'x'>> = id", "1314", "'x' is no integer"],
  ["select id from orders where id in (1, <<'a'>>)", "1314", "'a' is no integer"],
  ["select id from orders where id between <<''>> and 5", "1314", "'' is no integer"],
  ["select id from orders where created_at >= <<'2024-13-01'>>", "1314", "'2024-13-01' is no timestamp"],
  ["select id from orders where created_at >= <<'2023-02-29 10:00'>>", "1314", "is no timestamp"],
  ["select id from orders where paid = <<'maybe'>>", "1314", "'maybe' is no boolean"],
  ["select <<'abc'::int>> as n", "1314", "'abc' is no integer"],
  ["select <<cast('2024-02-30' as date)>> as day", "1314", "'2024-02-30' is no date"],
  ["select <<date '2024-02-30'>> as day", "1314", "'2024-02-30' is no date"],
  ["select case id when <<'one'>> then 1 end as n from orders", "1314", "'one' is no integer"],
  ["select sum(<<status>>) as s from orders", "1313", '"sum" of a varchar(20): it takes numbers'],
  ["select avg(<<paid>>) as s from orders", "1313", '"avg" of a boolean'],
  ["select sum(<<created_at>>) over () as s from orders", "1313", '"sum" of a timestamp'],
  ["select status <<+>> 1 as n from orders", "1313", '"+" of varchar(20) and integer'],
  [
    "select paid <<*>> 2 as n from orders",
    "1313",
    '"*" of boolean and integer',
    "Write case when ... then 1 else 0 end.",
  ],
  ["select created_at <<*>> 2 as n from orders", "1313", '"*" of timestamp and integer'],
  ["select created_at <<+>> created_at as n from orders", "1313", "Use datediff" as never],
  ["select <<-status>> as n from orders", "1313", '"-" of a varchar(20)'],
  ["select id + <<'x'>> as n from orders", "1314", "'x' is no integer"],
  ["select dateadd(day, 1, <<id>>) as n from orders", "1313", '"dateadd" of a integer'],
  [
    "select date_trunc('month', <<amount>>) as n from orders",
    "1313",
    '"date_trunc" of a decimal(10,2): it takes a date or time',
  ],
  ["select datediff(day, created_at, <<paid>>) as n from orders", "1313", '"datediff" of a boolean'],
  ["select extract(year from <<id>>) as n from orders", "1313", '"extract" needs a date or time'],
  ["select abs(<<paid>>) as n from orders", "1313", '"abs" of a boolean'],
  ["select id from orders where <<status>>", "1313", '"where" needs a condition, this is a varchar(20)'],
  [
    "select id from orders where paid and <<created_at>>",
    "1313",
    '"and" needs a condition, this is a timestamp',
  ],
  ["select o.id from orders o join customers c on <<c.name>>", "1313", '"on" needs a condition'],
  [
    "select case when paid then 1 else <<status>> end as n from orders",
    "1313",
    "the branches of case are of different types: integer and varchar(20)",
  ],
  ["select case when paid then 1 else <<'no'>> end as n from orders", "1314", "'no' is no integer"],
  ["select coalesce(amount, <<'none'>>) as n from orders", "1314", "'none' is no decimal(10,2)"],
  [
    "select nvl(status, <<id>>) as n from orders",
    "1313",
    'the arguments of "nvl" are of different types: varchar(20) and integer',
  ],
  [
    "select id, status from orders union all select <<status>>, status from orders",
    "1313",
    'the sides of "union" in column "id" are of different types: integer and varchar(20)',
  ],
  ["select id from orders union all select <<'x' as k>>", "1314", "'x' is no integer"],
  [
    "select id from orders union <<select id, name from customers>>",
    "1321",
    'both sides of "union" need as many columns: 1 before it, 2 after it',
  ],
  [
    "select (<<select id, name from customers>>) as n",
    "1321",
    "a subquery of one column is due here, this one has 2",
  ],
  ["select id from orders where id in (<<select id, name from customers>>)", "1321", "this one has 2"],
  ["values (1, 2), <<(3)>>", "1321", "the rows of values need as many columns: 2, not 1"],
  [
    "with a (x, <<y>>) as (select id from orders) select x from a",
    "1321",
    '"a" names 2 columns, its query has 1',
  ],
]

const parts: readonly Case[] = [
  [
    "select dateadd(<<dya>>, 1, created_at) as n from orders",
    "1314",
    '"dya" is no part of a date',
    'Did you mean "day" or "dow" or "doy"?',
  ],
  ["select date_trunc(<<'mont'>>, created_at) as n from orders", "1314", '"mont" is no part of a date'],
  ["select <<extract(yeer from created_at)>> as n from orders", "1314", '"yeer" is no part of a date'],
  ["select date_part('day', <<day>>) as n from orders", "1310", '"orders" has no column "day"'],
]

const grouping: readonly Case[] = [
  ["select <<status>>, count(*) from orders", "1315", 'column "status" is neither grouped nor aggregated'],
  [
    "select customer_id, <<o.status>>, sum(amount) from orders o group by customer_id",
    "1315",
    'column "o.status" is neither',
    'Add it to "group by", or aggregate it, as in max(status).',
  ],
  ["select customer_id, upper(<<status>>) as s from orders group by 1", "1315", '"status"'],
  [
    "select <<created_at>>, count(*) from orders group by date_trunc('day', created_at)",
    "1315",
    '"created_at"',
  ],
  ["select customer_id from orders group by customer_id having <<amount>> > 1", "1315", '"amount"'],
  ["select customer_id from orders group by customer_id order by <<amount>>", "1315", '"amount"'],
  ["select <<*>>, count(*) as n from orders", "1315", 'column "id" is neither'],
  [
    "select customer_id, rank() over (order by <<amount>>) as r from orders group by customer_id",
    "1315",
    '"amount"',
  ],
  [
    "select count(*) from orders where <<sum(amount)>> > 1",
    "1316",
    'an aggregate, "sum", in "where"',
    'Write the condition after "having".',
  ],
  [
    "select o.id from orders o join customers c on <<max(c.id)>> = o.id",
    "1316",
    'an aggregate, "max", in "on"',
  ],
  ["select max(id) from orders group by <<sum(amount)>>", "1316", 'an aggregate, "sum", in "group by"'],
  [
    "select sum(amount) as s from orders group by <<s>>",
    "1316",
    '"group by" names a column that is the aggregate "sum"',
  ],
  ["select sum(<<max(amount)>>) as s from orders", "1316", 'an aggregate, "max", inside the aggregate "sum"'],
  [
    "select id from orders where <<row_number() over (order by id)>> = 1",
    "1316",
    'a window function, "row_number", in "where"',
    'Write the condition after "qualify", or compute it in a subquery.',
  ],
  [
    "select sum(<<rank() over (order by id)>>) as s from orders",
    "1316",
    'a window function, "rank", inside the aggregate "sum"',
  ],
  [
    "select sum(amount) over (order by <<rank() over (order by id)>>) as s from orders",
    "1316",
    'inside the window of "sum"',
  ],
  ["select <<row_number()>> as n from orders", "1316", '"row_number" needs a window'],
  ["select <<upper(status) over ()>> as n from orders", "1316", '"upper" takes no window'],
  ["select status from orders group by <<2>>", "1322", '"group by" names column 2, the select list has 1'],
  ["select status from orders order by <<3>>", "1322", '"order by" names column 3, the select list has 1'],
]

const functions: readonly Case[] = [
  [
    "select <<ifnull>>(amount, 0) as n from orders",
    "1317",
    'Redshift has no function "ifnull"',
    "Use nvl or coalesce.",
  ],
  [
    "select <<coalese>>(amount, 0) as n from orders",
    "1317",
    'Redshift has no function "coalese"',
    'Did you mean "coalesce"?',
  ],
  ["select <<wholly_own>>(amount) as n from orders", "1317", 'Redshift has no function "wholly_own"'],
  ["select <<split_part(status, ',')>> as n from orders", "1318", '"split_part" takes 3 arguments, not 2'],
  [
    "select <<lag(id, 1, 0) over (order by id)>> as n from orders",
    "1318",
    '"lag" takes 1 to 2 arguments, not 3',
  ],
  ["select <<count(distinct id, status)>> as n from orders", "1318", '"count" takes 1 argument, not 2'],
  ["select <<getdate(1)>> as n", "1318", '"getdate" takes 0 arguments, not 1'],
]

describe.each(Object.entries({ names, types, parts, grouping, functions }))("mistakes of %s", (_, cases) => {
  test.each(cases.map((each) => [...each]))("%s", (marked, code, message, hint) => {
    const sql = (marked ?? "").replaceAll(/<<|>>/g, "")
    const { problems, unknown } = analyseShop(sql)
    expect(unknown).toBeUndefined()
    const shown = problems.map((each) => mark(sql, each.offset, each.length))
    const [problem] = problems
    expect(shown).toEqual([lastMarked(marked ?? "")])
    expect(problem?.code).toBe(`LUX-${code}`)
    expect(`${problem?.message} ${problem?.hint}`).toContain(message)
    if (hint !== undefined) expect(problem?.hint).toBe(hint)
  })
})

function mark(sql: string, offset: number, length: number): string {
  return `${sql.slice(0, offset)}<<${sql.slice(offset, offset + length)}>>${sql.slice(offset + length)}`
}

/** Where two places are marked, the second one is told. */
function lastMarked(marked: string): string {
  const at = marked.lastIndexOf("<<")
  return marked.slice(0, at).replaceAll(/<<|>>/g, "") + marked.slice(at)
}

test("a function that may be the users' own is a warning, unless it is known to be", () => {
  expect(analyseShop("select wholly_own(1) as n").problems.map((each) => each.severity)).toEqual(["warning"])
  expect(analyseShop("select ifnull(1, 2) as n").problems.map((each) => each.severity)).toEqual(["error"])
  expect(analyseShop("select f_own(1) as a, other.own(2) as b").problems).toEqual([])
})

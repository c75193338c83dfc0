import type { ProblemCase } from "./problem-case.testkit.ts"

export const grouping: readonly ProblemCase[] = [
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
    "select sum(amount) over (order by <<rank() over (order by id)>> rows unbounded preceding) as s from orders",
    "1316",
    'inside the window of "sum"',
  ],
  ["select <<row_number()>> as n from orders", "1316", '"row_number" needs a window'],
  ["select <<upper(status) over ()>> as n from orders", "1316", '"upper" takes no window'],
  ["select status from orders group by <<2>>", "1322", '"group by" names column 2, the select list has 1'],
  ["select status from orders order by <<3>>", "1322", '"order by" names column 3, the select list has 1'],
]

export const functions: readonly ProblemCase[] = [
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

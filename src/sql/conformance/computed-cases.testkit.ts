import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html, r_ROUND.html, r_TRUNC.html, r_SIGN.html */
export const digits: readonly ConformanceCase[] = [
  ["select coalesce(null::decimal(8,2), 0), nvl2(null, 1, 2.50), greatest(1, 0.5)", "0.00", "2.50", "1.0"],
  [
    "select case when id = 1 then 0 else price end, decode(id, 1, 0, price), least(price, 99.001) from sales where id = 1",
    "0.00",
    "0.00",
    "10.000",
  ],
  ["select 1.5 as v union all select price from sales order by v limit 1", "-20.00"],
  ["select price as v from sales union all select 1.5 order by v limit 1 offset 1", "1.50"],
  ["select price as v from sales where id = 1 intersect select 10.000", "10.000"],
  ["select price as v from sales where id = 1 minus select 1.5", "10.00"],
  ["select avg(round(price / fee, 1)), avg(trunc(price / fee, 2)) from sales", "1.1", "1.11"],
  [
    "select round(price, 1), round(1.5, 3), trunc(fee, 5), round(price) from sales where id = 1",
    "10.0",
    "1.5",
    "3.00",
    "10",
  ],
  ["select sign(f), sign(d), sign(i) from t where i = 4", "-1", "1", "1"],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/r_GROUP_BY_clause.html, r_SELECT_list.html */
export const computedGroups: readonly ConformanceCase[] = [
  ["select s, len(s), count(*) from t group by 1, 2 order by 3 desc limit 1", "paid", "4", "2"],
  ["select s as name, len(s) as size, count(*) from t where i = 2 group by name, size", "open", "4", "1"],
  [
    "select s, len(s) + 1 from t where i = 2 group by s, len(s) having len(s) > 3 order by len(s)",
    "open",
    "5",
  ],
  ["select count(*) from (select distinct 'x' as kind, 1 as one, x from padded where n < 3) q", "1"],
  ["select count(*) from (select distinct x, 1 as one, true as yes from padded where n < 3) q", "1"],
]

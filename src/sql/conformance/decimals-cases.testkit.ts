import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html, precision and scale of decimals */
export const decimals: readonly ConformanceCase[] = [
  [
    "select (price / fee)::varchar, (fee / price)::varchar, price / fee from sales where id = 1",
    "3.333333333",
    "0.300000000",
    "3.333333333",
  ],
  [
    "select mod(price, 3), price % 1.5, mod(total, fee), coalesce(mod(fee, 2), total) from sales where id = 2",
    "2.00",
    "0.50",
    "2.01",
    "1.00",
  ],
  // Past 38 digits the fraction stays.
  ["select min(v) from (select sum(7::decimal(5,0)) as v from sales union all select 14.25) x", "14.25"],
  [
    "select coalesce(sum(null::decimal(5,0)), 14.25), greatest(sum(1::decimal(5,0)), 3.75) from sales",
    "14.25",
    "3.75",
  ],
  ["select decode('a', 'a', 1.5 / 10, 1.5), (3.0 / 1.5) / id > 0.6 from sales where id = 3", "0.15", "true"],
  ["select price / fee from sales where id = 2", "6.666666666"],
  // The type of a subquery is known only to the engine.
  [
    "select price / (select qty from sales where id = 1), (select qty from sales where id = 1) / fee from sales where id = 1",
    "2.50000000",
    "1.3333333",
  ],
  [
    "select price / fee, -(price / fee), price / -fee from sales where id = 3",
    "-6.666666666",
    "6.666666666",
    "6.666666666",
  ],
  [
    "select price + fee, price - fee, price * fee, price % fee from sales where id = 1",
    "13.00",
    "7.00",
    "30.0000",
    "1.00",
  ],
  [
    "select price / 3, price / qty, price * 1.5, price + 1 from sales where id = 1",
    "3.3333333333333",
    "2.50000000",
    "15.000",
    "11.00",
  ],
  ["select price / 3.0, 1 / fee, qty / fee from sales where id = 1", "3.3333", "0.3333333", "1.3333333"],
  [
    "select round(price / fee, 2), round(fee / price, 1), trunc(price / fee, 3) from sales where id = 2",
    "6.67",
    "0.2",
    "6.666",
  ],
  [
    "select cast(1 as decimal(8,2)) / cast(3 as decimal(8,2)) = 0.333333333, 2 / 3.0 = 0.66666666666",
    "true",
    "false",
  ],
  [
    "select avg(price), avg(price)::varchar, avg(fee), avg(total), avg(qty) from sales",
    "3.33",
    "3.33",
    "3.00",
    "99.98",
    "4",
  ],
  [
    "select sum(price), sum(qty), sum(price) / sum(fee), sum(price) / count(*) from sales",
    "10.00",
    "14",
    "1.1111",
    "3.3333",
  ],
  ["select price / nullif(fee - 3, 0), price / nullif(0, 0) from sales where id = 1", null, null],
  [
    "select sum(price / fee), max(price / fee), count(distinct price / fee) from sales",
    "3.333333333",
    "6.666666666",
    "3",
  ],
  [
    "select case when price / fee > 3 then 'more' else 'less' end, coalesce(price / fee, 0)::varchar from sales where id = 1",
    "more",
    "3.333333333",
  ],
  [
    "select max(v) from (select sum(qty * 1::decimal(5,0)) as v from sales where id = 1 union all select 14.25) x",
    "14.25",
  ],
  [
    "select max(v) from (select sum(qty * 1::decimal(5,0)) as v from sales where id = 1 union select 14.25) x",
    "14.25",
  ],
  [
    "select nvl(sum(qty * 1::decimal(5,0)), 0), greatest(sum(id * 0::decimal(5,0)), 14.25), case when count(*) < 0 then sum(qty * 1::decimal(5,0)) else 2.75 end from sales",
    "14",
    "14.25",
    "2.75",
  ],
  [
    "select count(*) from (select 14.25 as v) x where v in (select sum(14::decimal(5,0)) from sales where id = 1)",
    "0",
  ],
  ["select count(*) from sales where id = 1 and 14::decimal(38,0) = any (select 14.25)", "0"],
  [
    "select sum(qty * 1::decimal(5,0)) % 1.5, mod(7::decimal(38,0), 2.5) from sales where id = 1",
    "1.0",
    "2.0",
  ],
  ["select 'x' || price / fee || 'y' from sales where id = 1", "x3.333333333y"],
  [
    "select total / price, total / fee, total / qty from sales where id = 2",
    "10.000500000",
    "66.670000000",
    "66.67000000",
  ],
  [
    "select (price / fee)::int, (price / fee)::decimal(10,1), cast(price / fee as float) > 6.6666 from sales where id = 2",
    "7",
    "6.7",
    "true",
  ],
  ["select sum(total) over () / sum(price) over () from sales limit 1", "29.9960"],
]

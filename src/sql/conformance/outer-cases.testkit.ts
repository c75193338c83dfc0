import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_WHERE_oracle_outer.html */
export const outerMarks: readonly ConformanceCase[] = [
  ["select t.i, u.name from t, u where t.i = u.id(+) order by 1 desc limit 1", "7", null],
  ["select count(*), count(u.name) from t, u where t.i = u.id (+)", "4", "2"],
  ["select count(*), count(t.i) from t, u where t.i (+) = u.id and u.name <> 'Bob'", "2", "1"],
  [
    "select count(*), count(b.id), count(c.id) from t, u b, u c where t.i = b.id(+) and b.parent = c.id(+) and t.i > 0",
    "4",
    "2",
    "1",
  ],
  ["select count(*), count(u.id) from t, u where t.i = u.id(+) and u.name(+) = 'Bob'", "4", "1"],
  ["select count(*) from t, u where t.i = u.id(+) and u.name = 'Bob'", "1"],
  [
    "select x.i from (select i from t) x, u, t y where x.i = y.i and u.id(+) = x.i order by 1 desc limit 1",
    "7",
  ],
  ["select count(*) from padded a, padded b where a.x = b.x (+) and a.n < 3", "4"],
  ["select distinct t.i from t, u where t.i = u.id(+) group by t.i order by t.i limit 1", "1"],
]

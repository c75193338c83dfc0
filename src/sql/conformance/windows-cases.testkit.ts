import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html */
export const windows: readonly ConformanceCase[] = [
  [
    "select row_number() over (order by d desc), rank() over (order by s), dense_rank() over (partition by s order by i), ntile(2) over (order by i) from t where i = 1",
    "1",
    "1",
    "1",
    "1",
  ],
  ["select i, row_number() over (order by d desc) rn from t order by rn limit 1", "7", "1"],
  [
    "select lag(i) over (order by i), lead(i, 2) over (order by i), first_value(i) over (order by i rows unbounded preceding), last_value(i) over (order by i rows between unbounded preceding and unbounded following), nth_value(i, 2) over (order by i rows between unbounded preceding and unbounded following) from t order by i",
    null,
    "4",
    "1",
    "7",
    "2",
  ],
  [
    "select lag(s, 1) ignore nulls over (order by i), first_value(s ignore nulls) over (order by i desc rows between unbounded preceding and unbounded following) from t order by i desc",
    "paid",
    "paid",
  ],
  [
    "select percent_rank() over (order by i), cume_dist() over (order by i), ratio_to_report(i) over (), sum(i) over (order by i rows between 1 preceding and current row) from t order by i",
    "0",
    "0.25",
    "0.07142857142857142",
    "1",
  ],
  [
    "select avg(i) over (), sum(d) over (partition by s), count(*) over (), max(i) over (partition by b order by i rows unbounded preceding) from t where i < 3 order by i",
    "1",
    "100.50",
    "2",
    "1",
  ],
  [
    "select listagg(s, ',') within group (order by i) over (partition by b), median(i) over (partition by b), percentile_cont(0.5) within group (order by i) over (partition by b) from t where b = 10",
    "paid,open",
    "1.5",
    "1.5",
  ],
  ["select i from t qualify row_number() over (partition by s order by i desc) = 1 order by i", "2"],
]

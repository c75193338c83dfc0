import type { CheckCase } from "./check-case.testkit.ts"

/** By a threshold, which no history is needed for; what comes of a history is in anomalies.test.ts. */
export const anomalyCases: readonly CheckCase[] = [
  {
    check: "volume_anomaly",
    on: "relation",
    columns: "x",
    args: { strategy: "threshold", min: 2 },
    passes: "(1), (null)",
    fails: "(1)",
    empty: "fail",
    nulls: "fail",
  },
  {
    check: "freshness_anomaly",
    columns: "x",
    args: { strategy: "threshold", max: 86400 },
    passes: "(now()::timestamp), (timestamp '2020-01-01')",
    fails: "(now()::timestamp - interval '3 day')",
    empty: "insufficient",
    nulls: "insufficient",
  },
  {
    check: "column_anomaly",
    columns: "x",
    args: { metric: "mean", strategy: "threshold", max: 2 },
    passes: "(1), (3), (null)",
    fails: "(1), (4)",
    empty: "insufficient",
    nulls: "insufficient",
  },
  {
    check: "dimension_anomaly",
    columns: "x",
    args: { strategy: "threshold", max: 0.5 },
    passes: "('a'), ('b')",
    fails: "('a'), ('a'), ('b')",
    empty: "insufficient",
    nulls: "fail",
  },
]

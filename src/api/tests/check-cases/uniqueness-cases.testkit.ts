import type { CheckCase } from "./check-case.testkit.ts"

const x = { columns: "x", empty: "insufficient", nulls: "insufficient" } as const
const many = { on: "relation", columns: "x, y" } as const

export const uniquenessCases: readonly CheckCase[] = [
  {
    check: "unique",
    columns: "x",
    passes: "(1), (2), (null), (null)",
    fails: "(1), (1)",
    empty: "pass",
    nulls: "pass",
  },
  {
    ...many,
    check: "unique_combination_of_columns",
    args: { combination_of_columns: ["x", "y"] },
    passes: "(1, 'a'), (1, 'b')",
    fails: "(1, 'a'), (1, 'a')",
    empty: "pass",
    nulls: "pass",
  },
  {
    check: "primary_key",
    columns: "x",
    passes: "(1), (2)",
    fails: "(1), (null)",
    empty: "pass",
    nulls: "fail",
  },
  { check: "primary_key", columns: "x", passes: "(1), (2)", fails: "(1), (1)", empty: "pass", nulls: "fail" },
  {
    ...many,
    check: "primary_key",
    args: { columns: ["x", "y"] },
    passes: "(1, 'a'), (1, 'b')",
    fails: "(1, 'a'), (1, null)",
    empty: "pass",
    nulls: "fail",
  },
  { ...x, check: "uniqueness", args: { equals: 0.5 }, passes: "(1), (2), (3), (3)", fails: "(1), (2)" },
  {
    ...x,
    ...many,
    check: "uniqueness",
    args: { columns: ["x", "y"], min: 1 },
    passes: "(1, 1), (1, 2)",
    fails: "(1, 1), (1, 1)",
  },
  { ...x, check: "distinctness", args: { min: 0.75 }, passes: "(1), (2), (3), (3)", fails: "(1), (1)" },
  { ...x, check: "unique_value_ratio", args: { min: 0.6 }, passes: "(1), (2), (3), (3)", fails: "(1), (1)" },
  {
    check: "duplicate_count",
    columns: "x",
    args: { max: 1 },
    passes: "(1), (1), (2)",
    fails: "(1), (1), (1)",
    empty: "pass",
    nulls: "pass",
  },
]

import { expect, test } from "vitest"
import { compareTpc, tpcPython } from "./tpc.testkit.ts"

// The long form is `npm run acceptance -- tpc`.
test.skipIf(tpcPython === undefined)(
  "TPC-H gives the same as it is written and translated, on DuckDB and on Postgres",
  { timeout: 120_000 },
  async () => {
    const { queries, empty, late, wrong } = await compareTpc({
      name: "tpch",
      scale: 0.01,
      python: tpcPython ?? "",
    })
    expect(wrong).toEqual([])
    expect({ queries, late }).toEqual({ queries: 22, late: [] })
    expect(empty).toEqual([])
  },
)

import { expect } from "vitest"
import { needing } from "../../dev/needing.testkit.ts"
import { compareTpc, tpcPython } from "./tpc.testkit.ts"

// The long form is `npm run acceptance -- tpc`.
needing("duckdb-extension-tpch in the Python of LUX_TEST_TPC_PYTHON", tpcPython !== undefined).it(
  "TPC-H gives the same as it is written and translated, on DuckDB and on Postgres",
  async () => {
    const { queries, empty, late, wrong } = await compareTpc({
      name: "tpch",
      scale: 0.01,
      python: tpcPython ?? "",
    })
    expect(wrong).toEqual([])
    expect(empty).toEqual([])
    expect({ queries, late }).toEqual({ queries: 22, late: [] })
  },
  120_000,
)

import { join } from "node:path"
import { bundle } from "../bundle.mjs"

export const title =
  "TPC-H and TPC-DS give the same as they are written and translated, on DuckDB and on Postgres"

/** At these scales, as a share of the smallest that is official. */
const scales = { tpch: 0.1, tpcds: 0.1 }

export async function run() {
  const python = process.env.LUX_TEST_TPC_PYTHON
  if (python === undefined)
    return [
      "LUX_TEST_TPC_PYTHON is not set: a Python with duckdb, duckdb-extension-tpch and duckdb-extension-tpcds",
    ]
  const { compareTpc } = await bundle("bench-tpc", ["sql/tpc/tpc.testkit.ts"])
  const script = join(import.meta.dirname, "../../src/sql/tpc/rows.py")
  const found = []
  for (const [name, scale] of Object.entries(scales)) {
    const start = performance.now()
    const { queries, empty, late, wrong } = await compareTpc({
      name,
      scale,
      python,
      script,
      told: console.log,
    })
    const seconds = Math.round((performance.now() - start) / 1000)
    console.log(`${name}: ${queries} queries, ${wrong.length} differ, in ${seconds} s`)
    console.log(`  without rows at this scale: ${empty.join(", ") || "none"}`)
    console.log(`  not ended by Postgres in time: ${late.join(", ") || "none"}`)
    found.push(...wrong)
  }
  return found
}

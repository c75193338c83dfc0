import { bundle } from "../bundle.mjs"

export const title = "random queries in Redshift's SQL give the same on DuckDB and on Postgres"

export async function run({ seed, queries = 100_000 }) {
  const { compareEngines } = await bundle("bench-differential", ["sql/fuzz/differential.testkit.ts"])
  const start = performance.now()
  const {
    queries: asked,
    refused,
    errors,
    early,
    broken,
    found,
  } = await compareEngines({ queries, seed, told: (text) => console.log(text) })
  const sum = (counts) => [...counts.values()].reduce((total, count) => total + count, 0)
  console.log(
    `${asked} queries, seed ${seed}: ${sum(refused)} refused, ${sum(errors)} errors on both, ${early} errors of numbers that one engine does not compute, ${broken} internal errors of DuckDB, ${found.length} differ, in ${Math.round((performance.now() - start) / 1000)} s`,
  )
  const most = (counts) => [...counts].sort(([, one], [, other]) => other - one).slice(0, 12)
  console.table(most(refused))
  console.table(most(errors))
  return found
}

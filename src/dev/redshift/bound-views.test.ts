import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network
beforeAll(async () => {
  network = await startNetwork()
}, 60_000)
afterAll(() => network?.stop())

const files = {
  "seeds/orders.csv": "id,amount\n1,2.50\n",
  "seeds/orders.yml":
    "seeds: [{name: orders, config: {column_types: {id: int, amount: 'decimal(5,2)'}, post_hook: create table shop.loose as select * from shop.orders}}]\n",
  "models/sources.yml": "sources: [{name: raw, schema: shop, tables: [{name: loose}]}]\n",
  "models/right.sql": 'select id from {{source "raw" "loose"}}',
  "models/wrong.sql": 'select nothing from {{source "raw" "loose"}}',
  "models/digits.sql": 'select amount / amount as share from {{source "raw" "loose"}}',
}

it.each([
  ["redshift" as const, { right: "ok", digits: "ok" }],
  [
    "postgres" as const,
    {
      right: "ok",
      digits:
        "error: the digits of this quotient depend on types that are not known: cast what is divided to a decimal, or promise the types in a contract",
    },
  ],
])("a view that cannot be read is not made on %s", async (type, others) => {
  const project = networkProject(
    `dialect: redshift\ntargets: {ci: ${network.target(type, "schema: shop, threads: 2")}}\nmodels: {+materialized: view}\n`,
    files,
  )
  onTestFinished(() => project.remove())
  await project.execute("seed")
  const { wrong, ...rest } = await project.statuses("run")
  expect(wrong).toMatch(/error: .*nothing/)
  expect(rest).toEqual(others)
})

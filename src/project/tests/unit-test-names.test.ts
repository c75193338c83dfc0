import { expect, it } from "vitest"
import { load } from "../written-project.testkit.ts"

it("a unit test is selected by the folders of its file, its model and its name, as dbt has them", async () => {
  const { resources } = await load({
    "lux_project.yml": "name: shop\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: p.duckdb}}\n",
    "models/marts/core/orders.sql": "select 1 as id",
    "models/marts/checks/orders.yml":
      "unit_tests:\n  - {name: counts, model: orders, given: [], expect: {rows: [{id: 1}]}}\n",
    "models/priced.yml": `models:
  - {name: priced, latest_version: 2, versions: [{v: 1}, {v: 2}]}
unit_tests:
  - {name: prices, model: priced, given: [], expect: {rows: [{id: 1}]}}
`,
    "models/priced_v1.sql": "select 1 as id",
    "models/priced_v2.sql": "select 1 as id",
  })
  expect(resources.flatMap((each) => (each.type === "unit_test" ? [each.fqn.join(".")] : [])).sort()).toEqual(
    ["shop.marts.checks.orders.counts", "shop.priced.prices_v1", "shop.priced.prices_v2"],
  )
})

/** The table of a test's failing rows takes the place of the one of the last run, and of nothing else. */
import { expect, it } from "vitest"
import { everyWarehouse, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

it.each(everyWarehouse)("on %s", async (type) => {
  const orders = (statuses: string): string => `select * from (${statuses}) as t`
  const project = projectOn(type, network(), {
    "models/orders.sql": orders("select 1 as id, 'lost' as status"),
  })
  const failures = `${project.schema}.failures`
  project.write({
    "models/orders.yml": `models:
  - name: orders
    columns:
      - name: status
        data_tests:
          - accepted_values: {name: failures, values: [paid], config: {severity: warn, store_failures: true, schema: ${project.schema}}}
`,
  })
  const kept = async () => (await project.values(`select value_field from ${failures}`)).flat()

  await project.change(
    `create schema if not exists ${project.schema}`,
    `create table ${failures} as select 'mine' as value_field`,
  )
  await expect(project.execute("build")).rejects.toMatchObject({
    code: "LUX-2140",
    place: { file: "models/orders.yml", line: 6 },
  })
  expect(await kept()).toEqual(["mine"])

  await project.change(`drop table ${failures}`)
  expect(await project.statuses("build")).toEqual({ orders: "warn" })
  expect(await kept()).toEqual(["lost"])
  project.write({ "models/orders.sql": orders("select 1 as id, 'gone' as status") })
  expect(await project.statuses("build")).toEqual({ orders: "warn" })
  await project.execute("test")
  expect(await kept()).toEqual(["gone"])
})

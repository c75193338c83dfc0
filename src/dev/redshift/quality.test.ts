/** Checks, their history and what is known of them, on the warehouses behind a network. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

const checks = `models:
  - name: orders
    columns:
      - name: id
        data_tests:
          - unique
          - not_null
      - name: status
        data_tests:
          - accepted_values: {values: [paid, open], config: {severity: warn, store_failures: true}}
      - name: amount
        data_tests:
          - not_null: {config: {where: "status = 'paid'"}}
`
const orders = (rows: string) =>
  `{{config materialized="table"}}\nselect id, cast(status as varchar(10)) as status, cast(amount as numeric(10, 2)) as amount from (${rows}) as t`

describe.each(["redshift", "postgres"] as const)("on %s", (type) => {
  it("tests what is published, remembers it and tells of it", async () => {
    const schema = `quality_${type}`
    const project = networkProject(
      `dialect: ${type}\ntargets: {prod: ${network.target(type, `schema: ${schema}, threads: 2`)}}\n`,
      {
        "models/orders.sql": orders(
          "select 1 as id, 'paid' as status, 10.5 as amount union all select 2, 'lost', null",
        ),
        "models/schema.yml": checks,
        "tests/no_order_is_free.sql": 'select * from {{ref "orders"}} where amount = 0',
      },
    )
    onTestFinished(() => project.remove())
    const built = await project.execute("build")
    expect(built.nodes.map(({ status, message }) => [status, message])).toEqual([["warn", "2 rows"]])
    const tested = await project.execute("test")
    expect(tested.success).toBe(true)
    expect(
      tested.nodes.flatMap((node) => node.checks).map(({ status, failures }) => [status, failures]),
    ).toContainEqual(["warn", 1])
    const lux = project.lux()
    const kept = await lux.show({
      inline: `select count(*) as n from test_failures.${[...tested.nodes.flatMap((node) => node.checks)].find(({ status }) => status === "warn")?.uniqueId.split(".")[2]}`,
    })
    expect(kept.rows).toEqual([{ n: 1 }])

    project.write({
      "models/orders.sql": orders(
        "select 1 as id, 'paid' as status, 10.5 as amount union all select 1, 'paid', 2",
      ),
    })
    const rejected = await project.execute("build")
    expect(rejected.nodes.map(({ status }) => status)).toEqual(["rejected"])
    const standing = await project.lux().quality({})
    expect(JSON.stringify(standing)).toContain("unique")
  })
})

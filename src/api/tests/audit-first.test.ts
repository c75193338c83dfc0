/** `--no-audit-first`: dbt's order; and what checks that gate nothing hold back in both orders. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryProject } from "./temporary-project.testkit.ts"

const table = (sql: string): string => `{{config materialized='table'}}\n${sql}\n`

describe("without auditing first", () => {
  const files = (id: string) => ({
    "models/orders.sql": table(`select ${id} as id`),
    "models/looks.sql": `{{config materialized='ephemeral'}}\nselect * from {{ref 'orders'}}\n`,
    "models/totals.sql": table("select count(*) as n from {{ref 'looks'}}"),
    "models/other.sql": table("select 1 as id"),
    "models/all.yml":
      "models:\n  - name: orders\n    columns: [{name: id, data_tests: [not_null, unique]}]\n  - name: other\n",
  })

  it("publishes what is built, then checks it, and skips what is behind a check that fails", async () => {
    const project = temporaryProject(files("null::int"))
    expect(await project.statuses("build", { auditFirst: false })).toEqual({
      orders: "ok",
      other: "ok",
      not_null_orders_id: "fail",
      unique_orders_id: "ok",
      totals: "skipped",
    })
    expect(await project.query("select id from orders")).toEqual([{ id: null }])
    const { args } = JSON.parse(readFileSync(join(project.folder, "target/run_results.json"), "utf8"))
    expect(args.audit_first).toBe(false)
  })

  it("is kept by a retry, unless that says otherwise", async () => {
    const project = temporaryProject(files("null::int"))
    await project.execute("build", { auditFirst: false })
    const outcomes = async (options: { auditFirst?: boolean }) =>
      (await project.lux().retry(options)).nodes.map(({ label, status }) => `${label} ${status}`)
    expect(await outcomes({})).toEqual(["not_null_orders_id fail", "main.totals skipped"])
    await project.lux().runOperation({ sql: "update main.orders set id = 1" })
    expect(await outcomes({ auditFirst: true })).toEqual(["not_null_orders_id ok", "main.totals ok"])
  })

  it("holds back behind a check of several models only what depends on all of them", async () => {
    const project = temporaryProject({
      "models/customers.sql": table("select 1 as id"),
      "models/orders.sql": table("select 2 as customer_id"),
      "models/of_customers.sql": table("select * from {{ref 'customers'}}"),
      "models/of_both.sql": table("select * from {{ref 'customers'}}, {{ref 'orders'}}"),
      "models/behind_both.sql": table("select * from {{ref 'of_both'}}"),
      "tests/known.sql":
        "select * from {{ref 'orders'}} where customer_id not in (select id from {{ref 'customers'}})\n",
    })
    const outcomes = {
      customers: "ok",
      orders: "ok",
      of_customers: "ok",
      known: "fail",
      of_both: "skipped",
      behind_both: "skipped",
    }
    expect(await project.statuses("build", { auditFirst: false })).toEqual(outcomes)
    // Where not all is selected, what is not stands between all the same.
    const exclude = ["of_both"]
    const { of_both: _, ...others } = outcomes
    await project.execute("run", { select: ["of_both", "customers", "orders"] })
    expect(await project.statuses("build", { auditFirst: false, exclude })).toEqual(others)
  })
})

it("two checks that each read on both sides of a model do not wait for each other", async () => {
  // Each check of the first model also reads the model behind it, which is built from the other's first model.
  const project = temporaryProject({
    "models/a1.sql": table("select 1 as id"),
    "models/a2.sql": table("select 1 as id"),
    "models/via1.sql": table("select * from {{ref 'a1'}}"),
    "models/via2.sql": table("select * from {{ref 'a2'}}"),
    "models/b1.sql": table("select id from {{ref 'a1'}} join {{ref 'via2'}} using (id)"),
    "models/b2.sql": table("select id from {{ref 'a2'}} join {{ref 'via1'}} using (id)"),
    "models/all.yml": [1, 2].reduce(
      (yaml, n) =>
        `${yaml}  - name: a${n}\n    columns: [{name: id, data_tests: [{relationships: {arguments: {to: "ref('b${n}')", field: id}}}]}]\n`,
      "models:\n",
    ),
  })
  const { nodes, success } = await project.execute("build")
  expect(success).toBe(true)
  expect(nodes.map(({ status }) => status)).toEqual(Array(8).fill("ok"))
})

/** For tests: what a warehouse has to do. A new one is proven by `warehouseContract` with a way to make projects on it. */
import { describe, expect, it } from "vitest"
import { type WarehouseType, warehouses } from "../project/warehouses.ts"
import { lux } from "./lux-process.testkit.ts"
import type { ProjectAnywhere } from "./redshift/every-warehouse.testkit.ts"

/** Makes a project of these files on the warehouse, in a schema of its own. Leases of its runs last for some seconds. */
export type ProjectMaker = (files: Readonly<Record<string, string>>) => ProjectAnywhere

const orders = (rows: readonly string[]): string => `id,customer,amount,ordered_at\n${rows.join("\n")}\n`
const first = [
  "1,ann,10.50,2024-01-01 08:00:00",
  "2,bob,0.10,2024-01-02 09:30:00",
  "3,,7.25,2024-01-03 23:59:59",
]
const second = [
  "1,ann,11.50,2024-01-01 08:00:00",
  "3,cem,7.25,2024-01-03 23:59:59",
  "4,dan,1.00,2024-01-04 00:00:00",
]

const files = {
  "seeds/orders.csv": orders(first),
  "seeds/orders.yml":
    "seeds:\n  - name: orders\n    config: {column_types: {id: bigint, customer: varchar(20), amount: 'decimal(18,2)', ordered_at: timestamp}}\n",
  "models/order_view.sql": "select id, customer, amount from {{ref 'orders'}}",
  "models/order_table.sql":
    "{{config materialized='table'}} select id, customer, amount, ordered_at from {{ref 'orders'}}",
  "models/order_log.sql":
    "{{config materialized='incremental' incremental_strategy='merge' unique_key='id'}} select id, customer, amount from {{ref 'orders'}}",
  "models/totals.sql":
    "{{config materialized='table'}} select count(*) as orders, sum(amount) as amount from {{ref 'order_table'}}",
  "models/models.yml":
    "models:\n  - name: order_table\n    columns: [{name: id, data_tests: [not_null, unique]}, {name: amount, data_tests: [{column_max: {max: 100}}]}]\n",
  "snapshots/order_history.yml":
    "snapshots:\n  - name: order_history\n    relation: ref('orders')\n    config: {unique_key: id, strategy: check, check_cols: [customer, amount]}\n",
}

const ofOrders = (rows: readonly string[]): readonly string[] =>
  rows.map((row) => row.split(",").slice(0, 3).join(" ")).sort()

export function warehouseContract(type: WarehouseType, projectOf: ProjectMaker): void {
  describe(`${warehouses[type].title} as a warehouse`, () => {
    const made = (changed: Partial<typeof files> = {}): ProjectAnywhere => projectOf({ ...files, ...changed })

    it("loads a seed, and builds views and tables on it", async () => {
      const project = made()
      await isWell(project)
      expect(await shown(project, "orders")).toEqual(ofOrders(first))
      expect(await shown(project, "order_view")).toEqual(ofOrders(first))
      expect(await shown(project, "order_table")).toEqual(ofOrders(first))
      const totals = await project.values("select orders, amount from {{ref 'totals'}}")
      expect(totals.map((row) => row.map(Number))).toEqual([[3, 17.85]])
      const moments = await project.values(
        "select count(*) from {{ref 'order_table'}} where ordered_at = cast('2024-01-03 23:59:59' as timestamp)",
      )
      expect(moments.map(([n]) => Number(n))).toEqual([1])
    })

    it("builds them again over what is there, with other rows and columns", async () => {
      const project = made()
      await isWell(project)
      project.write({
        "seeds/orders.csv": orders(second),
        "models/order_table.sql": `{{config materialized='table'}} select id, customer, amount, ordered_at, 1 as one from {{ref 'orders'}}`,
      })
      await isWell(project)
      expect(await shown(project, "order_view")).toEqual(ofOrders(second))
      expect(await shown(project, "order_table")).toEqual(ofOrders(second))
      expect(
        (await project.values("select sum(one) from {{ref 'order_table'}}")).map(([n]) => Number(n)),
      ).toEqual([3])
    })

    it("adds to an incremental model, and changes what it has", async () => {
      const project = made()
      await isWell(project)
      project.write({ "seeds/orders.csv": orders(second) })
      await isWell(project)
      await isWell(project)
      const bob = ofOrders(first).filter((row) => row.includes("bob"))
      expect(await shown(project, "order_log")).toEqual([...ofOrders(second), ...bob].sort())
    })

    it("keeps the versions of a snapshot", async () => {
      const project = made()
      await isWell(project)
      project.write({ "seeds/orders.csv": orders(second) })
      await isWell(project)
      await isWell(project)
      const versions = await project.values(
        "select id, customer, amount, case when dbt_valid_to is null then 'open' else 'ended' end from {{ref 'order_history'}}",
      )
      expect(versions.map(asText).sort()).toEqual([
        "1 ann 10.50 ended",
        "1 ann 11.50 open",
        "2 bob 0.10 open",
        "3  7.25 ended",
        "3 cem 7.25 open",
        "4 dan 1.00 open",
      ])
    })

    it("publishes nothing that fails its checks, and keeps every result", async () => {
      const project = made()
      await isWell(project)
      project.write({ "seeds/orders.csv": orders([...second, "5,eve,1000.00,2024-01-05 00:00:00"]) })
      expect(await project.statuses("build")).toMatchObject({
        order_table: expect.stringMatching(/^rejected/),
        totals: "skipped",
      })
      expect(await shown(project, "order_table")).toEqual(ofOrders(first))
      const { points } = await project.lux().qualityHistory("column_max_order_table_amount__100")
      expect(points.slice(-2).map(({ status }) => status)).toEqual(["pass", "fail"])
    })

    it("goes on after a run that was killed, and leaves nothing of it", async () => {
      const project = made()
      await isWell(project)
      project.write({ "seeds/orders.csv": orders(second) })
      const killed = await lux(["build", "--full-refresh", "--log-format", "json"], {
        cwd: project.folder,
        onOutput: (text, kill) => {
          if (text.includes('"node-started"') && text.includes('order_log"')) kill("SIGKILL")
        },
      })
      expect(killed.code).toBe(null)
      await isWell(project)
      expect(await shown(project, "order_table")).toEqual(ofOrders(second))
      expect(await leftovers(project)).toEqual([])
    }, 120_000)
  })
}

async function isWell(project: ProjectAnywhere): Promise<void> {
  const wrong = Object.entries(await project.statuses("build")).filter(([, status]) => status !== "ok")
  expect(wrong).toEqual([])
}

/** The rows of a relation of orders, as `id customer amount`, sorted. */
async function shown(project: ProjectAnywhere, name: string): Promise<readonly string[]> {
  return (await project.values(`select id, customer, amount from {{ref '${name}'}}`)).map(asText).sort()
}

function asText(row: readonly unknown[]): string {
  return row.map((value) => String(value ?? "")).join(" ")
}

/** What lux makes to build relations, and drops again. */
async function leftovers(project: ProjectAnywhere): Promise<readonly unknown[]> {
  const rows = await project.values(
    `select table_name from information_schema.tables where table_schema = '${project.schema}' and position('__lux' in table_name) > 0`,
  )
  return rows.flat()
}

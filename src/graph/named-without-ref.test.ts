import { afterEach, describe, expect, it } from "vitest"
import { type LoadedGraph, loadGraph } from "./loaded-graph.testkit.ts"

let loaded: LoadedGraph | undefined
afterEach(() => loaded?.remove())

/** What is warned of a model with this SQL, as `line:column message`. */
async function warnings(sql: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  loaded = await loadGraph({
    "models/orders.sql": "select 1 as id",
    "models/items.sql": "select 1 as id",
    "models/far.sql": '{{config schema="marts"}}select 1 as id',
    "models/reader.sql": sql,
    ...files,
  })
  return [...loaded.graph.nodes.values()].flatMap((node) =>
    node.warnings.map(({ code, message, place }) => `${code} ${place?.line}:${place?.column} ${message}`),
  )
}

describe("a relation named without ref", () => {
  it.each([
    ["select * from orders", '1:15 model "orders"'],
    ["select 1\nfrom orders as o", '2:6 model "orders"'],
    ["select * from {{ref 'items'}} join Orders using (id)", '1:36 model "orders"'],
    ["select * from {{ref 'items'}} i, orders o", '1:34 model "orders"'],
    ["select * from (orders o join {{ref 'items'}} i on true)", '1:16 model "orders"'],
    ["select (select max(id) from orders) as last", '1:29 model "orders"'],
    ['select * from "orders"', '1:15 model "orders"'],
    ["select * from main.orders", '1:15 model "orders"'],
    ["select * from db.marts.far", '1:15 model "far"'],
    ["with a as (select * from orders) select * from a", '1:26 model "orders"'],
  ])("is told: %s", async (sql, told) => {
    expect(await warnings(sql)).toEqual([`LUX-1430 ${told} is named without ref`])
  })

  it.each([
    ["select * from {{ref 'orders'}} orders where orders.id > 1"],
    ["with orders as (select * from {{ref 'orders'}}) select * from orders"],
    ["with x as (select 1), orders(id) as materialized (select 1) select * from x, orders"],
    ["select extract(year from orders), trim(items from 'a') from {{ref 'items'}}"],
    ["select 1 from {{ref 'items'}} where id is not distinct from orders"],
    ["-- from orders\nselect 'from orders' as a /* from orders */ {{!-- from orders --}}"],
    ["select * from raw.orders"],
    ["select * from orders(1)"],
    ["select * from reader"],
    ["select id as orders, 1 as items from {{ref 'items'}} order by orders, items"],
  ])("is not told: %s", async (sql) => {
    expect(await warnings(sql)).toEqual([])
  })

  it("is not told of a CTE that a macro defines", async () => {
    const macros = { "macros/m.sql": '{{#macro "ctes"}}with orders as (select 1 as id){{/macro}}' }
    expect(await warnings("{{ctes}} select * from orders", macros)).toEqual([])
    loaded?.remove()
    expect(await warnings("{{ctes}} select * from items", macros)).toHaveLength(1)
  })

  it("is told of a seed in a singular test", async () => {
    expect(
      await warnings("select 1 as id", {
        "seeds/countries.csv": "code\nde\n",
        "tests/none.sql": "select * from countries where false",
      }),
    ).toEqual(['LUX-1430 1:15 seed "countries" is named without ref'])
  })
})

/** Stage models on warehouses behind a network: batches come through the object store, or as inserts. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.ts"
import { type ObjectStore, objectStore } from "./object-store.ts"
import { type ObjectStoreProcess, startObjectStore } from "./object-store-process.ts"

let store: ObjectStoreProcess
let objects: ObjectStore
let network: Network
let project: NetworkProject
let prefixes = 0
let prefix = ""

beforeAll(async () => {
  store = await startObjectStore(["lake"])
  objects = objectStore(store)
  network = await startNetwork({ objectStore: store })
})
afterAll(async () => {
  objects?.close()
  await network?.stop()
  await store?.stop()
})
afterEach(() => project.remove())

const sources = (root: string) => `
sources:
  - name: lake
    external: {root: '${root}'}
    tables:
      - name: sales
        external: {format: json, path: 'raw/sales_*.json', collected_at: 'sales_%Y-%m-%d_%H%M%S.json'}
        columns:
          - {name: id, data_type: bigint}
          - {name: shop, data_type: varchar(20)}
          - {name: amount, data_type: 'decimal(12, 2)'}
          - {name: paid, data_type: boolean}
`
const models = {
  "models/stage_sales.sql": `{{config materialized="stage"}}
select id, shop, amount, paid, length(shop) as letters, _collected_at
from {{source "lake" "sales"}}`,
  "models/sales_log.sql": `{{config materialized="incremental" incremental_strategy="append"}}
select id, shop, amount, paid, letters, _collected_at from {{ref "stage_sales"}}`,
  "models/sales.sql": `{{config materialized="incremental" incremental_strategy="merge" unique_key="id"}}
select id, shop, amount, _collected_at from {{ref "stage_sales"}}`,
  "models/models.yml": `models:
  - name: stage_sales
    columns:
      - name: shop
        data_type: varchar(12)
        data_tests: [not_null, {accepted_values: {values: [Rome, Paris, Köln, "12 Ünder ßß"]}}]
`,
}
const first = [
  "raw/sales_2024-01-01_000000.json",
  `[{"id": 1, "shop": "Rome", "amount": 10.5, "paid": true}, {"id": 2, "shop": "Köln", "amount": null}]`,
] as const
const second = [
  "raw/sales_2024-01-01_010000.json",
  `[{"id": 2, "shop": "Paris", "amount": 1.25, "paid": false}]`,
] as const

async function rows(sql: string): Promise<unknown> {
  return (await project.lux().show({ inline: sql, limit: -1 })).rows
}

/** The lake in a folder of the project, or in the object store. */
const lakes = {
  folder: {
    root: () => "lake",
    put: async (path: string, text: string) => project.write({ [`lake/${path}`]: text }),
  },
  s3: {
    root: () => `s3://lake/${prefix}/lake`,
    put: (path: string, text: string) => objects.put(`s3://lake/${prefix}/lake/${path}`, Buffer.from(text)),
  },
}

function begin(type: "redshift" | "postgres", lake: keyof typeof lakes, more: Record<string, string> = {}) {
  prefix = `p${++prefixes}`
  const schema = `schema: s, schema_prefix: ${prefix}_, threads: 2`
  const s3 = `s3_endpoint: "${store.endpoint}", s3_region: us-east-1`
  const batches = type === "redshift" ? `, batches: "s3://lake/${prefix}/batches"` : ""
  const target = network.target(type, `${schema}, ${s3}${batches}`)
  project = networkProject(`dialect: ${type}\ntarget: t\ntargets:\n  t: ${target}\n`, {
    ...models,
    "models/sources.yml": sources(lakes[lake].root()),
    ...more,
  })
  return lakes[lake]
}

describe.each([
  ["redshift", "folder"],
  ["redshift", "s3"],
  ["postgres", "s3"],
  ["postgres", "folder"],
] as const)("a stage model on %s over a lake in %s", (type, lake) => {
  it("loads each batch once", async () => {
    const { put } = begin(type, lake)
    await put(...first)
    const all = { stage_sales: "ok", sales_log: "ok", sales: "ok" }
    expect(await project.statuses("build")).toMatchObject(all)
    expect(await rows('select id, shop, amount, paid, letters from {{ref "sales_log"}} order by id')).toEqual(
      [
        { id: 1, shop: "Rome", amount: "10.50", paid: true, letters: 4 },
        { id: 2, shop: "Köln", amount: null, paid: null, letters: 4 },
      ],
    )
    await put(...second)
    expect(await project.statuses("build")).toMatchObject(all)
    expect(await project.statuses("build")).toMatchObject(all)
    expect(
      await rows(
        'select id, shop, amount, cast(_collected_at as varchar(30)) as at from {{ref "sales_log"}} order by id, _collected_at',
      ),
    ).toEqual([
      { id: 1, shop: "Rome", amount: "10.50", at: "2024-01-01 00:00:00" },
      { id: 2, shop: "Köln", amount: null, at: "2024-01-01 00:00:00" },
      { id: 2, shop: "Paris", amount: "1.25", at: "2024-01-01 01:00:00" },
    ])
    expect(await rows('select id, shop from {{ref "sales"}} order by id')).toEqual([
      { id: 1, shop: "Rome" },
      { id: 2, shop: "Paris" },
    ])
    expect(
      await rows(`select relation, count(*) as n from ${prefix}__lux.batch_load group by 1 order by 1`),
    ).toEqual([
      { relation: `${prefix}_s.sales`, n: 2 },
      { relation: `${prefix}_s.sales_log`, n: 2 },
    ])
    expect(await project.statuses("build", { fullRefresh: true })).toMatchObject(all)
    expect(await rows('select count(*) as n from {{ref "sales_log"}}')).toEqual([{ n: 3 }])
  })
})

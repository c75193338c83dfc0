/** `lux profile` on warehouses behind a network finds what it finds on the embedded one. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { ProfileOptions } from "../api/commands/profile-types.ts"
import {
  type Network,
  type NetworkProject,
  networkProject,
  startNetwork,
} from "../dev/redshift/network-project.testkit.ts"
import { type ObjectStore, objectStore } from "../dev/redshift/object-store.ts"
import { type ObjectStoreProcess, startObjectStore } from "../dev/redshift/object-store-process.ts"

let store: ObjectStoreProcess
let objects: ObjectStore
let network: Network
const projects: NetworkProject[] = []

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
afterEach(() => {
  for (const project of projects.splice(0)) project.remove()
})

const files = {
  "models/shops.sql": `{{config materialized="table"}}
select 1 as id, 'Rome' as city union all select 2, 'Köln' union all select 3, 'Paris'`,
  "models/sales.sql": `{{config materialized="table"}}
select 1 as id, 1 as shop, cast(10.50 as decimal(12, 2)) as amount, cast('2024-02-29' as date) as day, true as paid, 'a' as note
union all select 2, 2, cast(1.25 as decimal(12, 2)), cast('2024-03-01' as date), false, ''
union all select 3, 2, cast(null as decimal(12, 2)), null, null, null
union all select 4, 1, cast(1.25 as decimal(12, 2)), cast('2024-03-01' as date), true, 'b,"c"'`,
  "models/dear.sql": 'select * from {{ref "sales"}} where amount > 2',
  "models/models.yml": "models:\n  - name: shops\n    columns: [{name: id, data_tests: [unique]}]\n",
  "models/visits.sql": `{{config materialized="table"}}
select 1 as id, 7 as n union all select 2, 8 union all select 2, 9`,
}

async function profiles(type: "duckdb" | "redshift" | "postgres", wanted: readonly ProfileOptions[]) {
  const batches = type === "redshift" ? ', batches: "s3://lake/batches"' : ""
  const keys = `schema: ${type}_s, s3_endpoint: "${store.endpoint}", s3_region: us-east-1${batches}`
  const target = type === "duckdb" ? `{type: duckdb, path: x.duckdb, ${keys}}` : network.target(type, keys)
  const project = networkProject(`dialect: ${type}\ntarget: t\ntargets:\n  t: ${target}\n`, {
    ...files,
  })
  projects.push(project)
  mkdirSync(join(project.folder, "raw"))
  writeFileSync(join(project.folder, "raw/a.csv"), "x,y\n1,a\n2,b\n")
  expect((await project.execute("build")).success).toBe(true)
  const found = []
  for (const options of wanted) found.push(await project.lux().profile(options))
  return found.map(({ columns, rows, metrics, recorded, suggestions }) => ({
    names: columns.map(({ name, kind }) => [name, kind]),
    rows,
    metrics: metrics.map((each) => [each.column, each.metric, each.value]),
    recorded,
    suggestions: suggestions.map(({ column, check, arguments: given }) => [column, check, given]),
  }))
}

describe.each(["redshift", "postgres"] as const)("lux profile on %s", (type) => {
  it("measures tables, views, conditions, files, and suggests checks", async () => {
    const wanted: readonly ProfileOptions[] = [
      { of: "sales" },
      { of: "dear", columns: ["amount", "note"] },
      { of: "sales", where: "shop = 2" },
      { of: "raw/a.csv" },
      { of: "visits", suggest: true },
    ]
    const here = await profiles(type, wanted)
    expect(here).toEqual(await profiles("duckdb", wanted))
    expect(here.map(({ rows }) => rows)).toEqual([4, 1, 2, 2, 3])
    expect(here[4]?.suggestions).toContainEqual(["id", "relationships", { to: "ref('shops')", field: "id" }])
    expect(await objects.list("s3://lake/batches/")).toEqual([])
  })
})

it("lux profile on Redshift needs a place that rows pass through", async () => {
  const project = networkProject(
    `dialect: redshift\ntarget: t\ntargets:\n  t: ${network.target("redshift", "schema: n")}\n`,
    { "models/shops.sql": files["models/shops.sql"] },
  )
  projects.push(project)
  expect((await project.execute("build")).success).toBe(true)
  await expect(project.lux().profile({ of: "shops" })).rejects.toMatchObject({
    code: "LUX-2673",
    hint: expect.stringContaining("batches: s3://"),
  })
})

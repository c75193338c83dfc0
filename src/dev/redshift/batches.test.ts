/** Stage models on warehouses behind a network: batches come through the object store, or as inserts. */
import { mkdtempSync, readFileSync, rmSync, utimesSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buffer } from "node:stream/consumers"
import avro from "avsc"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.testkit.ts"
import { type ObjectStore, objectStore } from "./object-store.ts"
import { type ObjectStoreProcess, startObjectStore } from "./object-store-process.ts"

/** Where the store keeps its objects. */
let folder: string
let store: ObjectStoreProcess
let objects: ObjectStore
let network: Network
let project: NetworkProject
let prefixes = 0
let prefix = ""

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lux-objects-"))
  store = await startObjectStore(["lake"], { folder })
  objects = objectStore(store)
  network = await startNetwork({ objectStore: store })
})
afterAll(async () => {
  objects?.close()
  await network?.stop()
  await store?.stop()
  rmSync(folder, { recursive: true, force: true })
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
  "models/sales.sql": `{{config materialized="incremental" incremental_strategy="merge" unique_key="id" sequence_by="_collected_at"}}
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

async function rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await project.lux().show({ inline: sql, limit: -1 })).rows
}

/** The lake in a folder of the project, or in the object store. */
const lakes = {
  folder: {
    root: () => "lake",
    put: async (path: string, text: string | Buffer) => project.write({ [`lake/${path}`]: String(text) }),
  },
  s3: {
    root: () => `s3://lake/${prefix}/lake`,
    put: (path: string, text: string | Buffer) =>
      objects.put(`s3://lake/${prefix}/lake/${path}`, Buffer.from(text)),
  },
}

type Engine = "redshift" | "postgres" | "duckdb" | "redshift's SQL on postgres"

function begin(engine: Engine, lake: keyof typeof lakes, more: Record<string, string> = {}, settings = "") {
  const type = engine === "redshift's SQL on postgres" ? "postgres" : engine
  const dialect = engine === type ? type : "redshift"
  prefix = `p${++prefixes}`
  const schema = `schema: s, schema_prefix: ${prefix}_, threads: 2`
  const s3 = `s3_endpoint: "${store.endpoint}", s3_region: us-east-1`
  const batches = type === "postgres" ? "" : `, batches: "s3://lake/${prefix}/batches"`
  const keys = `${schema}, ${s3}${batches}${settings}`
  const target = type === "duckdb" ? `{type: duckdb, path: x.duckdb, ${keys}}` : network.target(type, keys)
  project = networkProject(`dialect: ${dialect}\ntarget: t\ntargets:\n  t: ${target}\n`, {
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
  ["duckdb", "s3"],
  ["redshift's SQL on postgres", "folder"],
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

describe.each(["redshift", "postgres"] as const)("on %s", (type) => {
  it("two runs at once load each batch once", async () => {
    const { put } = begin(type, "folder")
    await put(...first)
    await put(...second)
    const runs = await Promise.all([project.execute("build"), project.execute("build")])
    expect(runs.flatMap(({ nodes }) => nodes.filter(({ status }) => status !== "ok"))).toEqual([])
    expect(await rows('select count(*) as n from {{ref "sales_log"}}')).toEqual([{ n: 3 }])
    expect(await rows(`select count(*) as n from ${prefix}__lux.batch`)).toEqual([{ n: 1 }])
    expect(await rows(`select count(*) as n from ${prefix}__lux.raw_file`)).toEqual([{ n: 2 }])
  })

  it("a batch of which only the ledger knows is staged again", async () => {
    const { put } = begin(type, "folder")
    await put(...first)
    expect(await project.statuses("build", { select: ["stage_sales"] })).toMatchObject({ stage_sales: "ok" })
    if (type === "postgres") rmSync(join(project.folder, "data"), { recursive: true })
    else for (const { url } of await objects.list(`s3://lake/${prefix}/batches/`)) await objects.remove(url)
    expect(await project.statuses("build")).toMatchObject({ stage_sales: "ok", sales_log: "ok" })
    expect(await rows('select count(*) as n from {{ref "sales_log"}}')).toEqual([{ n: 2 }])
  })
})

describe("a batch that Redshift refuses", () => {
  it.each([
    ["parquet", "parquet"],
    ["json", "json.gz"],
    ["csv", "csv.gz"],
    ["avro", "avro"],
  ])("never counts, and is shown with file, line, column, value and reason (%s)", async (format, ending) => {
    const { put } = begin("redshift", "s3", {}, `, batch_format: ${format}`)
    await put(...first)
    await put(
      "raw/sales_2024-01-01_020000.json",
      `[{"id": 3, "shop": "12 Ünder ßß", "amount": 1}, {"id": 4, "shop": "Llanfairpwll"}]`,
    )
    project.write({
      "models/models.yml":
        "models:\n  - name: stage_sales\n    columns: [{name: shop, data_type: varchar(12)}]\n",
    })
    const { nodes, success } = await project.execute("build")
    expect(success).toBe(false)
    const failed = nodes.find(({ status }) => status === "error")
    expect(failed?.error).toMatchObject({
      code: "LUX-2653",
      hint: expect.stringContaining("wider data_type"),
    })
    expect(failed?.message).toMatch(
      new RegExp(
        `^a batch of stage model "stage_sales" cannot be loaded: s3://lake/${prefix}/batches/stage_sales/\\w+.${ending}.writing:${format === "csv" ? 4 : 3}, column "shop" \\(varchar\\): "12 Ünder ßß": .*String length exceeds DDL length`,
      ),
    )
    expect(await rows(`select count(*) as n from ${prefix}__lux.batch`)).toEqual([{ n: 0 }])
    // With room for it the same files are taken up again.
    project.write({ "models/models.yml": "" })
    expect(await project.statuses("build")).toMatchObject({ stage_sales: "ok", sales_log: "ok" })
    expect(await rows('select count(*) as n from {{ref "sales_log"}}')).toEqual([{ n: 4 }])
  })

  it("is kept where a test rejects it, and its files are taken up by the next run", async () => {
    const { put } = begin("redshift", "folder")
    await put("raw/sales_2024-01-01_020000.json", `[{"id": 3, "shop": "Oslo"}]`)
    expect(await project.statuses("build")).toMatchObject({
      stage_sales: expect.stringMatching(
        `^rejected: the batch is kept as s3://lake/${prefix}/batches/stage_sales/\\w+.rejected.parquet; 1 file is set aside because its batch failed `,
      ),
      sales_log: "skipped",
    })
    const kept = async () =>
      (await objects.list(`s3://lake/${prefix}/batches/`)).map(({ url }) => url.replace(/^.*\/\w+\./, ""))
    expect(await kept()).toEqual(["rejected.parquet"])
    await put("raw/sales_2024-01-01_020000.json", `[{"id": 3, "shop": "Rome"}]`)
    expect(await project.statuses("build")).toMatchObject({ stage_sales: "ok", sales_log: "ok" })
    expect(await kept()).toEqual(["parquet"])
  })
})

describe.each([
  ["json", "json.gz"],
  ["csv", "csv.gz"],
  ["avro", "avro"],
])("batches of %s", (format, ending) => {
  it("are loaded together with those of Parquet, to the letter", async () => {
    const more = (text: string) => ({
      "models/stage_sales.sql": `{{config materialized="stage"}}
select
  id,
  cast(id as numeric(30, 3)) as "Exact",
  cast(9007199254740993 as bigint) + id as large,
  cast(id as real) / 3 as rough,
  cast(id as float8) / 3 as double,
  cast('2024-02-29' as date) as day,
  cast('2024-02-29 10:00:00.123456' as timestamp) as at,
  cast('2024-02-29 10:00:00+02' as timestamptz) as zoned,
  case when id = 1 then 'a "b" \\\\N' || chr(10) || 'ß\u00e9,' end as note,
  case when id = 1 then '' end as empty,
  paid
from {{source "lake" "sales"}}`,
      "models/sales_log.sql": `{{config materialized="table"}}\nselect * from {{ref "stage_sales"}}`,
      "models/sales.sql": `{{config materialized="table"}}\nselect 1 as one`,
      "models/models.yml": text,
    })
    const { put } = begin("redshift", "folder", more(""))
    await put(...first)
    expect(await project.statuses("build")).toMatchObject({ stage_sales: "ok", sales_log: "ok" })
    const all = `select id, exact, cast(large as varchar(20)) as large, rough, double, day, at, zoned, note, empty, paid
from {{ref "sales_log"}} order by id`
    const parquet = await rows(all)
    const written = project
    begin("redshift", "folder", more(""), `, batch_format: ${format}`)
    await lakes.folder.put(...first)
    expect(await project.statuses("build")).toMatchObject({ stage_sales: "ok", sales_log: "ok" })
    expect(await rows(all)).toEqual(parquet)
    written.remove()
    project.write({
      "lux_project.yml": readFileSync(join(project.folder, "lux_project.yml"), "utf8").replace(
        `batch_format: ${format}`,
        "batch_format: parquet",
      ),
    })
    await lakes.folder.put(...second)
    expect(await project.statuses("build")).toMatchObject({ stage_sales: "ok", sales_log: "ok" })
    const names = (await objects.list(`s3://lake/${prefix}/batches/`)).map(({ url }) =>
      url.replace(/^.*_\w+\./, ""),
    )
    expect(names.sort()).toEqual([ending, "parquet"])
    expect(await rows('select count(*) as n from {{ref "sales_log"}}')).toEqual([{ n: 3 }])
    expect(await project.statuses("build", { fullRefresh: true })).toMatchObject({
      stage_sales: "ok",
      sales_log: "ok",
    })
    expect(await rows('select count(*) as n from {{ref "sales_log"}}')).toEqual([{ n: 3 }])
  })
})

describe("lists and structures", () => {
  const rest = `raw/things_2024-01-01_000000.json`
  const text = `[
    {"id": 1, "tags": ["a", "b \\"c\\", ß"], "place": {"city": "Köln", "spot": [1.5, null]}, "counts": [[1], []]},
    {"id": 2, "tags": [], "place": {"city": null, "spot": null}},
    {"id": 3, "tags": null, "place": null, "counts": null}
  ]`
  const things = {
    "models/sources.yml": "",
    "models/things.yml": "",
    "models/stage_sales.sql": `{{config materialized="stage"}}
select id, tags, place, counts from {{source "lake" "things"}}`,
    "models/sales_log.sql": `{{config materialized="incremental" incremental_strategy="append"}}
select id, tags, place, counts from {{ref "stage_sales"}}`,
    "models/sales.sql": `{{config materialized="table"}}\nselect 1 as one`,
    "models/models.yml": "",
  }
  const declared = `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: things
        external: {format: json, path: 'raw/things_*.json', collected_at: 'things_%Y-%m-%d_%H%M%S.json'}
        columns:
          - {name: id, data_type: bigint}
          - {name: tags, data_type: 'varchar[]'}
          - {name: place, data_type: 'struct(city varchar, spot double[])'}
          - {name: counts, data_type: 'bigint[][]'}
`
  it.each([
    ["redshift", "parquet"],
    ["redshift", "json"],
    ["redshift", "csv"],
    ["postgres", undefined],
  ] as const)("are documents on %s, from batches of %s", async (type, format) => {
    const { put } = begin(type, "folder", things, format === undefined ? "" : `, batch_format: ${format}`)
    project.write({ "models/sources.yml": declared })
    await put(rest, text)
    const statuses = { stage_sales: "ok", sales_log: "ok" }
    expect(await project.statuses("build")).toMatchObject(statuses)
    await put("raw/things_2024-01-01_010000.json", `[{"id": 4, "tags": ["z"], "counts": [[7]]}]`)
    expect(await project.statuses("build")).toMatchObject(statuses)
    const found = await rows('select id, tags, place, counts from {{ref "sales_log"}} order by id')
    // Postgres' documents come as the texts that they are sent as.
    const parsed = (value: unknown) => (typeof value === "string" ? JSON.parse(value) : value)
    expect(
      found.map(({ id, ...documents }) => ({
        id,
        ...Object.fromEntries(Object.entries(documents).map(([name, value]) => [name, parsed(value)])),
      })),
    ).toEqual([
      { id: 1, tags: ["a", 'b "c", ß'], place: { city: "Köln", spot: [1.5, null] }, counts: [[1], []] },
      { id: 2, tags: [], place: { city: null, spot: null }, counts: null },
      { id: 3, tags: null, place: null, counts: null },
      { id: 4, tags: ["z"], place: null, counts: [[7]] },
    ])
    if (type === "redshift")
      expect(
        await rows(
          'select tags[0] as tag, place.city::varchar(20) as city from {{ref "sales_log"}} where id = 1',
        ),
      ).toMatchObject([{ city: "Köln" }])
    expect(await project.statuses("build", { fullRefresh: true })).toMatchObject(statuses)
    expect(await rows('select count(*) as n from {{ref "sales_log"}}')).toEqual([{ n: 4 }])
  })

  it("have no place in batches of Avro", async () => {
    const { put } = begin("redshift", "folder", things, ", batch_format: avro")
    project.write({ "models/sources.yml": declared })
    await put(rest, text)
    const { nodes } = await project.execute("build")
    expect(nodes.find(({ status }) => status === "error")?.error).toMatchObject({
      code: "LUX-2652",
      hint: expect.stringContaining("batch_format"),
    })
  })
})

it("a batch of CSV is refused where a text would come back as null", async () => {
  const { put } = begin("redshift", "folder", { "models/models.yml": "" }, ", batch_format: csv")
  await put("raw/sales_2024-01-01_020000.json", `[{"id": 3, "shop": "\\\\N"}]`)
  const { nodes } = await project.execute("build", { select: ["stage_sales"] })
  expect(nodes[0]?.message).toContain('column "shop" holds the text \\N, which is null in CSV')
})

it("what a killed run left next to the batches is removed a day later", async () => {
  const { put } = begin("redshift", "folder")
  const left = async (name: string, days: number): Promise<string> => {
    const key = `${prefix}/batches/${name}`
    await objects.put(`s3://lake/${key}`, Buffer.from("left"))
    const time = Date.now() / 1000 - days * 24 * 60 * 60
    utimesSync(join(folder, "lake", `${key}._S3rver_object`), time, time)
    return `s3://lake/${key}`
  }
  const id = "0b0c3a52-7b1e-4f0a-9d43-3a1f6d1d2c11"
  await left(`_manifests/stage_sales__batches-${id}.manifest`, 2)
  await left(`_passing/profile-${id}_0000_part_00.parquet`, 2)
  const young = await left(`_passing/sales-${id}.parquet`, 0.5)
  await put(...first)
  expect(await project.statuses("build")).toMatchObject({ stage_sales: "ok", sales_log: "ok" })
  const beside = (await objects.list(`s3://lake/${prefix}/batches/_`)).map(({ url }) => url)
  expect(beside).toEqual([young])
})

describe("what a batch needs", () => {
  it("is a place that COPY reads from", async () => {
    const { put } = begin("redshift", "folder")
    await put(...first)
    const settings = `dialect: redshift\ntarget: t\ntargets:\n  t: ${network.target("redshift", `schema_prefix: ${prefix}_`)}\n`
    project.write({ "lux_project.yml": `name: p\n${settings}` })
    const { nodes } = await project.execute("build")
    const failed = nodes.find(({ status }) => status === "error")
    expect(failed?.error).toMatchObject({ code: "LUX-2651", hint: expect.stringContaining("s3://") })
  })

  it("are columns that Parquet and the warehouse have in common", async () => {
    const { put } = begin("redshift", "folder", {
      "models/stage_sales.sql": `{{config materialized="stage"}}
select
  id,
  cast(id as smallint) as small,
  cast(id as numeric(30, 3)) as exact,
  cast(id as real) as rough,
  cast(id as float8) as double,
  sum(id) over () as total,
  cast('2024-02-29' as date) as day,
  cast('2024-02-29 10:00:00.123456' as timestamp) as at,
  cast('2024-02-29 10:00:00+02' as timestamptz) as zoned,
  cast(null as boolean) as nothing,
  shop
from {{source "lake" "sales"}}`,
      "models/sales_log.sql": `{{config materialized="table"}}\nselect * from {{ref "stage_sales"}}`,
      "models/sales.sql": `{{config materialized="table"}}\nselect 1 as one`,
      "models/models.yml": "",
    })
    await put(...first)
    expect(await project.statuses("build")).toMatchObject({ stage_sales: "ok", sales_log: "ok" })
    expect(await rows('select * from {{ref "sales_log"}} where id = 2')).toEqual([
      {
        id: 2,
        small: 2,
        exact: "2.000",
        rough: 2,
        double: 2,
        total: expect.anything(),
        day: "2024-02-29",
        at: "2024-02-29 10:00:00.123456",
        zoned: "2024-02-29 08:00:00+00",
        nothing: null,
        shop: "Köln",
      },
    ])
  })
})

describe("a model over raw files", () => {
  it.each(["redshift", "postgres", "duckdb"] as const)("reads them on %s as they are now", async (type) => {
    const { put } = begin(type, "s3", {
      "models/files.sql": `{{config materialized="table"}}
select id, shop, _file, _collected_at from {{source "lake" "sales"}}`,
    })
    await put(...first)
    await put(...second)
    expect(await project.statuses("run", { select: ["files"] })).toEqual({ files: "ok" })
    expect(await rows('select id, _file from {{ref "files"}} order by 1, 2')).toEqual([
      { id: 1, _file: `s3://lake/${prefix}/lake/${first[0]}` },
      { id: 2, _file: `s3://lake/${prefix}/lake/${first[0]}` },
      { id: 2, _file: `s3://lake/${prefix}/lake/${second[0]}` },
    ])
    expect(await rows('select count(*) as n from {{source "lake" "sales"}}')).toEqual([{ n: 3 }])
    expect(await objects.list(`s3://lake/${prefix}/batches/`)).toEqual([])
  })

  it("reads Avro from S3, whose files keep their names", async () => {
    const { put } = begin("redshift", "s3", {
      "models/models.yml": "",
      "models/sales.sql": `{{config materialized="table"}}\nselect id, _file from {{ref "stage_sales"}}`,
      "models/stage_sales.sql": `{{config materialized="stage"}}\nselect id, shop, _file from {{source "lake" "sales"}}`,
      "models/sales_log.sql": `{{config materialized="table"}}\nselect 1 as one`,
    })
    project.write({
      "models/sources.yml": sources(lakes.s3.root())
        .replace("format: json", "format: avro")
        .replaceAll(".json", ".avro"),
    })
    const type = avro.Type.forSchema({ type: "record", name: "s", fields: [{ name: "id", type: "long" }] })
    const encoder = new avro.streams.BlockEncoder(type)
    encoder.end({ id: 7 })
    const name = "raw/sales_2024-01-01_000000.avro"
    await put(name, await buffer(encoder))
    expect(await project.statuses("build")).toMatchObject({ stage_sales: "ok", sales: "ok" })
    expect(await rows('select id, _file from {{ref "sales"}}')).toEqual([
      { id: 7, _file: `s3://lake/${prefix}/lake/${name}` },
    ])
  })
})

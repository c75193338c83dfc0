/** `lux export` on warehouses behind a network, through the command; its files are read back by DuckDB. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { rowsOfFiles } from "../api/tests/rows-of-files.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"
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
let project: NetworkProject
let folder: string
let prefixes = 0
let prefix = ""

beforeAll(async () => {
  store = await startObjectStore(["exports"])
  objects = objectStore(store)
  network = await startNetwork({ objectStore: store })
})
afterAll(async () => {
  objects?.close()
  await network?.stop()
  await store?.stop()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lux-exported-"))
})
afterEach(() => {
  project.remove()
  rmSync(folder, { recursive: true, force: true })
})

const notes = ["a 'b' \"c\", \\N\nß", "", null]

const files = {
  "seeds/shops.csv": "id,city\n1,Rome\n2,Paris\n",
  "models/sales.sql": `{{config materialized="table"}}
select 1 as id, cast(10.5 as numeric(12, 2)) as amount, cast('2024-02-29' as date) as day, true as paid,
  'a ''b'' "c", \\\\N' || chr(10) || 'ß' as note
union all select 2, null, null, null, ''
union all select 3, 7, cast('1999-12-31' as date), false, null`,
  "models/by_city.sql": `select city, count(*) as n from {{ref "shops"}} group by city`,
}

async function built(type: "redshift" | "postgres", settings = "threads: 2"): Promise<void> {
  prefix = `e${++prefixes}`
  const keys = `schema: s, schema_prefix: ${prefix}_, s3_endpoint: "${store.endpoint}", s3_region: eu-west-1, ${settings}`
  // On Postgres a backslash within quotes is one.
  const sales =
    type === "postgres" ? files["models/sales.sql"].replaceAll("\\\\", "\\") : files["models/sales.sql"]
  project = networkProject(`dialect: ${type}\ntargets:\n  t: ${network.target(type, keys)}\n`, {
    ...files,
    "models/sales.sql": sales,
  })
  expect((await project.execute("build")).success).toBe(true)
}

function run(...args: readonly string[]) {
  return warmLux(["export", ...args], { cwd: project.folder })
}

/** Brings what is under an address to this machine, and gives the names of the files. */
async function fetched(address: string): Promise<readonly string[]> {
  const found = await objects.list(address)
  for (const { url } of found) {
    const local = join(folder, url.slice(address.length))
    mkdirSync(dirname(local), { recursive: true })
    writeFileSync(local, (await objects.get(url)) ?? "")
  }
  return found.map(({ url }) => url.slice(address.length)).sort()
}

function expectSales(rows: readonly Readonly<Record<string, unknown>>[]): void {
  const sorted = [...rows].sort((one, other) => Number(one["id"]) - Number(other["id"]))
  expect(
    sorted.map(({ id, amount, day, paid, note }) => [Number(id), Number(amount), day, paid, note]),
  ).toEqual([
    [1, 10.5, "2024-02-29", true, notes[0]],
    [2, 0, null, null, notes[1]],
    [3, 7, "1999-12-31", false, notes[2]],
  ])
}

describe("lux export on Redshift", () => {
  it.each([
    ["parquet", "0000_part_00.parquet"],
    ["csv", "0000_part_00.csv"],
    ["json", "0000_part_00.json"],
  ])("unloads what is selected to S3 as %s", async (format, part) => {
    await built("redshift", 'iam_role: "arn:aws:iam::123456789012:role/writes"')
    const to = `s3://exports/${prefix}`
    expect(await run("--to", to, "--format", format)).toEqual({
      code: 0,
      stdout: ["shops", "by_city", "sales"].map((each) => `${to}/${each}/\n`).join(""),
      stderr: "Done: 3 relations, 7 rows\n",
    })
    expect(await fetched(`${to}/`)).toEqual(["by_city", "sales", "shops"].map((each) => `${each}/${part}`))
    const sales = await rowsOfFiles(join(folder, "sales", part), format)
    // UNLOAD writes null and an empty text alike there.
    expectSales(
      format === "csv"
        ? sales.map((row) => ({ ...row, note: row["note"] ?? (Number(row["id"]) === 2 ? "" : null) }))
        : sales,
    )
    expect(await rowsOfFiles(join(folder, "shops", part), format)).toMatchObject([
      { city: "Rome" },
      { city: "Paris" },
    ])
    const sent = network.server.calls().flatMap((call) => [call, ...call.parts].map(({ sql }) => sql))
    expect(sent.findLast((sql) => sql.includes("unload (") && sql.includes("sales"))).toContain(
      "iam_role 'arn:aws:iam::123456789012:role/writes'",
    )
  })

  it("lists the files in a manifest, and replaces what is there only when it is told to", async () => {
    await built("redshift")
    const to = `s3://exports/${prefix}`
    const args = ["--select", "shops", "--to", to, "--manifest"]
    expect(await run(...args)).toMatchObject({ code: 0 })
    await objects.put(`${to}/shops/0001_part_00.parquet`, Buffer.from("old"))
    const refused = await run(...args)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain(
      `LUX-2671 seeds/shops.csv:1:1  there are files under ${to}/shops/ already`,
    )
    expect(await run(...args, "--overwrite")).toMatchObject({ code: 0 })
    expect(await fetched(`${to}/`)).toEqual(["shops/0000_part_00.parquet", "shops/manifest"])
    const { entries } = JSON.parse(readFileSync(join(folder, "shops/manifest"), "utf8"))
    expect(entries).toMatchObject([{ url: `${to}/shops/0000_part_00.parquet`, meta: { record_count: 2 } }])
  })

  it("is refused anywhere but on S3", async () => {
    await built("redshift")
    const { code, stderr } = await run("--to", "out")
    expect(stderr).toContain("LUX-2670 Redshift writes to S3, not to out")
    expect(code).toBe(2)
  })
})

describe("lux export on Postgres", () => {
  it.each(["parquet", "csv", "json"])(
    "writes the rows of what is selected as %s, here and to S3",
    async (format) => {
      await built("postgres")
      const local = join(folder, "here")
      expect(await run("--to", local, "--format", format)).toMatchObject({
        code: 0,
        stderr: "Done: 3 relations, 7 rows\n",
      })
      const names = ["by_city", "sales", "shops"].map((each) => `${each}.${format}`)
      expect(readdirSync(local).sort()).toEqual(names)
      expectSales(await rowsOfFiles(join(local, `sales.${format}`), format))
      const to = `s3://exports/${prefix}`
      expect(await run("--to", to, "--format", format)).toMatchObject({ code: 0 })
      expect(await fetched(`${to}/`)).toEqual(names)
      for (const name of names)
        expect(readFileSync(join(folder, basename(name)))).toEqual(readFileSync(join(local, name)))
      expect(await run("--to", to, "--format", format)).toMatchObject({ code: 2 })
    },
  )

  it("reads tables of any size some rows at a time", async () => {
    await built("postgres")
    project.write({
      "models/many.sql":
        "{{config materialized='table'}}\nselect i as id from generate_series(1, 20000) as t (i)",
    })
    expect(await project.statuses("run", { select: ["many"] })).toEqual({ many: "ok" })
    expect(await run("--select", "many", "--to", folder, "--format", "csv")).toMatchObject({
      stderr: "Done: 1 relation, 20000 rows\n",
    })
    expect(new Set((await rowsOfFiles(join(folder, "many.csv"), "csv")).map(({ id }) => id)).size).toBe(
      20_000,
    )
  })

  it("keeps the types of values in Parquet", async () => {
    await built("postgres")
    const values = {
      small: ["cast(-7 as smallint)", -7],
      large: ["cast(9007199254740993 as bigint)", "9007199254740993"],
      exact: ["cast(0.10 as numeric(38, 2))", "0.10"],
      free: ["cast(0.125 as numeric)", 0.125],
      rough: ["cast(0.1 as real)", 0.10000000149011612],
      none: ["cast('NaN' as float8)", "NaN"],
      day: ["cast('2024-02-29' as date)", "2024-02-29"],
      at: ["cast('2024-02-29 10:00:00.123456' as timestamp)", "2024-02-29 10:00:00.123456"],
      zoned: ["cast('2024-02-29 10:00:00+02' as timestamptz)", "2024-02-29 08:00:00+00"],
      long: ["repeat('x', 3000000)", "x".repeat(3_000_000)],
      list: ["array[1, 2]", "{1,2}"],
      more: [`cast('{"a": [1]}' as jsonb)`, '{"a": [1]}'],
      nothing: ["cast(null as boolean)", null],
    } as const
    const list = Object.entries(values).map(([name, [sql]]) => `${sql} as "${name}"`)
    project.write({ "models/typed.sql": `{{config materialized='table'}}\nselect ${list.join(", ")}` })
    expect(await project.statuses("run", { select: ["typed"] })).toEqual({ typed: "ok" })
    expect(await run("--select", "typed", "--to", folder)).toMatchObject({ code: 0 })
    const [row = {}] = await rowsOfFiles(join(folder, "typed.parquet"), "parquet")
    expect(row).toEqual(Object.fromEntries(Object.entries(values).map(([name, [, value]]) => [name, value])))
    expect(readdirSync(folder)).toEqual(["typed.parquet"])
  })
})

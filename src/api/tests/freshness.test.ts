import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { FreshnessRun } from "../types.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const hour = 3_600_000

/** A source table `shop.orders` of rows that were loaded some hours ago, with more said about it. */
async function shop(table: string, rows: string, about = ""): Promise<TemporaryProject> {
  const project = temporaryProject({
    "models/orders_of_shop.sql": `{{config alias="orders" materialized="table"}}\nselect * from (${rows}) as t\n`,
    "models/sources.yml": `sources:\n  - name: shop\n    schema: main\n${about}    tables:\n      - {name: orders, ${table}}\n`,
  })
  await project.execute("run")
  return project
}

const hoursAgo = (count: number): string =>
  `select (now() at time zone 'UTC') - interval ${count} hour as loaded_at, ${count} as age`

function told({ results }: FreshnessRun): unknown[] {
  return results.map(({ name, outcome }) =>
    outcome.status === "runtime error"
      ? [name, outcome.status, outcome.error.code, outcome.error.message]
      : [
          name,
          outcome.status,
          Math.round((outcome.snapshottedAt.getTime() - outcome.maxLoadedAt.getTime()) / hour),
        ],
  )
}

const ages = "freshness: {warn_after: {count: 2, period: hour}, error_after: {count: 1, period: day}}"

describe("a table", () => {
  it.each<[string, string, string, unknown]>([
    ["young enough", `loaded_at_field: loaded_at, ${ages}`, hoursAgo(1), ["pass", 1]],
    ["older than it should be", `loaded_at_field: loaded_at, ${ages}`, hoursAgo(3), ["warn", 3]],
    ["older than it may be", `loaded_at_field: loaded_at, ${ages}`, hoursAgo(30), ["error", 30]],
    [
      "the newest row counts",
      `loaded_at_field: loaded_at, ${ages}`,
      `${hoursAgo(30)} union all ${hoursAgo(1)}`,
      ["pass", 1],
    ],
    [
      "of the rows that the filter lets pass",
      `loaded_at_field: loaded_at, freshness: {error_after: {count: 1, period: day}, filter: age > 2}`,
      `${hoursAgo(30)} union all ${hoursAgo(1)}`,
      ["error", 30],
    ],
    [
      "by an expression",
      `loaded_at_field: "cast(told as timestamp)", ${ages}`,
      `select cast(loaded_at as varchar) as told from (${hoursAgo(3)}) as t`,
      ["warn", 3],
    ],
    [
      "by a text that is a time",
      `loaded_at_field: told, ${ages}`,
      `select strftime(loaded_at, '%Y-%m-%dT%H:%M:%SZ') as told from (${hoursAgo(3)}) as t`,
      ["warn", 3],
    ],
    [
      "with a time zone",
      `loaded_at_field: told, ${ages}`,
      `select now() - interval 3 hour as told`,
      ["warn", 3],
    ],
    [
      "by a query of its own",
      `loaded_at_query: "select min(loaded_at) from {{self}}", ${ages}`,
      `${hoursAgo(30)} union all ${hoursAgo(1)}`,
      ["error", 30],
    ],
    ["under config", `config: {loaded_at_field: loaded_at, ${ages}}`, hoursAgo(3), ["warn", 3]],
  ])("%s", async (_, table, rows, expected) => {
    const project = await shop(table, rows)
    const run = await project.lux().sourceFreshness()
    expect(told(run)).toEqual([["shop.orders", ...(Array.isArray(expected) ? expected : [])]])
    expect(run.success).toBe(run.results[0]?.outcome.status !== "error")
  })

  it("without rows is older than anything", async () => {
    const project = await shop(
      `loaded_at_field: loaded_at, ${ages}`,
      `select * from (${hoursAgo(1)}) as t where false`,
    )
    const { results } = await project.lux().sourceFreshness()
    expect(results[0]?.outcome).toMatchObject({
      status: "error",
      maxLoadedAt: new Date("0001-01-01T00:00:00Z"),
    })
  })

  it.each<[string, string, unknown[]]>([
    ["says nothing of its age", "loaded_at_field: loaded_at", []],
    ["says nothing any more", "loaded_at_field: loaded_at, freshness: null", []],
    ["says only a filter", "loaded_at_field: loaded_at, freshness: {filter: age > 2}", []],
    [
      "does not tell when it was loaded",
      ages,
      [["shop.orders", "runtime error", "LUX-2303", 'source "shop.orders" does not tell when it was loaded']],
    ],
    [
      "tells it by what is not a time",
      `loaded_at_field: age, ${ages}`,
      [["shop.orders", "runtime error", "LUX-2303", 'source "shop.orders": 1 is not a time']],
    ],
    [
      "tells it by a column that is not there",
      `loaded_at_field: loaded, ${ages}`,
      [["shop.orders", "runtime error", "LUX-2010", 'column "loaded" does not exist in what is read here']],
    ],
  ])("that %s", async (_, table, expected) => {
    const project = await shop(table, hoursAgo(1))
    const run = await project.lux().sourceFreshness()
    expect(told(run)).toEqual(expected)
    expect(run.success).toBe(expected.length === 0)
  })
})

describe("what holds for a table", () => {
  const warnAfter = (count: number): string =>
    `    freshness: {warn_after: {count: ${count}, period: hour}}\n`

  it.each<[string, string, string, string]>([
    ["what its source says", "", `${warnAfter(2)}    loaded_at_field: loaded_at\n`, "warn"],
    [
      "what its source says under config",
      "",
      `    config: {loaded_at_field: loaded_at, freshness: {warn_after: {count: 2, period: hour}}}\n`,
      "warn",
    ],
    [
      "key by key: a count alone",
      "freshness: {warn_after: {count: 200}}",
      `${warnAfter(2)}    loaded_at_field: loaded_at\n`,
      "pass",
    ],
    [
      "another limit next to it",
      "freshness: {error_after: {count: 1, period: hour}}",
      `${warnAfter(2)}    loaded_at_field: loaded_at\n`,
      "error",
    ],
    [
      "a query before the source's column",
      'loaded_at_query: "select min(loaded_at) from {{self}}"',
      `${warnAfter(2)}    loaded_at_field: no_such_column\n`,
      "warn",
    ],
  ])("%s", async (_, table, about, status) => {
    const project = await shop(table, hoursAgo(3), about)
    expect(told(await project.lux().sourceFreshness())).toEqual([["shop.orders", status, 3]])
  })

  it("nothing where it takes back what the source says, and what its folder says", async () => {
    const project = await shop(
      "freshness: null",
      hoursAgo(3),
      `${warnAfter(2)}    loaded_at_field: loaded_at\n`,
    )
    expect(told(await project.lux().sourceFreshness())).toEqual([])
    project.write({
      "lux_project.yml": `name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}
sources: {shop: {+loaded_at_field: loaded_at, +freshness: {warn_after: {count: 2, period: hour}}}}\n`,
      "models/sources.yml": "sources: [{name: shop, schema: main, tables: [{name: orders}]}]\n",
    })
    expect(told(await project.lux().sourceFreshness())).toEqual([["shop.orders", "warn", 3]])
  })

  it.each([
    ["an age without its period", "freshness: {warn_after: {count: 2}}", '"warn_after" needs a period'],
    [
      "both a column and a query",
      `loaded_at_field: a, loaded_at_query: select 1, ${ages}`,
      "loaded_at_query stands next to loaded_at_field",
    ],
  ])("not %s", async (_, table, message) => {
    const project = temporaryProject({
      "models/sources.yml": `sources: [{name: shop, tables: [{name: orders, ${table}}]}]\n`,
    })
    await expect(project.lux().parse()).rejects.toMatchObject({ code: "LUX-1072", message })
  })
})

describe("files of the lake", () => {
  const lake = (collectedAt: string, more = ""): Record<string, string> => ({
    "models/sources.yml": `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: media
        external: {path: '*.json'${collectedAt}}
        columns: [{name: id, data_type: int}, {name: told, data_type: varchar}]
        ${ages}
${more}`,
  })
  const named = (time: Date): string => `media_${time.toISOString().slice(0, 13).replace("T", "_")}.json`
  const write = (project: TemporaryProject, name: string, text = "[]"): string => {
    mkdirSync(join(project.folder, "lake"), { recursive: true })
    writeFileSync(join(project.folder, "lake", name), text)
    return join(project.folder, "lake", name)
  }
  const ago = (hours: number): Date => new Date(Date.now() - hours * hour)

  it("tell by the newest name, and no warehouse is made", async () => {
    const project = temporaryProject(lake(", collected_at: 'media_%Y-%m-%d_%H.json'"))
    for (const hours of [50, 30, 40]) write(project, named(ago(hours)))
    const [result] = (await project.lux().sourceFreshness()).results
    expect(result?.outcome).toMatchObject({ status: "error" })
    if (result?.outcome.status !== "runtime error")
      expect(named(result?.outcome.maxLoadedAt ?? new Date(0))).toBe(named(ago(30)))
    await expect(project.query("select 1")).rejects.toThrow("nothing was built")
  })

  it("else by when they were changed", async () => {
    const project = temporaryProject(lake(""))
    utimesSync(write(project, "a.json"), ago(3), ago(3))
    utimesSync(write(project, "b.json"), ago(5), ago(5))
    expect(told(await project.lux().sourceFreshness())).toEqual([["lake.media", "warn", 3]])
  })

  it("or by what stands in them, where that is said", async () => {
    const project = temporaryProject(lake("", "        loaded_at_field: told\n"))
    write(project, "a.json", JSON.stringify([{ id: 1, told: ago(3).toISOString() }]))
    await project.execute("run")
    expect(told(await project.lux().sourceFreshness())).toEqual([["lake.media", "warn", 3]])
  })

  it("that are not there were never loaded; a lake that is not there cannot be asked", async () => {
    const project = temporaryProject(lake(""))
    expect(told(await project.lux().sourceFreshness())).toEqual([
      ["lake.media", "runtime error", "LUX-2202", expect.stringContaining("there is no lake at")],
    ])
    write(project, "a.txt")
    const [result] = (await project.lux().sourceFreshness()).results
    expect(result?.outcome.status).toBe("error")
  })
})

it("asks what is selected, tells each, and leaves sources.json", async () => {
  const project = await shop(`loaded_at_field: loaded_at, ${ages}, tags: [x]`, hoursAgo(3))
  const seen: unknown[] = []
  const lux = project.lux()
  await lux.sourceFreshness({ onResult: (result, position) => seen.push([result.uniqueId, position]) })
  expect(seen).toEqual([["source.p.shop.orders", { index: 1, total: 1 }]])
  const document: unknown = JSON.parse(readFileSync(join(project.folder, "target/sources.json"), "utf8"))
  expect(document).toMatchObject({
    metadata: { dbt_schema_version: "https://schemas.getdbt.com/dbt/sources/v3.json" },
    results: [
      {
        unique_id: "source.p.shop.orders",
        status: "warn",
        criteria: {
          warn_after: { count: 2, period: "hour" },
          error_after: { count: 1, period: "day" },
          filter: null,
        },
      },
    ],
  })
  expect((await lux.sourceFreshness({ select: ["source:shop", "tag:x"] })).results).toHaveLength(1)
  expect(
    (await lux.sourceFreshness({ exclude: ["tag:x"], output: "found/other.json" })).results,
  ).toHaveLength(0)
  expect(readFileSync(join(project.folder, "found/other.json"), "utf8")).toContain('"results":[]')
})

it("holds for the sources of the guide", async () => {
  const text = readFileSync(new URL("../../../docs/guides/freshness.md", import.meta.url), "utf8")
  const [, sources = ""] = /```yaml title=models\/sources.yml\n([\s\S]*?)```/.exec(text) ?? []
  const table = (name: string, rows: string): Record<string, string> => ({
    [`models/${name}_of_shop.sql`]: `{{config alias="${name}" materialized="table"}}\n${rows}\n`,
  })
  const project = temporaryProject({
    "models/sources.yml": sources,
    ...table("orders", hoursAgo(3)),
    ...table("returns", "select timestamp '2024-01-01' as loaded_at, 0 as amount"),
    ...table(
      "rates",
      "select (now() at time zone 'UTC') - interval 20 hour as valid_from, 'EUR' as currency",
    ),
  })
  mkdirSync(join(project.folder, "lake/raw"), { recursive: true })
  const name = new Date(Date.now() - hour).toISOString().replace("T", "_").replaceAll(":", "").slice(0, 17)
  writeFileSync(join(project.folder, `lake/raw/media_${name}.json`), "[]")
  await project.execute("run")
  expect(
    (await project.lux().sourceFreshness()).results.map((each) => [each.name, each.outcome.status]),
  ).toEqual([
    ["lake.media", "pass"],
    ["shop.orders", "pass"],
    ["shop.rates", "warn"],
    ["shop.returns", "error"],
  ])
})

import { describe, expect, it } from "vitest"
import type { ProfileOptions, ProfileResult } from "../types.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const readings = `select * from (values
  (1, 'a@x.org', 1.5::double, date '2024-01-01', true, 10::decimal(8,2)),
  (2, 'b@x.org', 2.5, date '2024-01-02', false, 20),
  (3, 'b@x.org', null, null, null, 30),
  (4, '', 'nan', date '2024-01-04', true, 30)
) as t (id, "order", weight, day, fresh, price)
`

async function profiled(options: Partial<ProfileOptions> = {}, sql = readings): Promise<ProfileResult> {
  const project = temporaryProject({ "models/readings.sql": `{{config materialized="table"}}\n${sql}` })
  await project.execute("build")
  return project.lux().profile({ of: "readings", ...options })
}

function valuesOf({ metrics }: ProfileResult, column?: string): Record<string, unknown> {
  return Object.fromEntries(
    metrics.flatMap((each) =>
      each.columns === undefined && each.column === column ? [[each.metric, each.value]] : [],
    ),
  )
}

describe("a profile", () => {
  it("measures whole numbers and decimals", async () => {
    const result = await profiled()
    expect(valuesOf(result)).toEqual({ row_count: 4 })
    expect(valuesOf(result, "id")).toMatchObject({
      completeness: 1,
      count_distinct: 4,
      uniqueness: 1,
      unique_value_ratio: 1,
      entropy: Math.log(4),
      min: 1,
      max: 4,
      mean: 2.5,
      sum: 10,
      stddev: Math.sqrt(1.25),
      median: 2.5,
      quantile_25: 1.75,
    })
    expect(valuesOf(result, "price")).toMatchObject({
      sum: 90,
      count_distinct: 3,
      uniqueness: 0.5,
      unique_value_ratio: 2 / 3,
      most_common: [
        { value: 30, count: 2 },
        { value: 10, count: 1 },
        { value: 20, count: 1 },
      ],
    })
  })

  it("of floats looks at those that are finite, and counts the others", async () => {
    expect(valuesOf(await profiled(), "weight")).toMatchObject({
      completeness: 0.75,
      distinctness: 1,
      min: 1.5,
      max: 2.5,
      mean: 2,
      sum: 4,
      stddev: 0.5,
      non_finite_count: 1,
    })
  })

  it("measures text, whatever the column is called, and finds what it reads as", async () => {
    expect(valuesOf(await profiled(), "order")).toMatchObject({
      count_distinct: 3,
      uniqueness: 0.5,
      min_length: 0,
      max_length: 7,
      mean_length: 5.25,
      blank_share: 0.25,
      email_share: 0.75,
      url_share: 0,
    })
  })

  it("measures times and truth", async () => {
    const result = await profiled()
    const day = valuesOf(result, "day")
    expect(day).toMatchObject({ min: "2024-01-01", max: "2024-01-04", completeness: 0.75 })
    expect(day["histogram"]).toMatchObject({
      0: { from: "2024-01-01T00:00:00.000Z", count: 1 },
      15: { count: 1 },
    })
    expect(valuesOf(result, "fresh")).toMatchObject({
      mean: 2 / 3,
      most_common: [{ value: true, count: 2 }, {}],
    })
  })

  it.each([
    ["no rows", "select 1 as n, 'x' as t, 1.5::double as f, date '2024-01-01' as d where false"],
    ["only nulls", "select null::int as n, null::varchar as t, null::double as f, null::date as d"],
  ])("of %s has nothing to say", async (_, sql) => {
    const result = await profiled({ pairs: "all" }, sql)
    const { row_count } = valuesOf(result)
    for (const column of ["n", "t", "f", "d"])
      expect(valuesOf(result, column)).toMatchObject({
        completeness: row_count === 0 ? null : 0,
        count_distinct: 0,
        uniqueness: null,
        entropy: null,
        most_common: [],
      })
    expect(valuesOf(result, "n")).toMatchObject({ mean: null, sum: null, min: null, median: null })
    expect(result.metrics.filter(({ columns }) => columns !== undefined).map(({ value }) => value)).toEqual([
      null,
      null,
    ])
  })

  it("of one row, of lists and structs, of what is larger than a double, of infinity", async () => {
    const result = await profiled(
      {},
      "select [1, 2] as l, {'a': 1} as s, 123456789012345678901::hugeint as big, 'inf'::double as f, uuid() as u, 'x'::blob as b, timestamp 'infinity' as i, '12:30'::time as c",
    )
    for (const { name } of result.columns)
      expect(valuesOf(result, name), name).toMatchObject({ completeness: 1, count_distinct: 1, entropy: 0 })
    expect(valuesOf(result, "big")["sum"]).toBe(123456789012345680000)
    expect(valuesOf(result, "f")).toMatchObject({ mean: null, non_finite_count: 1 })
  })

  it("measures pairs and keys when asked", async () => {
    const result = await profiled({ pairs: [["id", "price"]], keys: [["ORDER", "fresh"]] })
    const sets = result.metrics.filter(({ columns }) => columns !== undefined)
    expect(sets.map(({ columns, metric }) => [columns, metric])).toEqual([
      [["id", "price"], "correlation"],
      [["id", "price"], "mutual_information"],
      ...["count_distinct", "distinctness", "uniqueness", "unique_value_ratio"].map((metric) => [
        ["order", "fresh"],
        metric,
      ]),
    ])
    expect(sets[0]?.value).toBeCloseTo(0.9438798, 6)
    expect(sets[1]?.value).toBeCloseTo(1.0397208, 6)
    expect(sets[2]?.value).toBe(3)
  })

  it("asks one query for all columns, one for each, one for each set", async () => {
    expect(await profiled()).toMatchObject({ queries: 7, rows: 4 })
    expect(await profiled({ columns: ["id"], pairs: [["id", "price"]] })).toMatchObject({ queries: 3 })
  })

  it("looks only at rows and columns that are asked for", async () => {
    const some = await profiled({ where: "\"order\" <> ''", columns: ["Order"] })
    expect(some.columns.map(({ name }) => name)).toEqual(["order"])
    expect(valuesOf(some)).toEqual({ row_count: 3 })
    expect(valuesOf(await profiled({ sample: 2 }))).toEqual({ row_count: 2 })
  })
})

describe("the history", () => {
  it("keeps numbers and times of all rows", async () => {
    const project = temporaryProject({
      "models/readings.sql": `{{config materialized="table"}}\n${readings}`,
    })
    await project.execute("build")
    const first = await project
      .lux()
      .profile({ of: "readings", columns: ["id", "day"], keys: [["id", "day"]] })
    const part = await project.lux().profile({ of: "readings", where: "id > 1" })
    expect([first.recorded, part.recorded]).toEqual([true, false])
    const kept = await project.query(
      "select relation, unique_id, column_name, metric, value, text_value from quality.metric where source = 'profile'",
    )
    expect(kept).toHaveLength(first.metrics.filter(({ value }) => !Array.isArray(value)).length)
    const of = { relation: "main.readings", unique_id: "model.p.readings" }
    expect(kept).toEqual(
      expect.arrayContaining([
        { ...of, column_name: null, metric: "row_count", value: 4, text_value: null },
        { ...of, column_name: "day", metric: "max", value: null, text_value: "2024-01-04" },
        { ...of, column_name: "id,day", metric: "uniqueness", value: 1, text_value: null },
      ]),
    )
  })
})

describe("what can be profiled", () => {
  const files = {
    "models/v.sql": "select 1 as a",
    "models/e.sql": '{{config materialized="ephemeral"}}select 2 as a',
    "models/two.sql": "select 1 as a",
    "models/two_v2.sql": "select 2 as a",
    "models/m.yml":
      "models: [{name: two, latest_version: 1, versions: [{v: 1, defined_in: two}, {v: 2}]}]\nsources: [{name: lake, external: {root: lake}, tables: [{name: raw, external: {format: csv, path: 'raw_*.csv'}, columns: [{name: a, data_type: int}]}]}]\n",
    "seeds/s.csv": "a\n3\n",
    "lake/raw_1.csv": "a\n4\n",
    "files/one.json": '[{"a": 5}]',
    "files/two.json": '{"a": 5}\n{"a": 6, "b": "x"}\n',
    "files/x.csv": "a,b\n7,x\n",
  }

  it.each([
    ["v", { a: 1 }],
    ["model.p.v", { a: 1 }],
    ["e", { a: 2 }],
    ["two", { a: 1 }],
    ["two_v2", { a: 2 }],
    ["s", { a: 3 }],
    ["lake.raw", { a: 4 }],
    ["source:lake.raw", { a: 4 }],
    ["files/*.json", { a: 6, b: undefined }],
    ["files/x.csv", { a: 7 }],
  ])("%s", async (of, greatest) => {
    const project = temporaryProject(files)
    await project.execute("build")
    const result = await project.lux().profile({ of })
    for (const [column, max] of Object.entries(greatest)) expect(valuesOf(result, column)["max"]).toBe(max)
  })

  it("a source before anything is built", async () => {
    expect(await temporaryProject(files).lux().profile({ of: "lake.raw" })).toMatchObject({ rows: 1 })
  })

  it.each([
    ["vv", {}, "LUX-2450", /"v"|`lux ls`/],
    ["v", {}, "LUX-2451", /lux build/],
    ["files/*.csv.gz", {}, "LUX-2452", /Quote/],
    ["files/broken.json", {}, "LUX-2454", /JSON/],
    ["lake.raw", { columns: ["aa"] }, "LUX-2453", /"a"|It has/],
    ["lake.raw", { keys: [["a", "zzzzz"]] }, "LUX-2453", /It has: a/],
  ])("not %s %j: %s", async (of, options, code, hint) => {
    const project = temporaryProject({ ...files, "files/broken.json": "[{ this is none" })
    await expect(project.lux().profile({ of, ...options })).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(hint),
    })
  })
})

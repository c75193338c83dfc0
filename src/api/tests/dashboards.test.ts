import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { expect, it } from "vitest"
import { LuxError, LuxErrors } from "../../errors.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const posts = `select * from (values
  ('a', 'IMAGE', 10, timestamp '2024-03-01 10:00:00'),
  ('a', 'VIDEO', 30, timestamp '2024-03-01 11:00:00'),
  ('b', 'VIDEO', 5, timestamp '2024-03-02 10:00:00'),
  ('b', null, 7, timestamp '2024-03-05 23:00:00')
) as v(brand, media_type, likes, ts)`

const shown = "chart: table, by: brand, metrics: posts, layout: { row: 0, column: 0, width: 24, height: 4 }"

function project(tile: string, filters = "") {
  return temporaryProject({
    "models/posts.sql": `{{config materialized='table'}}\n${posts}`,
    "models/posts.yml":
      "models:\n  - name: posts\n    agg_time_dimension: ts\n    metrics:\n      - { name: posts, agg: count, expr: 1 }\n      - { name: likes, agg: sum }\n      - { name: middle, agg: median, expr: likes }\n",
    "models/dashboards.yml": `dashboards:
  - name: d
    owner: { name: Ada }
    model: ref('posts')
    filters: [${filters}]
    tiles:
      - { ${tile} }
`,
  })
}

it("the page shows dashboards that are read", async () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../../docs/guides/dashboards.md"), "utf8")
  const yaml = /title=models\/dashboards.yml\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? ""
  const made = project("name: t, chart: text, text: x, layout: { row: 0, column: 0, width: 1, height: 1 }")
  made.write({ "models/dashboards.yml": yaml })
  await made.execute("build")
  const { rows } = await made.lux().show({ tile: "posts_overview.per_day", limit: -1 })
  expect(rows.map((row) => Object.values(row).join(" "))).toEqual([
    "2024-03-01 a 2 40",
    "2024-03-02 b 1 5",
    "2024-03-05 b 1 7",
  ])
})

it("is a node of the graph, which reads what its tiles read", async () => {
  const made = project(`name: t, ${shown}`, "{ name: brand, field: brand }")
  expect((await made.lux().list({ select: ["+exposure:d"] })).map(({ name }) => name).sort()).toEqual([
    "d",
    "posts",
  ])
})

it.each([
  ["filters: { media_type: VIDEO }", ["a 1", "b 1"]],
  ["filters: { media_type: [VIDEO, null] }", ["a 1", "b 2"]],
  ["filters: { media_type: { not: VIDEO } }", ["a 1", "b 1"]],
  ["filters: { media_type: { not: null } }", ["a 2", "b 1"]],
  ["filters: { likes: { min: 6, max: 10 } }", ["a 1", "b 1"]],
  ["filters: { ts: { last: 4 days } }", ["b 2"]],
  ["filters: { ts: { last: 1 day, as_of: 2024-03-02 } }", ["b 1"]],
  ["filters: { ts: { last: 1 day, as_of: '2024-03-01 10:30' } }", ["a 1"]],
  ["filters: { ts: { last: 1 week, as_of: 2024-03-03 } }", ["a 2", "b 1"]],
  ["filters: { ts: { last: 1 hour, as_of: '2024-03-01T10:00:00Z' } }", ["a 1"]],
  ["filters: { ts__day: { max: '2024-03-01' } }", ["a 2"]],
  ["filters: { posts: { min: 3 } }", []],
  ["sort: -brand", ["b 2", "a 2"]],
  ["sort: [-posts, brand], limit: 1", ["a 2"]],
])("a tile with %s shows %s", async (more, expected) => {
  const made = project(`name: t, ${shown}, ${more}`)
  await made.execute("build")
  const { rows } = await made.lux().show({ tile: "d.t", limit: -1 })
  expect(rows.map((row) => Object.values(row).join(" "))).toEqual(expected)
})

const place = "layout: { row: 0, column: 0, width: 24, height: 4 }"

it.each([
  ["a chart that is not there", `name: t, chart: pie, ${place}`, "", "LUX-1005"],
  ["an unknown key", `name: t, ${shown}, colour: red`, "", "LUX-1004"],
  [
    "a chart without what it takes",
    `name: t, chart: heatmap, by: brand, metrics: posts, ${place}`,
    "",
    "LUX-3130",
  ],
  ["a number by a column", `name: t, chart: number, by: brand, metrics: posts, ${place}`, "", "LUX-3130"],
  ["a text tile without text", `name: t, chart: text, ${place}`, "", "LUX-3130"],
  [
    "two columns without series",
    `name: t, chart: bar, by: [brand, ts__day], metrics: posts, ${place}`,
    "",
    "LUX-3130",
  ],
  ["a sort by what is not shown", `name: t, ${shown}, sort: likes`, "", "LUX-3130"],
  [
    "a tile beyond the grid",
    "name: t, chart: text, text: x, layout: { row: 0, column: 20, width: 8, height: 1 }",
    "",
    "LUX-3130",
  ],
  ["tiles over each other", `name: t, ${shown} }\n      - { name: u, ${shown}`, "", "LUX-3130"],
  ["two tiles of one name", `name: t, ${shown} }\n      - { name: t, ${shown}`, "", "LUX-3131"],
  [
    "two filters of one name",
    `name: t, ${shown}`,
    "{ name: b, field: brand }, { name: b, field: brand }",
    "LUX-3131",
  ],
  ["a filter that says nothing", `name: t, ${shown}, filters: { likes: {} }`, "", "LUX-3130"],
  ["a filter of an unknown time", `name: t, ${shown}, filters: { ts: { last: a while } }`, "", "LUX-3130"],
  ["a source", `name: t, ${shown}, model: "source('a', 'b')"`, "", "LUX-3130"],
  ["an unknown metric", `name: t, chart: number, metrics: post, ${place}`, "", "LUX-3132"],
  ["a metric that lux does not compute", `name: t, chart: number, metrics: middle, ${place}`, "", "LUX-3132"],
  ["an unknown column", `name: t, chart: bar, by: brnd, metrics: posts, ${place}`, "", "LUX-3132"],
  ["a filter of an unknown column", `name: t, ${shown}, filters: { kind: x }`, "", "LUX-3132"],
  ["a filter that no tile has", `name: t, ${shown}`, "{ name: b, field: brnd }", "LUX-3132"],
  [
    "pictures of an unknown column",
    `name: t, ${shown}, pictures: { model: ref('posts'), key: brand, column: url }`,
    "",
    "LUX-3132",
  ],
])("%s is found when the project is parsed", async (_, tile, filters, code) => {
  const told = await project(tile, filters)
    .lux()
    .parse()
    .then(
      () => [],
      (error) => (error instanceof LuxErrors ? error.errors : [error]),
    )
  expect(told.map((error) => `${error.code} ${error.place?.file}`)).toContain(`${code} models/dashboards.yml`)
})

const bar = `name: t, chart: bar, by: brand, metrics: likes, ${place}`

it.each([
  ["a metric", `${bar.replace("likes", "like")}`, "", "LUX-3132", "like,"],
  ["a column", `${bar.replace("by: brand", "by: brnd")}`, "", "LUX-3132", "brnd"],
  ["a unit", `${bar.replace("by: brand", "by: ts__dya")}`, "", "LUX-3132", "ts__dya"],
  ["a metric for a column", `${bar.replace("by: brand", "by: posts")}`, "", "LUX-3132", "posts"],
  ["a unit of a text", `${bar.replace("by: brand", "by: brand__day")}`, "", "LUX-3356", "brand__day"],
  ["last of a text", `${bar}, filters: { brand: { last: 3 days } }`, "", "LUX-3356", "{ last: 3"],
  ["a text for a number", `${bar}, filters: { amount: many }`, "", "LUX-3356", "many"],
  ["a number for a text", `${bar}, filters: { brand: 1 }`, "", "LUX-3356", "1 }"],
  ["a day that is none", `${bar}, filters: { ts: { min: yesterday } }`, "", "LUX-3356", "{ min"],
  ["min above max", `${bar}, filters: { likes: { min: 5, max: 1 } }`, "", "LUX-3130", "{ min"],
  [
    "an as_of that is not a day",
    `${bar}, filters: { ts: { last: 3 days, as_of: 2024-02-30 } }`,
    "",
    "LUX-3130",
    "{ last",
  ],
  [
    "as_of alone",
    `${bar}, filters: { ts: { min: '2024-01-01', as_of: 2024-02-03 } }`,
    "",
    "LUX-3130",
    "{ min",
  ],
  ["fill of a text", `${bar}, fill: { brand: [0, 23] }`, "", "LUX-3356", "brand, metrics"],
  ["fill backwards", `${bar}, fill: { brand: [23, 0] }`, "", "LUX-3130", "[23"],
  ["a control of times", bar, "{ name: f, field: brand, control: date_range }", "LUX-3356", "brand, control"],
  ["a control of numbers", bar, "{ name: f, field: brand, control: range }", "LUX-3356", "brand, control"],
  ["a default of another type", bar, "{ name: f, field: amount, default: many }", "LUX-3356", "many"],
  ["a format", `${bar}, formats: { likes: money }`, "", "LUX-3357", "money"],
  ["a format by thousands", `${bar}, formats: { likes: '0,' }`, "", "LUX-3357", "0,"],
  ["colours without a series", `${bar}, colors: { a: '#123456' }`, "", "LUX-3355", "{ a:"],
  ["a log axis of names", `${bar}, axes: { y: { scale: log } }`, "", "LUX-3355", "{ scale"],
  ["a stacked donut", `${bar.replace("bar", "donut")}, stacked: true`, "", "LUX-3355", "true"],
  ["axes of a table", `${bar.replace("bar", "table")}, axes: { y: { label: x } }`, "", "LUX-3355", "{ y"],
  ["metrics of a text", `name: t, chart: text, text: x, metrics: posts, ${place}`, "", "LUX-3355", "posts"],
  ["totals without a stack", `${bar.replace("bar", "column")}, totals: true`, "", "LUX-3355", "true"],
  ["sort in words", `${bar}, sort: likes desc`, "", "LUX-3130", "likes desc"],
  ["a tile on another", `${bar} }\n      - { ${bar.replace("name: t", "name: u")}`, "", "LUX-3130", "{ row"],
])("%s that is wrong is told where it is written, with what to write", async (_, tile, filters, code, at) => {
  const made = project(tile, filters)
  made.write({
    "lux_project.yml": "name: p\ndialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
    "models/posts.sql":
      "{{config materialized='table'}}\nselect cast('a' as varchar) as brand, cast('x' as varchar) as media_type, 1 as likes, 2 as amount, timestamp '2024-03-01' as ts",
  })
  const error = await made
    .lux()
    .parse()
    .then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof LuxErrors ? thrown.errors[0] : thrown),
    )
  if (!(error instanceof LuxError)) throw new Error("it is not found")
  const { line = 0, column = 0 } = error.place ?? {}
  const text = readFileSync(`${made.folder}/models/dashboards.yml`, "utf8").split("\n")[line - 1]
  expect(
    [error.code, text?.slice(column - 1).startsWith(at)],
    `${error.message} at ${text?.slice(column - 1)}`,
  ).toEqual([code, true])
  expect(error.hint ?? "").not.toBe("")
})

it.each([
  ["no tiles", "tiles: []"],
  [
    "a name that leads elsewhere",
    "tiles: [{ name: t, chart: text, text: x, layout: { row: 0, column: 0, width: 1, height: 1 } }]",
    "../d",
  ],
])("a dashboard with %s is LUX-3358", async (_, tiles, name = "d") => {
  const made = project(`name: t, ${shown}`)
  made.write({
    "models/dashboards.yml": `dashboards:\n  - name: ${name}\n    owner: { name: Ada }\n    ${tiles}\n`,
  })
  await expect(made.lux().parse()).rejects.toMatchObject({ code: "LUX-3358", place: { line: 2 } })
})

it("as_of of a dashboard holds for all of its tiles, in LookML too", async () => {
  const made = project(`name: t, ${shown}, filters: { ts: { last: 2 days } }`)
  const path = "models/dashboards.yml"
  const written = readFileSync(`${made.folder}/${path}`, "utf8")
  made.write({
    [path]: written.replace("    model:", "    as_of: 2024-03-02\n    model:"),
    "models/posts.yml":
      "models:\n  - name: posts\n    columns: [{ name: ts, data_type: timestamp }]\n    metrics: [{ name: posts, agg: count, expr: 1 }]\n",
  })
  await made.execute("build")
  const { rows } = await made.lux().show({ tile: "d.t", limit: -1 })
  expect(rows.map((row) => Object.values(row).join(" "))).toEqual(["a 2", "b 1"])
  await made.lux().generateLooker({ output: `${made.folder}/looker` })
  expect(readFileSync(`${made.folder}/looker/dashboards/d.dashboard.lookml`, "utf8")).toContain(
    "posts.ts_time: 2024-03-01 00:00:00 to 2024-03-03 00:00:00",
  )
})

it("a column that a tile uses and that is renamed is found before it is built", async () => {
  const made = project(`name: t, ${shown}`)
  await made.lux().parse()
  made.write({ "models/posts.sql": posts.replace("v(brand", "v(brand_name") })
  const error = await made
    .lux()
    .parse()
    .catch((thrown: unknown) => thrown)
  if (!(error instanceof LuxError)) throw new Error("it is not found")
  expect([error.code, error.place?.file, error.place?.line]).toEqual(["LUX-3132", "models/dashboards.yml", 7])
})

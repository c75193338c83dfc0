/** The examples of the guides, as files of one project that is built. */
import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { expect, it } from "vitest"
import { temporaryProject } from "./temporary-project.testkit.ts"

/** The fenced blocks of a page in one language, in order. */
function blocks(page: string, language: string): string[] {
  const text = readFileSync(join(resolve(import.meta.dirname, "../../../docs/guides"), page), "utf8")
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2] ?? "")
}

const collected = [{ media_id: "m1", like_count: 3 }, { media_id: "m2" }]

it("builds what the guides show", async () => {
  const [source = ""] = blocks("lake.md", "yaml")
  const [stage = ""] = blocks("lake.md", "handlebars")
  const [declared = ""] = blocks("tests.md", "yaml")
  const [generic = ""] = blocks("tests.md", "handlebars")
  const [incremental = ""] = blocks("materializations.md", "sql")
  const project = temporaryProject(
    {
      "models/sources.yml": source,
      "models/stage_media.sql": stage,
      "models/media_feed.sql":
        "{{config materialized='incremental'}}\nselect media_id, like_count, _collected_at as collected_at from {{ref 'stage_media'}}\n",
      "models/likes.sql": incremental,
      "models/likes.yml":
        "models:\n  - name: likes\n    columns:\n      - {name: collected_at, data_tests: [not_in_future]}\n",
      "models/brand.sql": "select 'u1' as user_id\n",
      "models/media.sql":
        "{{config materialized='table'}}\nselect 'm1' as media_id, 'IMAGE' as media_type, 'u1' as user_id\n",
      "models/media.yml": declared,
      "tests/generic/not_in_future.sql": generic,
      "data/lake/raw/media_2024-01-01/media_2024-01-01_000015.json": JSON.stringify(collected),
    },
    "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
  )
  const { nodes } = await project.execute("build")
  expect(
    nodes.map((node) => [node.label, node.status, node.message]).filter(([, status]) => status !== "ok"),
  ).toEqual([])
  expect(nodes.flatMap((node) => node.checks).map((check) => check.status)).toEqual(Array(5).fill("pass"))
  expect(await project.query("select media_id, like_count from likes order by media_id")).toEqual([
    { media_id: "m1", like_count: "3" },
    { media_id: "m2", like_count: "0" },
  ])
  const [history = ""] = blocks("quality-history.md", "sql")
  expect(await project.query(history)).toEqual([])
})

it("translates what the guide to dialects says to write", async () => {
  const text = readFileSync(resolve(import.meta.dirname, "../../../docs/reference/sql-dialect.md"), "utf8")
  const project = temporaryProject(
    { "models/one.sql": "select 1 as one\n" },
    "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
  )
  const seconds = /`(datediff\(second, [^`]*)`/.exec(text)?.[1] ?? ""
  const from = "(select '2024-01-01'::timestamp as a, '2024-02-01'::timestamp as b) as t"
  await project.execute("build")
  const { rows } = await project.lux().show({ inline: `select ${seconds} as seconds from ${from}`, limit: 1 })
  expect(rows).toEqual([{ seconds: 2678400 }])
  await expect(
    project.lux().show({ inline: `select a - b as seconds from ${from}`, limit: 1 }),
  ).rejects.toMatchObject({
    code: "LUX-1301",
    message: expect.stringContaining("the difference of two timestamps"),
  })
})

it("keeps the promises of the guide to governance", async () => {
  const text = readFileSync(resolve(import.meta.dirname, "../../../docs/guides/governance.md"), "utf8")
  const files = Object.fromEntries(
    [...text.matchAll(/^```\w+ title=(\S+)\n([\s\S]*?)^```$/gm)].map(([, path = "", body = ""]) => [
      path,
      body,
    ]),
  )
  const settings = "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n"
  const project = temporaryProject(files, settings)
  const { nodes } = await project.execute("build")
  expect(nodes.map(({ label, status }) => [label, status]).sort()).toEqual([
    ["main.customers", "ok"],
    ["main.orders_v1", "ok"],
    ["main.orders_v2", "ok"],
    ["main.report", "ok"],
  ])
  expect(await project.query("select * from customers")).toEqual([{ customer_id: 1, name: "Ada" }])
  expect(await project.query("select * from report")).toEqual([{ order_id: 1, total_cents: "2000" }])
  const lux = project.lux()
  await lux.parse()
  expect(lux.warnings.map(({ code }) => code)).toEqual(["LUX-1221", "LUX-1222"])

  project.write({
    "models/customers.sql":
      "select 1::bigint as customer_id, 'Ada'::varchar(100) as name, 'a@b'::varchar(9) as email\n",
  })
  const again = await project.execute("build", { select: ["customers"] })
  const [shown = ""] = /^LUX-2120[\s\S]*?^```$/m.exec(text) ?? []
  const { error } = again.nodes[0] ?? {}
  const told = `${error?.code} ${error?.place?.file}:${error?.place?.line}:${error?.place?.column} ${error?.message}`
  expect(told.split("\n")).toEqual(
    shown
      .split("\n")
      .slice(0, -1)
      .map((line) => line.trim()),
  )
})

it("takes the snapshot of the guide", async () => {
  const text = readFileSync(resolve(import.meta.dirname, "../../../docs/guides/snapshots.md"), "utf8")
  const files = Object.fromEntries(
    [...text.matchAll(/^```\w+ title=(\S+)\n([\s\S]*?)^```$/gm)].map(([, path = "", body = ""]) => [
      path,
      body,
    ]),
  )
  const project = temporaryProject({
    ...files,
    "seeds/order_states.csv":
      "order_id,status,changed_at\n1,new,2024-01-01 10:00:00\n2,new,2024-01-02 10:00:00\n",
  })
  await project.execute("seed")
  const build = () => project.statuses("build", { select: ["orders+"] })
  expect(await build()).toEqual({ orders: "ok", order_history: "ok" })
  await project.change(
    "update order_states set status = 'sent', changed_at = '2024-01-20' where order_id = 1",
  )
  expect(await build()).toEqual({ orders: "ok", order_history: "ok" })
  const [asOf = ""] = blocks("snapshots.md", "sql")
  expect(await project.query(`${asOf} order by order_id`)).toEqual([
    { order_id: "1", status: "new" },
    { order_id: "2", status: "new" },
  ])
  const unique = /`(unique: \{config: .*\})`/.exec(text)?.[1] ?? ""
  project.write({
    "snapshots/orders.yml": `${files["snapshots/orders.yml"]}      - {name: order_id, data_tests: [{${unique}}]}\n`,
  })
  await project.change(
    "update order_states set status = 'paid', changed_at = '2024-01-21' where order_id = 1",
  )
  expect(await build()).toEqual({ orders: "ok", order_history: "ok" })
})

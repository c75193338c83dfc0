/** Relations that change while views, foreign keys and functions read them. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

describe.each(["postgres", "redshift"] as const)("on %s", (type) => {
  let count = 0

  function projectOf(files: Readonly<Record<string, string>>) {
    const schema = `d${++count}`
    const settings = `dialect: ${type}\ntargets: {prod: ${network.target(type, `schema: ${schema}, threads: 2`)}}\n`
    const project = networkProject(settings, files)
    onTestFinished(() => project.remove())
    return {
      ...project,
      schema,
      sql: (sql: string) => project.lux().runOperation({ sql }),
      rows: async (sql: string) =>
        (await project.lux().show({ inline: sql.replaceAll("$", schema), limit: -1 })).rows,
    }
  }

  const a = (materialized: string, sql: string) => ({
    "models/a.sql": `{{config materialized="${materialized}"}}\n${sql}`,
  })
  const view = (sql: string) => `{{config materialized="view" bind=true}}\n${sql}`
  const readers = {
    "models/r.sql": view('select * from {{ref "a"}}'),
    "models/r2.sql": view('select id from {{ref "r"}}'),
  }
  const three = "select 1 as id, 2 as m, 3 as z"
  const changes: readonly (readonly [string, string, string, object])[] = [
    ["a column goes", "table", "select 1 as id, 3 as z", { id: 1, z: 3 }],
    ["a column is renamed", "table", "select 1 as id, 2 as mm, 3 as z", { id: 1, mm: 2, z: 3 }],
    [
      "a column gets another type",
      "table",
      "select 1 as id, 2 as m, cast('x' as varchar(3)) as z",
      { id: 1, m: 2, z: "x" },
    ],
    ["a table becomes a view", "view", three, { id: 1, m: 2, z: 3 }],
    ["a table becomes a view without a column", "view", "select 1 as id, 3 as z", { id: 1, z: 3 }],
    ["a table becomes a materialized view", "materialized_view", three, { id: 1, m: 2, z: 3 }],
    [
      "a table becomes a materialized view without a column",
      "materialized_view",
      "select 1 as id, 3 as z",
      { id: 1, z: 3 },
    ],
  ]

  it.each(changes)("%s: models that read it are made again", async (_, materialized, sql, row) => {
    for (const command of ["run", "build"] as const) {
      const checks =
        command === "build" ? "models: [{name: a, columns: [{name: id, data_tests: [unique]}]}]\n" : ""
      const project = projectOf({ ...a("table", three), ...readers, "models/p.yml": checks })
      expect(await project.statuses(command)).toEqual({ a: "ok", r: "ok", r2: "ok" })
      const change = a(materialized, sql)
      const config = { "models/a.sql": change["models/a.sql"].replace('"}}', '" bind=true}}') }
      project.write(config)
      expect(await project.statuses(command)).toEqual({ a: "ok", r: "ok", r2: "ok" })
      expect(await project.rows("select * from $.a")).toEqual([row])
      expect(await project.rows("select * from $.r")).toEqual([row])
      expect(await project.rows("select * from $.r2")).toEqual([{ id: 1 }])
      project.write(a("table", three))
      expect(await project.statuses(command)).toEqual({ a: "ok", r: "ok", r2: "ok" })
    }
  })

  it.each(changes.slice(0, 3))("%s: a view of somebody else's holds it back", async (_, __, sql) => {
    const column = sql.includes(" m,") ? "z" : "m"
    const project = projectOf({ ...a("table", three), ...readers })
    await project.statuses("run")
    await project.sql(
      `create view ${project.schema}.theirs as select id, ${column} as seen from ${project.schema}.a`,
    )
    project.write(a("table", sql))
    for (const command of ["run", "build"] as const) {
      const { nodes } = await project.execute(command)
      const [first, ...others] = nodes.map(({ status, error }) => [status, error?.code, error?.message])
      expect(first).toEqual([
        "error",
        "LUX-2142",
        `${project.schema}.a cannot change: view ${project.schema}.theirs reads column "${column}"`,
      ])
      expect(others.map(([status]) => status)).toEqual(["skipped", "skipped"])
      expect(await project.rows("select * from $.a")).toEqual([{ id: 1, m: 2, z: 3 }])
      expect(await project.rows("select * from $.theirs")).toHaveLength(1)
    }
    await project.sql(`drop view ${project.schema}.theirs`)
    await project.sql(`create view ${project.schema}.theirs as select id from ${project.schema}.a`)
    expect(await project.statuses("run")).toEqual({ a: "ok", r: "ok", r2: "ok" })
    expect(await project.rows("select * from $.theirs")).toEqual([{ id: 1 }])
  })

  it("a model that is not selected is somebody else's", async () => {
    const project = projectOf({ ...a("table", three), ...readers })
    await project.statuses("run")
    project.write(a("table", "select 1 as id, 3 as z"))
    const { nodes } = await project.execute("run", { select: ["a"] })
    expect(nodes.map(({ error }) => error?.message)).toEqual([
      `${project.schema}.a cannot change: view ${project.schema}.r reads column "m"`,
    ])
    expect(await project.statuses("run", { select: ["a+"] })).toEqual({ a: "ok", r: "ok", r2: "ok" })
  })

  it("seeds and synced columns too", async () => {
    const project = projectOf({
      "seeds/s.csv": "id,m\n1,2\n",
      "models/rs.sql": view('select * from {{ref "s"}}'),
      "models/i.sql":
        '{{config materialized="incremental" on_schema_change="sync_all_columns"}}select 1 as id, 2 as m',
      "models/ri.sql": view('select * from {{ref "i"}}'),
    })
    expect(await project.statuses("build")).toEqual({ s: "ok", rs: "ok", i: "ok", ri: "ok" })
    project.write({
      "seeds/s.csv": "id\n1\n",
      "models/i.sql":
        '{{config materialized="incremental" on_schema_change="sync_all_columns"}}select 2 as id',
    })
    for (const select of [["s"], ["i"]]) {
      const { nodes } = await project.execute("build", { select })
      expect(nodes.map(({ error }) => error?.message)).toEqual([
        `${project.schema}.${select[0]} cannot change: view ${project.schema}.r${select[0]} reads column "m"`,
      ])
    }
    expect(await project.rows("select * from $.rs")).toEqual([{ id: 1, m: 2 }])
    expect(await project.rows("select * from $.ri")).toEqual([{ id: 1, m: 2 }])
    expect(await project.statuses("build")).toEqual({ s: "ok", rs: "ok", i: "ok", ri: "ok" })
    expect(await project.rows("select * from $.rs")).toEqual([{ id: 1 }])
    expect(await project.rows("select * from $.ri order by 1")).toEqual([{ id: 1 }, { id: 2 }])
  })

  it("a view that cannot be made again is named, and nothing changes", async () => {
    const project = projectOf({
      ...a("table", three),
      "models/b.sql": '{{config materialized="table"}}select 1 as id, 5 as p',
      "models/r.sql": view('select a.m, b.p from {{ref "a"}} as a join {{ref "b"}} as b on a.id = b.id'),
    })
    await project.statuses("run")
    project.write({
      ...a("table", "select 1 as key, 2 as m"),
      "models/b.sql": '{{config materialized="table"}}select 1 as key, 5 as p',
      "models/r.sql": view('select a.m, b.p from {{ref "a"}} as a join {{ref "b"}} as b on a.key = b.key'),
    })
    const { nodes } = await project.execute("run")
    for (const { error } of nodes.filter(({ status }) => status !== "skipped")) {
      expect(error?.code).toBe("LUX-2143")
      expect(error?.message).toContain(`view ${project.schema}.r, which reads it, cannot be made again: `)
    }
    expect(nodes.filter(({ status }) => status === "error")).toHaveLength(2)
    expect(await project.rows("select * from $.r")).toEqual([{ m: 2, p: 5 }])
    project.write({
      "models/p.yml":
        "models: [{name: a, config: {publish_together: g}}, {name: b, config: {publish_together: g}}, {name: r, config: {publish_together: g}}]\n",
    })
    expect(await project.statuses("run")).toEqual({ a: "ok", b: "ok", r: "ok" })
  })
})

it("foreign keys and functions hold a table back on Postgres", async () => {
  const settings = `dialect: postgres\ntargets: {prod: ${network.target("postgres", "schema: held, threads: 2")}}\n`
  const config = '{{config materialized="incremental" unique_key="id" on_schema_change="sync_all_columns"}}'
  const project = networkProject(settings, { "models/a.sql": `${config}select 1 as id, 2 as m` })
  onTestFinished(() => project.remove())
  const sql = (text: string) => project.lux().runOperation({ sql: text })
  await project.statuses("run")
  await sql("alter table held.a add unique (id)")
  await sql("create table held.theirs (id int references held.a (id))")
  await sql("create function held.all_a() returns setof held.a language sql return null::held.a")
  const { nodes } = await project.execute("run", { fullRefresh: true })
  expect(nodes[0]?.error?.message).toMatch(
    /^held\.a cannot change: (?=.*constraint theirs_id_fkey on table held\.theirs depends on column "id")(?=.*function held\.all_a\(\) depends on held\.a)/,
  )
  expect(await project.statuses("run")).toEqual({ a: "ok" })
})

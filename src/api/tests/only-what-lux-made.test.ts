import { describe, expect, it } from "vitest"
import type { RunEvent } from "../../run/events.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const orders = (v: number, config = "materialized='table'") => ({
  "models/orders.sql": `{{config ${config}}}\nselect 1 as id, ${v} as v\n`,
  "models/orders.yml":
    "models: [{name: orders, columns: [{name: v, data_tests: [{accepted_values: {values: [1, 2], quote: false}}]}]}]\n",
})
const good = orders(1)
const bad = orders(3)

/** Builds, and gives the status, the message and the codes of the warnings. */
async function build(project: TemporaryProject): Promise<readonly string[]> {
  const warnings: string[] = []
  const { nodes } = await project.execute("build", {
    onEvent: (event: RunEvent) => {
      if (event.type === "warning") warnings.push(event.error.code)
    },
  })
  const [node] = nodes
  return [node?.status ?? "", node?.error?.code ?? node?.message ?? "", ...warnings]
}

const names =
  "select table_name as name from duckdb_tables() where schema_name = 'main' union all select view_name from duckdb_views() where schema_name = 'main' and not internal order by 1"
async function relations(project: TemporaryProject): Promise<string> {
  return (await project.query(names)).map(({ name }) => name).join(" ")
}

describe("what has a name of lux's and is somebody else's", () => {
  it.each(["orders__rejected", "orders__lux_candidate", "orders__old__lux_candidate"])(
    "is told of when the project is read, where the project makes it: %s",
    async (name) => {
      const project = temporaryProject({ ...good, [`models/${name}.sql`]: "select 99 as mine" })
      await expect(project.execute("build")).rejects.toThrow(
        `model "${name}" is main.${name}, a name that lux uses to build model "orders"`,
      )
      await expect(project.lux().parse()).rejects.toMatchObject({ code: "LUX-1224" })
    },
  )

  it.each([
    ["a seed", { "seeds/ORDERS__rejected.csv": "id\n1\n" }, "seed"],
    ["an alias", { "models/other.sql": "{{config alias='orders__rejected'}}select 1 as one" }, "model"],
    [
      "a snapshot",
      {
        "snapshots/s.yml":
          "snapshots: [{name: orders__rejected, relation: ref('orders'), config: {unique_key: id, strategy: check, check_cols: all}}]\n",
      },
      "snapshot",
    ],
  ])("%s too", async (_, files, type) => {
    await expect(temporaryProject({ ...good, ...files }).execute("build")).rejects.toThrow(
      new RegExp(`${type} "[^"]*" is main.orders__rejected`, "i"),
    )
  })

  it("is fine in another schema, or next to what is not a relation", async () => {
    const project = temporaryProject({
      ...good,
      "models/orders__rejected.sql": "{{config schema='kept'}}select 99 as mine",
      "models/part.sql": "{{config materialized='ephemeral'}}select 1 as one",
      "models/part__rejected.sql": "select 1 as one",
    })
    expect((await project.execute("build")).success).toBe(true)
  })

  it("stays: a rejected version is not kept then, and says why", async () => {
    const project = temporaryProject(good)
    await project.execute("build")
    await project.change("create table main.orders__rejected as select 77 as mine")
    expect(await build(project)).toEqual(["ok", "1 row", "LUX-2141"])
    project.write(bad)
    expect(await build(project)).toEqual([
      "rejected",
      expect.stringMatching(/could not be kept as main\.orders__rejected: .*already exists/),
      "LUX-2141",
    ])
    expect(await relations(project)).toBe("orders orders__rejected")
    project.write(good)
    expect(await build(project)).toEqual(["ok", "1 row", "LUX-2141"])
    expect(await project.query("select * from orders__rejected")).toEqual([{ mine: 77 }])
  })

  it.each(["table", "view"])("stays, and is not in the way of a candidate: a %s", async (kind) => {
    const project = temporaryProject(good)
    await project
      .lux()
      .runOperation({ sql: `create ${kind} main.orders__lux_candidate as select 78 as mine` })
    for (const config of ["materialized='table'", "materialized='view'"]) {
      project.write(orders(1, config))
      expect(await build(project)).toEqual(["ok", expect.anything(), "LUX-2141"])
    }
    expect(await project.query("select * from orders__lux_candidate")).toEqual([{ mine: 78 }])
    expect(await relations(project)).toBe("orders orders__lux_candidate")
  })

  it("stays and is told of where its name has the token of no run; what has that of one goes", async () => {
    const project = temporaryProject(good)
    await project.execute("build")
    const [run] = await project.query("select token from _lux.run")
    const left = `orders__${String(run?.["token"])}__lux_candidate`
    const other = "orders__0123456789ab__lux_candidate"
    await project.change(`create view main.${left} as select 1 as one`)
    await project.change(`create table main.${other} as select 79 as mine`)
    expect(await build(project)).toEqual(["ok", "1 row", "LUX-2141"])
    expect(await relations(project)).toBe(`orders ${other}`)
    expect(await project.query(`select * from ${other}`)).toEqual([{ mine: 79 }])
  })

  it("stays where the record of runs is gone", async () => {
    const project = temporaryProject(good)
    await project.execute("build")
    const [run] = await project.query("select token from _lux.run")
    const left = `orders__${String(run?.["token"])}__lux_candidate`
    await project.change(`create table main.${left} as select 1 as one`)
    await project.change("drop table _lux.run")
    expect(await build(project)).toEqual(["ok", "1 row", "LUX-2141"])
    expect(await relations(project)).toBe(`orders ${left}`)
  })

  it("stays where it has taken the place of what lux made", async () => {
    const project = temporaryProject(bad)
    expect(await build(project)).toEqual(["rejected", expect.stringContaining("is kept as")])
    await project.change("create or replace table main.orders__rejected as select 77 as mine")
    project.write(good)
    expect(await build(project)).toEqual(["ok", "1 row", "LUX-2141"])
    expect(await project.query("select * from orders__rejected")).toEqual([{ mine: 77 }])
  })

  it("stays where a hook makes it while the run goes on", async () => {
    const project = temporaryProject(
      orders(
        1,
        "materialized='table' pre_hook='create table main.orders__lux_candidate as select 78 as mine'",
      ),
    )
    expect(await build(project)).toEqual(["ok", "1 row"])
    expect(await project.query("select * from orders__lux_candidate")).toEqual([{ mine: 78 }])
  })
})

it("a source may read what lux rejected", async () => {
  const project = temporaryProject({
    ...bad,
    "models/sources.yml": "sources: [{name: main, tables: [{name: orders__rejected}]}]\n",
    "models/seen.sql": "{{config materialized='table'}}select v from {{source 'main' 'orders__rejected'}}",
  })
  await project.execute("build", { select: ["orders"] })
  expect((await project.execute("build", { select: ["seen"] })).success).toBe(true)
  expect(await project.query("select * from seen")).toEqual([{ v: 3 }])
})

it("what lux published has no record, and keeps its description", async () => {
  const project = temporaryProject(good)
  await project.execute("build")
  await project.execute("build")
  const comments = "select table_name as name, comment from duckdb_tables() where schema_name = 'main'"
  expect(await project.query(comments)).toEqual([{ name: "orders", comment: null }])
  project.write(bad)
  await project.execute("build")
  expect(await project.query(`${comments} order by 1`)).toEqual([
    { name: "orders", comment: null },
    { name: "orders__rejected", comment: "made by lux next to main.orders" },
  ])
})

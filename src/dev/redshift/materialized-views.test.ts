import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import type { RunOptions } from "../../api/types.ts"
import type { Warehouse } from "../../warehouse/warehouse.ts"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

const total = 'select sum(amount) as total, count(*) as n from {{ref "sales"}}'

describe.each(["redshift", "postgres"] as const)("on %s", (type) => {
  let count = 0
  let warehouse: Warehouse

  beforeAll(async () => {
    warehouse = await network.open(type)
    await sql("create schema raw;\ncreate table raw.sale (id int, amount int)")
  })

  afterAll(() => warehouse.close())

  async function sql(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    if (!/^select/.test(text)) {
      await warehouse.withSession((session) => session.run(text))
      return []
    }
    return (await warehouse.withSession((session) => session.query(text))).rows
  }

  async function projectOf(config = "", more: Readonly<Record<string, string>> = {}) {
    const schema = `mv${++count}`
    await sql("delete from raw.sale")
    await sql("insert into raw.sale values (1, 10), (2, 20)")
    const settings = `dialect: ${type}\ntargets: {prod: ${network.target(type, `schema: ${schema}`)}}\n`
    const project = networkProject(settings, {
      "models/sales.sql": '{{config materialized="table"}}\nselect id, amount from raw.sale',
      "models/total.sql": `{{config materialized="materialized_view" ${config}}}\n${total}`,
      "models/schema.yml": "models: [{name: total, columns: [{name: total, data_tests: [not_null]}]}]\n",
      ...more,
    })
    onTestFinished(() => project.remove())
    const build = (options?: RunOptions) => project.statuses("build", options)
    return {
      project,
      schema,
      build,
      rows: () => sql(`select * from ${schema}.total`),
      /** Another one once it was made again. */
      identity: async () =>
        (
          await sql(
            `select c.oid as id from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = '${schema}' and c.relname = 'total'`,
          )
        )[0]?.["id"],
      kinds: async () => {
        const entries = [...(await warehouse.readCatalog([schema])).entries()]
        return Object.fromEntries(entries.map(({ name, kind }) => [name, kind]))
      },
    }
  }

  const well = { sales: "ok", total: "ok" }

  it("is made once, and refreshed from then on", async () => {
    const { build, rows, identity, kinds } = await projectOf()
    expect(await build()).toEqual(well)
    expect(await rows()).toMatchObject([{ n: 2 }])
    expect(await kinds()).toEqual({ sales: "table", total: "materialized view" })
    const before = await identity()
    await sql("insert into raw.sale values (3, 30)")
    expect(await build()).toEqual(well)
    expect(await rows()).toMatchObject([{ n: 3 }])
    expect(await identity()).toBe(before)
  })

  it("is made again where the query changes, and with --full-refresh", async () => {
    const { project, build, rows, identity } = await projectOf()
    await build()
    const first = await identity()
    project.write({
      "models/total.sql": `{{config materialized="materialized_view"}}\nselect sum(amount) as total, 7 as n from {{ref "sales"}}`,
    })
    expect(await build()).toEqual(well)
    expect(await rows()).toMatchObject([{ n: 7 }])
    const second = await identity()
    expect(second).not.toBe(first)
    expect(await build({ fullRefresh: true })).toEqual(well)
    expect(await identity()).not.toBe(second)
    // The table it reads was swapped by that: it reads the new one.
    await sql("insert into raw.sale values (4, 40)")
    await build()
    expect(await rows()).toMatchObject([{ total: expect.anything() }])
    expect(String((await rows())[0]?.["total"])).toBe("70")
  })

  it.each([
    ["continue", "ok", 2],
    ["fail", expect.stringContaining("the query changed"), 2],
  ])("on_configuration_change: %s leaves it as it was made", async (what, status, n) => {
    const config = `on_configuration_change="${what}"`
    const { project, build, rows, identity } = await projectOf(config)
    await build()
    const before = await identity()
    project.write({
      "models/total.sql": `{{config materialized="materialized_view" ${config}}}\nselect sum(amount) as total, 7 as n from {{ref "sales"}}`,
    })
    const result = await project.execute("build")
    expect(result.nodes.find(({ uniqueId }) => uniqueId.endsWith("total"))).toMatchObject(
      status === "ok" ? { status } : { status: "error", message: status, error: { code: "LUX-2675" } },
    )
    expect(await identity()).toBe(before)
    expect(await rows()).toMatchObject([{ n }])
  })

  it("keeps what it has where a check of the new rows fails", async () => {
    const { build, rows } = await projectOf()
    await build()
    await sql("delete from raw.sale")
    expect((await build())["total"]).toMatch(/^rejected/)
    expect(await rows()).toMatchObject([{ n: 2 }])
  })

  it.each(["table", "view"])("takes the place of a %s, and makes place for it", async (materialized) => {
    const { project, build, kinds, rows } = await projectOf()
    const other = { "models/total.sql": `{{config materialized="${materialized}"}}\n${total}` }
    const own = { "models/total.sql": `{{config materialized="materialized_view"}}\n${total}` }
    project.write(other)
    expect(await build()).toEqual(well)
    project.write(own)
    expect(await build()).toEqual(well)
    expect((await kinds())["total"]).toBe("materialized view")
    project.write(other)
    expect(await build()).toEqual(well)
    expect((await kinds())["total"]).toBe(materialized)
    expect(await rows()).toMatchObject([{ n: 2 }])
  })

  it("reads the table that is there, however that is published", async () => {
    for (const publish of ["swap", "replace"]) {
      const swapped = `{{config materialized="table" publish="${publish}"}}\nselect id, amount from raw.sale`
      const { project, build, rows, kinds } = await projectOf("", { "models/sales.sql": swapped })
      await build()
      await sql("insert into raw.sale values (5, 50)")
      expect(await project.statuses("run", { select: ["sales"] })).toEqual({ sales: "ok" })
      expect(await build()).toEqual(well)
      expect(await rows()).toMatchObject([{ n: 3 }])
      expect(await kinds()).toEqual({ sales: "table", total: "materialized view" })
      // Other columns: the table's place is taken by a new one.
      project.write({ "models/sales.sql": swapped.replace("amount", "amount, 1 as one") })
      await sql("insert into raw.sale values (6, 60)")
      expect(await build()).toEqual(well)
      expect(await rows()).toMatchObject([{ n: 4 }])
      expect(await kinds()).toEqual({ sales: "table", total: "materialized view" })
    }
  })

  it("cannot be published together with others", async () => {
    const { build } = await projectOf('publish_together="all"')
    await expect(build()).rejects.toThrow("cannot be published together")
  })

  it("keeps descriptions and privileges", async () => {
    const { project, build, schema } = await projectOf()
    project.write({
      "models/schema.yml": `models:
  - name: total
    description: All of it.
    config: {persist_docs: {relation: true}, grants: {select: [public]}}
    columns: [{name: total, data_tests: [not_null]}]
`,
    })
    expect(await build()).toEqual(well)
    expect(await build()).toEqual(well)
    const comments = await warehouse.readComments?.([schema])
    expect(comments).toContainEqual({ schema, name: "total", column: undefined, comment: "All of it." })
  })
})

it("auto_refresh is altered in place, and other attributes make it again", async () => {
  const warehouse = await network.open("redshift")
  const settings = `dialect: redshift\ntargets: {prod: ${network.target("redshift", "schema: auto")}}\n`
  const model = (config: string) => ({
    "models/one.sql": `{{config materialized="materialized_view" ${config}}}\nselect 1 as id, 2 as amount`,
  })
  const project = networkProject(settings, model('auto_refresh=true dist="id" sort="id" backup=false'))
  onTestFinished(async () => {
    project.remove()
    await warehouse.close()
  })
  const query = async (text: string) => (await warehouse.withSession((session) => session.query(text))).rows
  const info = () => query("select name, autorefresh from svv_mv_info where schema_name = 'auto'")
  const laidOut = () => query(`select diststyle, sortkey1 from svv_table_info where "schema" = 'auto'`)
  const identity = () => query("select oid as id from pg_class where relname = 'one'")
  expect(await project.statuses("build")).toEqual({ one: "ok" })
  expect(await info()).toEqual([{ name: "one", autorefresh: true }])
  expect(await laidOut()).toMatchObject([{ diststyle: "KEY(id)", sortkey1: "id" }])
  const before = await identity()
  project.write(model('dist="id" sort="id" backup=false'))
  expect(await project.statuses("build")).toEqual({ one: "ok" })
  expect(await info()).toEqual([{ name: "one", autorefresh: false }])
  expect(await identity()).toEqual(before)
  project.write(model('dist="amount"'))
  expect(await project.statuses("build")).toEqual({ one: "ok" })
  expect(await laidOut()).toMatchObject([{ diststyle: "KEY(amount)" }])
  expect(await identity()).not.toEqual(before)
})

/** `publish_together` on the warehouses behind a network. */
import pg from "pg"
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

let count = 0

describe.each(["redshift", "postgres"] as const)("on %s", (type) => {
  it.each(["replace", "swap"])("a group is published by %s, all of it or nothing", async (publish) => {
    const schema = `g${++count}`
    const config = `+materialized: table, +publish_together: marts, +publish: ${publish}`
    const project = networkProject(
      `dialect: ${type}\ntargets: {prod: ${network.target(type, `schema: ${schema}, threads: 4`)}}\nmodels: {p: {marts: {${config}}}}\n`,
      {},
    )
    onTestFinished(() => project.remove())
    const marts = (n: number, more = "", below = 99) => ({
      "models/marts/facts.sql": `select ${n} as n${more}`,
      "models/marts/shown.sql": '{{config materialized="view"}}\nselect * from {{ref "facts"}}',
      "models/marts/totals.sql": 'select sum(n) as n from {{ref "shown"}}',
      "models/outside.sql": '{{config materialized="view"}}\nselect n from {{ref "totals"}}',
      "models/marts/marts.yml": `models:\n  - name: totals\n    columns: [{name: n, data_tests: [{accepted_range: {arguments: {max_value: ${below}}}}]}]\n`,
    })
    const rows = async (sql: string) => (await project.lux().show({ inline: sql, limit: -1 })).rows
    const live = async () => {
      const [row] = await rows(
        'select f.n as f, s.n as s, t.n as t, o.n as o from {{ref "facts"}} as f, {{ref "shown"}} as s, {{ref "totals"}} as t, {{ref "outside"}} as o',
      )
      return [row?.["f"], row?.["s"], row?.["t"], row?.["o"]].map(Number)
    }
    const relations = async () =>
      (
        await rows(
          `select c.relname as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = '${schema}' and c.relkind in ('r', 'v') order by 1`,
        )
      ).map(({ name }) => name)
    const allWell = { facts: "ok", shown: "ok", totals: "ok", outside: "ok" }
    for (const [n, more] of [
      [1, ""],
      [2, ""],
      [3, ", 7 as other"],
      [4, ", 'x'::varchar(3) as other"],
      [5, ""],
    ] as const) {
      project.write(marts(n, more))
      expect(await project.statuses("build")).toEqual(allWell)
      expect(await live()).toEqual([n, n, n, n])
      expect(await relations()).toEqual(["facts", "outside", "shown", "totals"])
    }
    project.write(marts(6, "", 5))
    const statuses = await project.statuses("build")
    expect(statuses).toMatchObject({ facts: "skipped", shown: "skipped", outside: "skipped" })
    expect(statuses["totals"]).toMatch(/^rejected/)
    expect(await live()).toEqual([5, 5, 5, 5])
    expect(await relations()).toEqual(["facts", "outside", "shown", "totals", "totals__rejected"])
    project.write(marts(7))
    expect(await project.statuses("run")).toEqual(allWell)
    expect(await live()).toEqual([7, 7, 7, 7])
    expect(await relations()).toEqual(["facts", "outside", "shown", "totals"])
  })
})

it.each(["replace", "swap"])(
  "a reader on Postgres sees no two runs mixed: by %s",
  async (publish) => {
    const schema = `g${++count}`
    const config = `+materialized: table, +publish_together: marts, +publish: ${publish}`
    const project = networkProject(
      `dialect: postgres\ntargets: {prod: ${network.target("postgres", `schema: ${schema}, threads: 2`)}}\nmodels: {p: {marts: {${config}}}}\n`,
      { "models/marts/totals.sql": 'select sum(n) as n from {{ref "facts"}}' },
    )
    onTestFinished(() => project.remove())
    const rebuild = async (n: number) => {
      project.write({ "models/marts/facts.sql": `select ${n} as n` })
      expect(await project.statuses("run")).toEqual({ facts: "ok", totals: "ok" })
    }
    await rebuild(0)
    const { host, user, database } = network.postgres
    const reader = new pg.Client({ host, user, database })
    await reader.connect()
    let building = true
    const seen = new Set<string>()
    const reading = (async () => {
      while (building) {
        // In the other order than that in which they are published.
        const { rows } = await reader.query(
          `select t.n::int as t, f.n::int as f from ${schema}.totals as t, ${schema}.facts as f`,
        )
        seen.add(rows.map(({ t, f }) => `${t} ${f}`).join())
      }
    })()
    try {
      for (let n = 1; n <= 20; n++) await rebuild(n)
    } finally {
      building = false
      await reading.finally(() => reader.end())
    }
    expect([...seen].filter((row) => row.split(" ")[0] !== row.split(" ")[1])).toEqual([])
    expect(seen.size).toBeGreaterThan(5)
  },
  60_000,
)

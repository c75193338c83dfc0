/** Statistics are taken after large loads, outside of the transaction that publishes. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network
let count = 0

beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network.stop())

function projectOf(type: "redshift" | "postgres", sql: string) {
  const schema = `a${++count}`
  const target = network.target(type, `schema: ${schema}, threads: 2`)
  const project = networkProject(`dialect: ${type}\ntargets: {prod: ${target}}\n`, { "models/t.sql": sql })
  onTestFinished(() => project.remove())
  return { project, schema }
}

/** The calls that took the statistics of this schema's table. */
function sent(schema: string): readonly string[] {
  return network.server
    .calls()
    .map(({ sql }) => sql)
    .filter((sql) => sql.includes(`analyze ${schema}.t predicate columns`))
}

describe("on redshift", () => {
  it.each([
    ["true", 'materialized="table" analyze=true', 1],
    ["from fewer rows", 'materialized="table" analyze=3', 1],
    ["from more rows", 'materialized="table" analyze=4', 0],
    ["false", 'materialized="table" analyze=false', 0],
    ["nothing said, of few rows", 'materialized="table"', 0],
    ["a view", 'materialized="view" analyze=true', 0],
  ])("%s", async (_, config, times) => {
    const { project, schema } = projectOf(
      "redshift",
      `{{config ${config}}}\nselect 1 as id union all select 2 union all select 3`,
    )
    expect(await project.statuses("run")).toEqual({ t: "ok" })
    expect(sent(schema)).toHaveLength(times)
  })

  it("counts what an incremental model added, after its checks", async () => {
    const { project, schema } = projectOf(
      "redshift",
      '{{config materialized="incremental" unique_key="id" analyze=2}}\nselect 1 as id union all select 2\n{{#if (is_incremental)}}where false{{/if}}',
    )
    project.write({
      "models/schema.yml":
        "models:\n  - name: t\n    columns:\n      - name: id\n        data_tests: [unique]\n",
    })
    expect(await project.statuses("build")).toEqual({ t: "ok" })
    expect(sent(schema)).toHaveLength(1)
    expect(await project.statuses("build")).toEqual({ t: "ok" })
    expect(sent(schema)).toHaveLength(1)
  })

  it("leaves the node well where it fails", async () => {
    const { project, schema } = projectOf("redshift", "select 1 as id")
    project.write({
      "models/t.yml": `models:
  - name: t
    config:
      materialized: table
      analyze: true
      post_hook: {sql: "drop table {{self}}", transaction: false}
`,
    })
    expect(await project.statuses("run")).toEqual({ t: "ok" })
    expect(sent(schema)).toHaveLength(1)
    expect(
      network.server.calls().filter(({ sql, error }) => sql.includes(`${schema}.t`) && error),
    ).toHaveLength(1)
  })
})

it("on postgres: the table's statistics are there", async () => {
  const { project, schema } = projectOf(
    "postgres",
    '{{config materialized="table" analyze=2}}\nselect 1 as id union all select 2',
  )
  expect(await project.statuses("run")).toEqual({ t: "ok" })
  const { rows } = await project.lux().show({
    inline: `select count(*) as n from pg_stats where schemaname = '${schema}' and tablename = 't'`,
  })
  expect(rows).toEqual([{ n: 1 }])
})

it("what is neither is a mistake", async () => {
  const { project } = projectOf("postgres", '{{config materialized="table" analyze="often"}}\nselect 1 as id')
  await expect(project.execute("run")).rejects.toThrow("true, false or a whole number above 0")
})

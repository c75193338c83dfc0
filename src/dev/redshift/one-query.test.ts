import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { LuxError } from "../../errors.ts"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network
beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network.stop())

const warehouses = [
  ["redshift", "redshift"],
  ["postgres", "postgres"],
  ["postgres", "redshift"],
] as const

describe.each(warehouses)("on %s, in the dialect of %s", (type, dialect) => {
  async function withProject(
    files: Readonly<Record<string, string>>,
    work: (project: NetworkProject) => Promise<void>,
  ): Promise<void> {
    const schema = `one_query_${type}_${dialect}`
    const target = network.target(type, `schema: ${schema}, threads: 2`)
    const project = networkProject(`dialect: ${dialect}\ntargets: {dev: ${target}}\n`, files)
    try {
      await work(project)
    } finally {
      project.remove()
    }
  }

  it("what stands behind the last semicolon changes nothing", () => {
    const row = "select 1 as id, 2 as v, 1 as seq;\n-- c;"
    const files = {
      "models/eph.sql": `{{config materialized="ephemeral"}}\n${row}`,
      "models/tab.sql": `{{config materialized="table"}}\n${row}`,
      "models/inc.sql": `{{config materialized="incremental" unique_key="id" sequence_by="seq"}}\n${row}`,
      "models/con.sql": `{{config materialized="table"}}\nselect 1 as id;;\n/* c */`,
      "models/reads.sql": 'select * from {{ref "eph"}} ;\n-- c',
      "tests/sing.sql": "select 1 as x where false;\n-- c",
      "models/p.yml": `models: [{name: con, contract: enforced, columns: [{name: id, data_type: int}]}]
snapshots: [{name: h, relation: ref('eph'), config: {unique_key: id, strategy: check, check_cols: all}}]
`,
    }
    return withProject(files, async (project) => {
      for (const options of [{}, { empty: true }]) {
        const statuses = Object.entries(await project.statuses("build", options))
        expect(statuses.filter(([, status]) => status !== "ok")).toEqual([])
      }
      for (const node of ["tab", "inc", "reads", "eph"])
        expect((await project.lux().show({ node, limit: 5 })).rows).toHaveLength(1)
      expect((await project.lux().show({ inline: row, limit: 5 })).rows).toHaveLength(1)
    })
  })

  it("a second statement and a query that changes data leave everything as it is", () =>
    withProject({ "models/keep.sql": '{{config materialized="table"}}\nselect 1 as id' }, async (project) => {
      await project.execute("run")
      for (const sql of [
        'select 1 as id; delete from {{ref "keep"}}',
        'select 1 as id) as x; drop table {{ref "keep"}}; --',
        'with gone as (delete from {{ref "keep"}} returning *) select * from gone',
        'select * into other from {{ref "keep"}}',
      ])
        for (const kind of ["view", "table", "ephemeral"]) {
          project.write({
            "models/a.sql": `{{config materialized="${kind}"}}\n${sql}`,
            "models/b.sql": 'select * from {{ref "a"}}',
          })
          expect(await codeOf(project.execute("run"))).toBe("LUX-1302")
          expect(await codeOf(project.lux().show({ inline: sql, limit: 5 }))).toBe("LUX-1302")
        }
      project.write({ "models/a.sql": "select 1 as id", "models/b.sql": "select 1 as id" })
      const { rows } = await project
        .lux()
        .show({ inline: 'select count(*) as n from {{ref "keep"}}', limit: 5 })
      expect(rows.map((row) => Number(row["n"]))).toEqual([1])
    }))

  it("tests of one name keep their failures apart, also of names that the warehouse cuts", () => {
    const name = "x".repeat(125)
    const tests = (own: string) => `{unique: {name: ${own}, config: {store_failures: true, severity: warn}}}`
    const files = {
      "models/one.sql": '{{config materialized="table"}}\nselect 1 as b union all select 1',
      "models/two.sql": '{{config materialized="table"}}\nselect 2 as b union all select 2',
      "models/p.yml": `models:
  - {name: one, columns: [{name: b, data_tests: [${tests("same")}, ${tests(`${name}_first`)}]}]}
  - {name: two, columns: [{name: b, data_tests: [${tests("same")}, ${tests(`${name}_second`)}]}]}
`,
    }
    return withProject(files, async (project) => {
      const { nodes } = await project.execute("build")
      const checks = nodes.flatMap(({ checks }) => checks)
      const places = checks.map(({ storedIn = "" }) => storedIn)
      expect(new Set(places.map((place) => place.toLowerCase())).size).toBe(4)
      for (const { uniqueId, checks } of nodes)
        for (const { storedIn = "" } of checks) {
          const [schema, table] = storedIn.split(".")
          const inline = `select unique_field from "${schema}"."${table}"`
          const { rows } = await project.lux().show({ inline, limit: 5 })
          expect(rows.map((row) => Number(row["unique_field"]))).toEqual([uniqueId === "model.p.one" ? 1 : 2])
        }
    })
  })
})

async function codeOf(command: Promise<unknown>): Promise<string | undefined> {
  try {
    await command
    return undefined
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    return error.code
  }
}

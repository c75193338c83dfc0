/** Postgres tells apart columns that differ in case alone: so does whatever reads and writes them. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { everyWarehouse, type ProjectAnywhere, projectOn } from "./every-warehouse.testkit.ts"
import { type Network, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

const build = async (project: ProjectAnywhere): Promise<void> => {
  const { nodes } = await project.execute("build")
  expect(nodes.flatMap(({ message, status }) => (status === "ok" ? [] : [message]))).toEqual([])
}

describe("columns that differ in case alone", () => {
  const source = (upper: string, value: string, more = "") => ({
    "models/src.sql": `{{config materialized="table"}}
select 1 as id, cast('${upper}' as text) as "ID", cast(${value} as numeric(10,2)) as v, cast('${upper}' as text) as "V"${more}`,
  })
  const incremental = (config: string) =>
    `{{config materialized="incremental" unique_key="id" ${config}}}\nselect * from {{ref "src"}}`

  it("are stored each by itself", async () => {
    const project = projectOn("postgres", network, {
      ...source("o", "1.5"),
      "models/merged.sql": incremental(""),
      "models/replaced.sql": incremental('incremental_strategy="delete+insert"'),
      "models/upper.sql": incremental('merge_update_columns="V"'),
      "models/lower.sql": incremental(
        'merge_exclude_columns=(list "V" "ID") on_schema_change="append_new_columns"',
      ),
      "models/synced.sql": incremental('on_schema_change="sync_all_columns"'),
      "models/contracted.sql": '{{config materialized="table"}}\nselect "ID", id from {{ref "src"}}',
      "models/schema.yml": `models:
  - name: contracted
    config: {contract: {enforced: true}, persist_docs: {columns: true}}
    columns:
      - {name: id, data_type: integer, description: the lower}
      - {name: ID, data_type: text, description: the upper, quote: true, data_tests: [{accepted_values: {values: [o, n]}}]}
`,
      "snapshots/all.yml": `snapshots:
  - {name: h_all, relation: ref('src'), config: {unique_key: id, strategy: check, check_cols: all}}
  - {name: h_upper, relation: ref('src'), config: {unique_key: id, strategy: check, check_cols: [ID]}}
`,
    })
    await build(project)
    project.write(source("n", "2.5", `, 7 as "Id"`))
    await build(project)
    const row = async (name: string) => (await project.values(`select * from {{ref "${name}"}}`)).flat()
    expect(await row("merged")).toEqual([1, "n", "2.50", "n"])
    expect(await row("replaced")).toEqual([1, "n", "2.50", "n"])
    expect(await row("upper")).toEqual([1, "o", "1.50", "n"])
    expect(await row("lower")).toEqual([1, "o", "2.50", "o", 7])
    expect(await row("synced")).toEqual([1, "n", "2.50", "n", 7])
    expect(await row("contracted")).toEqual([1, "n"])
    expect(
      await project.values(
        `select a.attname, col_description(a.attrelid, a.attnum) as said from pg_attribute as a where a.attrelid = '${project.schema}.contracted'::regclass and a.attnum > 0 order by 1`,
      ),
    ).toEqual([
      ["ID", "the upper"],
      ["id", "the lower"],
    ])
    for (const name of ["h_all", "h_upper"])
      expect(
        await project.values(
          `select id, "ID", v, "V", "Id", dbt_valid_to is null as open from {{ref "${name}"}} order by "ID" desc`,
        ),
      ).toEqual([
        [1, "o", "1.50", "o", null, false],
        [1, "n", "2.50", "n", 7, true],
      ])

    project.write({
      "models/synced.sql": `${incremental('on_schema_change="sync_all_columns"').replace("*", 'id, "ID"')}`,
    })
    await build(project)
    expect(await row("synced")).toEqual([1, "n"])
  })

  it("are exported, or refused where the file's writer takes them for one", async () => {
    const project = projectOn("postgres", network, source("it", "2.5"))
    await build(project)
    for (const format of ["csv", "json"] as const)
      await project.lux().export({ select: ["src"], to: project.folder, format })
    expect(readFileSync(join(project.folder, "src.csv"), "utf8")).toBe("id,ID,v,V\n1,it,2.50,it\n")
    expect(readFileSync(join(project.folder, "src.json"), "utf8")).toBe(
      '{"id":1,"ID":"it","v":2.50,"V":"it"}\n',
    )
    const refused = { code: "LUX-2106", message: 'columns "id" and "ID" differ in case alone' }
    await expect(project.lux().export({ select: ["src"], to: project.folder })).rejects.toMatchObject(refused)
    await expect(project.lux().profile({ of: "src" })).rejects.toMatchObject(refused)
  })

  it("are not key where only another case is meant", async () => {
    const project = projectOn("postgres", network, {
      ...source("o", "1.5"),
      "models/merged.sql": incremental("").replace('"id"', '"Id"'),
    })
    const { nodes } = await project.execute("build")
    expect(nodes.find(({ uniqueId }) => uniqueId.endsWith("merged"))?.error).toMatchObject({
      code: "LUX-2102",
      hint: expect.stringContaining('"ID" or "id"'),
    })
  })
})

describe.each(everyWarehouse)("on %s", (type) => {
  it("a column that comes in another case is the same one, where the warehouse says so", async () => {
    const model = (column: string, n: number) => ({
      "models/m.sql": `{{config materialized="incremental" unique_key="id" on_schema_change="sync_all_columns"}}\nselect 1 as id, ${n} as ${column}`,
    })
    const project = projectOn(type, network, model('"Amount"', 1))
    await build(project)
    project.write(model("amount", 2))
    await build(project)
    const { rows } = await project.lux().show({ inline: 'select * from {{ref "m"}}', limit: -1 })
    expect(rows).toEqual([type === "duckdb" ? { id: 1, Amount: 2 } : { id: 1, amount: 2 }])
  })
})

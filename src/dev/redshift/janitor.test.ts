/** `lux janitor` on every warehouse. */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { JanitorFindings, JanitorResult } from "../../api/types.ts"
import { everyWarehouse, type ProjectAnywhere, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

const as = (config: string, sql: string) => `{{config ${config}}}\n${sql}\n`
const kinds = {
  "models/old_table.sql": as('materialized="table"', "select 1 as id"),
  "models/old_view.sql": as('materialized="view"', "select 1 as id"),
  "models/view_of_old.sql": as('materialized="view"', 'select id from {{ref "old_table"}}'),
  "models/old_adding.sql": as('materialized="incremental"', "select 1 as id"),
  "seeds/old_seed.csv": "id\n1\n",
  "snapshots/old_snapshot.yml":
    "snapshots: [{name: old_snapshot, relation: ref('stays'), config: {unique_key: id, strategy: check, check_cols: all}}]\n",
}
const names = ["old_adding", "old_seed", "old_snapshot", "old_table", "old_view", "view_of_old"]
const stays = { "models/stays.sql": as('materialized="table"', "select 1 as id") }

const labels = (found: JanitorFindings): readonly string[] =>
  found.relations
    .map(({ relation, kept }) => `${relation.split(".")[1]}${kept === null ? "" : ` (${kept})`}`)
    .sort()
const failed = ({ dropped }: JanitorResult) => dropped.filter(({ error }) => error !== null)

function removed({ folder }: ProjectAnywhere, files: Readonly<Record<string, string>>): void {
  for (const file of Object.keys(files)) rmSync(join(folder, file))
}

async function relations(project: ProjectAnywhere): Promise<readonly unknown[]> {
  const rows = await project.values(
    `select table_name from information_schema.tables where table_schema = '${project.schema}' order by 1`,
  )
  return rows.map(([name]) => name)
}

describe.each(everyWarehouse)("on %s", (type) => {
  it("drops what lux made and nothing makes any more, and nothing else", async () => {
    const project = projectOn(type, network(), { ...kinds, ...stays })
    const { schema } = project
    expect((await project.execute("build")).success).toBe(true)
    expect(labels(await project.lux().janitor())).toEqual([])
    await project.change(
      `create table ${schema}.by_hand as select 1 as id`,
      `create view ${schema}.view_by_hand as select 1 as id`,
    )
    removed(project, kinds)
    const all = await relations(project)
    const found = await project.lux().janitor()
    expect(labels(found)).toEqual(names)
    expect(found.others).toEqual([`${schema}.by_hand`, `${schema}.view_by_hand`])
    expect(found.relations.every(({ madeAt, node }) => madeAt !== null && node !== null)).toBe(true)
    expect(await relations(project)).toEqual(all)

    const one = await project.lux().janitor({ drop: true, names: ["old_seed"] })
    expect(one.dropped).toEqual([{ name: `${schema}.old_seed`, error: null }])
    const rest = await project.lux().janitor({ drop: true })
    expect([rest.dropped.length, failed(rest)]).toEqual([5, []])
    expect(await relations(project)).toEqual(["by_hand", "stays", "view_by_hand"])
    expect(labels(await project.lux().janitor())).toEqual([])
    // What comes back is built as if it had never been there.
    project.write(kinds)
    expect((await project.execute("build")).success).toBe(true)
  }, 120_000)

  it("leaves what somebody made again, what a view reads that stays, and what another project makes", async () => {
    const project = projectOn(type, network(), { ...kinds, ...stays })
    const { schema } = project
    await project.execute("build")
    removed(project, kinds)
    await project.change(
      `drop table ${schema}.old_adding`,
      `create table ${schema}.old_adding as select 1 as id, 2 as other`,
      `drop view ${schema}.old_view`,
      `create table ${schema}.old_view as select 1 as id`,
      `create view ${schema}.mine as select id from ${schema}.old_seed`,
    )
    const found = await project.lux().janitor({ drop: true })
    expect(
      found.relations
        .filter(({ kept }) => kept !== null)
        .map(({ relation }) => relation)
        .sort(),
    ).toEqual(["old_adding", "old_seed", "old_view"].map((name) => `${schema}.${name}`))
    expect(await relations(project)).toEqual(["mine", "old_adding", "old_seed", "old_view", "stays"])
    project.write({ "lux_project.yml": project.settings.replace("name: p", "name: other") })
    expect((await project.lux().janitor()).relations).toEqual([])
  }, 120_000)

  it("drops rejected versions and failing rows, and forgets no name that is not there", async () => {
    const bad = {
      "models/bad.sql": as('materialized="table"', "select 1 as id union all select 1"),
      "models/bad.yml":
        "models: [{name: bad, columns: [{name: id, data_tests: [{unique: {config: {store_failures: true}}}]}]}]\n",
    }
    const project = projectOn(type, network(), { ...bad, ...stays })
    await project.execute("build")
    removed(project, bad)
    const { relations, others } = await project.lux().janitor({ drop: true })
    const own = relations.filter(({ relation }) => relation.includes("bad"))
    expect([
      own.map(({ what, kept }) => [what, kept]).sort(),
      others.filter((name) => name.includes("bad")),
    ]).toEqual([
      [
        ["failures", null],
        ["rejected", null],
      ],
      [],
    ])
    await expect(project.lux().janitor({ names: ["nothing"] })).rejects.toMatchObject({ code: "LUX-2351" })
  }, 120_000)
})

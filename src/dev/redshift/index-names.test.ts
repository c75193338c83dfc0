/** Indexes whose names would be the same are all made; others keep the names that they have. */
import { expect, it } from "vitest"
import { projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

const catalogs = {
  duckdb: (schema: string) =>
    `select table_name, index_name, is_unique from duckdb_indexes() where schema_name = '${schema}' order by 1, 2`,
  postgres: (schema: string) =>
    `select tablename, indexname, indexdef like '%UNIQUE%' from pg_indexes where schemaname = '${schema}' order by 1, 2`,
}

it.each(["duckdb", "postgres"] as const)("on %s", async (type) => {
  const project = projectOn(type, network(), {
    "models/a.sql":
      "{{config materialized='table' indexes=(list (dict columns=(list 'b_c')) (dict columns=(list 'id')))}}select 1 as id, 2 as b_c",
    "models/a_b.sql": "{{config materialized='table' indexes=(list (dict columns=(list 'c')))}}select 1 as c",
    "models/twice.sql":
      "{{config materialized='table' indexes=(list (dict columns=(list 'n')) (dict columns=(list 'n') unique=true))}}select 1 as n",
  })
  const indexes = () => project.values(catalogs[type](project.schema))
  for (let run = 0; run < 2; run++) {
    expect(await project.statuses("run")).toEqual({ a: "ok", a_b: "ok", twice: "ok" })
    expect(await indexes()).toEqual([
      ["a", expect.stringMatching(/^a_b_c_[0-9a-f]{8}_idx$/), false],
      ["a", "a_id_idx", false],
      ["a_b", expect.stringMatching(/^a_b_c_[0-9a-f]{8}_idx$/), false],
      ["twice", "twice_n_idx", false],
      ["twice", "twice_n_key", true],
    ])
  }
})

it.each(["duckdb", "postgres"] as const)("becomes unique on a table that is there, on %s", async (type) => {
  const model = (unique: string, id: string) => ({
    "models/grown.sql": `{{config materialized='incremental' incremental_strategy='append' indexes=(list (dict columns=(list 'id')${unique}))}}select ${id} as id`,
  })
  const project = projectOn(type, network(), model("", "1"))
  const index = () => project.values(catalogs[type](project.schema))
  expect(await project.statuses("run")).toEqual({ grown: "ok" })
  expect(await index()).toEqual([["grown", "grown_id_idx", false]])
  project.write(model(" unique=true", "2"))
  expect(await project.statuses("run")).toEqual({ grown: "ok" })
  expect(await index()).toContainEqual(["grown", "grown_id_key", true])
  expect(await project.statuses("run")).toEqual({ grown: expect.stringMatching(/^error: duplicate key/i) })
})

/** Models that read lux's own quality history, where people share a warehouse by a prefix. */
import { expect, it } from "vitest"
import { historyNames } from "../../project/history-names.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

function project(prefix: string) {
  return temporaryProject(
    {
      "models/results.sql":
        '{{config materialized="view"}}\nselect status, test from {{source "quality" "check_result"}}',
      "models/ids.sql": "{{config materialized='table'}}\nselect 1 as id",
      "models/all.yml":
        "models:\n  - name: ids\n    columns: [{ name: id, data_tests: [not_null] }]\nsources:\n  - name: quality\n    tables: [{ name: check_result }]\n",
    },
    `dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb, schema: analytics, schema_prefix: "${prefix}"}}\n`,
  )
}

it.each([
  ["", "quality"],
  ["ada_", "ada_quality"],
])("with the prefix '%s' the history is where it is written", async (prefix, schema) => {
  const made = project(prefix)
  await made.execute("build")
  expect(await made.query(`select status from ${prefix}analytics.results`)).toEqual([{ status: "pass" }])
  const names = await made.query(
    `select table_name as name from information_schema.tables where table_schema = '${schema}' order by name`,
  )
  expect(names.map(({ name }) => name)).toEqual([...historyNames].sort())
})

it("a schema of that name with other tables is as it is written", async () => {
  const made = project("ada_")
  await made.execute("build")
  await made.change("create schema quality; create table quality.grades as select 'good' as grade")
  made.write({
    "models/results.sql": '{{config materialized="view"}}\nselect grade from {{source "quality" "grades"}}',
    "models/all.yml": "sources:\n  - name: quality\n    tables: [{ name: grades }]\n",
  })
  await made.execute("build")
  expect(await made.query("select grade from ada_analytics.results")).toEqual([{ grade: "good" }])
})

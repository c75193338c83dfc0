import { expect, it } from "vitest"
import { temporaryProject } from "./temporary-project.testkit.ts"

it("is a table where the warehouse has no materialized views, built again on every run", async () => {
  const model = (n: number) => ({
    "models/total.sql": `{{config materialized="materialized_view" auto_refresh=true on_configuration_change="fail"}}\nselect ${n} as n`,
    "models/total.yml": "models: [{name: total, columns: [{name: n, data_tests: [not_null]}]}]\n",
  })
  const project = temporaryProject(model(1))
  expect(await project.statuses("build")).toEqual({ total: "ok" })
  project.write(model(2))
  expect(await project.statuses("build")).toEqual({ total: "ok" })
  expect(await project.query("select n from total")).toEqual([{ n: 2 }])
  const kind = "select table_type from information_schema.tables where table_name = 'total'"
  expect(await project.query(kind)).toEqual([{ table_type: "BASE TABLE" }])
})

it.each([
  ["a contract", "contract={enforced: true}", "LUX-1060"],
  ["a group that is published together", 'publish_together="all"', "LUX-2481"],
])("cannot have %s", async (_, config, code) => {
  const written = config.startsWith("contract") ? "" : config
  const project = temporaryProject({
    "models/total.sql": `{{config materialized="materialized_view" ${written}}}\nselect 1 as n`,
    "models/total.yml": `models: [{name: total, config: {${written === "" ? "contract: {enforced: true}" : ""}}, columns: [{name: n, data_type: integer}]}]\n`,
  })
  await expect(project.execute("build")).rejects.toMatchObject({ code })
})

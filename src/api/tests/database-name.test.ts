/** A database file whose name is that of a schema in it. */
import { describe, expect, it } from "vitest"
import { temporaryProject } from "./temporary-project.testkit.ts"

const models = {
  "models/orders.sql": "{{config materialized='table'}}\nselect 1 as id\n",
  "models/seen.sql": "select * from {{ref 'orders'}} join {{source 'erp' 'lines'}} using (id)\n",
  "models/erp.yml": "sources: [{name: erp, schema: erp_in, tables: [{name: lines}]}]\n",
  "macros/schema.sql":
    '{{#macro "generate_schema_name" "custom" "node"}}{{#if custom}}{{custom}}{{else}}{{target.schema}}{{/if}}{{/macro}}\n',
}

function projectIn(path: string, schema: string) {
  const settings = `targets:\n  dev: {type: duckdb, path: ${path}, schema: ${schema}}\n`
  return temporaryProject(models, `dialect: duckdb\n${settings}`)
}

describe("a database that is called as a schema", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "prod.duckdb",
      "prod",
      'the database of target "dev" is called "prod", as the schema that model "orders" is in',
    ],
    ["data/Prod.v2.duckdb", "prod", 'the database of target "dev" is called "prod", as the schema that'],
    ["erp_in.db", "main", 'is called "erp_in", as the schema that source "lines" is in'],
    ["quality.duckdb", "main", 'is called "quality", as the schema in which lux keeps its own tables'],
  ]
  it.each(cases)("%s and %s is an error before anything is opened", async (path, schema, message) => {
    const project = projectIn(path, schema)
    for (const command of [project.lux().parse(), project.lux().run()])
      await expect(command).rejects.toMatchObject({
        code: "LUX-1018",
        message: expect.stringContaining(message),
        place: { file: "lux_project.yml", line: 4 },
      })
  })

  it.each([
    ["prod_db.duckdb", "prod"],
    ["main.duckdb", "main"],
  ])("%s and %s go together", async (path, schema) => {
    const project = projectIn(path, schema)
    const result = await project.lux().run({ select: ["orders"] })
    expect(result.nodes.map(({ label, status }) => `${label} ${status}`)).toEqual([`${schema}.orders ok`])
  })
})

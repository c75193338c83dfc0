import { expect, it } from "vitest"
import { LuxError } from "../../errors.ts"
import { createLux } from "../create-lux.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const settings =
  "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\nmodels: {marts: {+schema: marts}}\n"

const relations =
  "select schema_name || '.' || view_name as name from duckdb_views() where not internal and schema_name not like '%lux%' and schema_name not like 'quality%' order by 1"

it("generate_schema_name and generate_alias_name name every node; null where nothing is configured", async () => {
  const project = temporaryProject(
    {
      "macros/names.sql": `{{#macro "generate_schema_name" "custom_schema_name" "node"~}}
{{~#if (eq custom_schema_name null)}}{{node.schema}}_{{node.config.materialized}}{{else}}{{custom_schema_name}}_{{node.fqn.[1]}}{{/if~}}
{{~/macro}}
{{#macro "generate_alias_name" "custom_alias_name" "node"~}}
{{~#if (eq custom_alias_name null)}}{{node.resource_type}}_{{node.name}}{{#if (ne node.version null)}}_v{{node.version}}{{/if}}{{else}}{{custom_alias_name}}_{{node.schema}}{{/if~}}
{{~/macro}}`,
      "models/a.sql": "select 1 as id",
      "models/marts/b.sql": '{{config alias="other"}}select * from {{ref "a"}}',
      "models/marts/c_v1.sql": "select 1 as id",
      "models/c.yml": "models: [{name: c, latest_version: 1, versions: [{v: 1}]}]",
    },
    settings,
  )
  expect((await project.execute("build")).success).toBe(true)
  expect((await project.query(relations)).map(({ name }) => name)).toEqual([
    "main_view.model_a",
    "marts_marts.model_c_v1",
    "marts_marts.other_marts_marts",
  ])
})

it("the node has what dbt's has", async () => {
  const project = temporaryProject(
    {
      "macros/names.mjs":
        "export const generate_schema_name = (context, custom, node) => (globalThis.seenNode = { custom, ...node }, custom ?? context.target.schema)",
      "models/marts/b.sql": '{{config tags="t" meta=(dict owner="x") group="g"}}select 1 as id',
      "models/g.yml": "groups: [{name: g, owner: {name: Ann}}]\nmodels: [{name: b, description: Text}]",
    },
    settings,
  )
  await project.lux().compile({})
  expect(Reflect.get(globalThis, "seenNode")).toMatchObject({
    custom: "marts",
    unique_id: "model.p.b",
    resource_type: "model",
    name: "b",
    package_name: "p",
    path: "marts/b.sql",
    original_file_path: "models/marts/b.sql",
    fqn: ["p", "marts", "b"],
    alias: "b",
    schema: "main",
    tags: ["t"],
    meta: { owner: "x" },
    group: "g",
    access: "protected",
    version: null,
    latest_version: null,
    description: "Text",
    config: { materialized: "view", schema: "marts", alias: null, enabled: true, tags: ["t"] },
  })
})

it.each([
  ["gives nothing", '{{#macro "generate_alias_name" "a" "node"}} {{/macro}}', "LUX-1127"],
  ["needs more", '{{#macro "generate_schema_name" "a" "node" "more"}}x{{/macro}}', "LUX-1107"],
])("a macro that %s is an error", async (_, macro, code) => {
  const project = temporaryProject(
    { "macros/m.sql": macro, "models/a.sql": "select 1 as id" },
    settings.replace(/models:.*\n/, ""),
  )
  const error = await createLux({ projectDir: project.folder, env: {} })
    .parse()
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
  expect(error instanceof LuxError ? [error.code, error.place?.file] : error).toEqual([code, "macros/m.sql"])
})

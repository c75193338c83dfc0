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

const namesOfDbt = {
  "macros/names.sql": `{{#macro "generate_schema_name" "custom_schema_name" "node"~}}
{{~#if (eq custom_schema_name null)}}{{target.schema}}{{else}}{{target.schema}}_{{custom_schema_name}}{{/if~}}
{{~/macro}}
{{#macro "generate_alias_name" "custom_alias_name" "node"~}}
{{~#if (eq custom_alias_name null)}}{{node.resource_type}}_{{node.name}}{{else}}{{custom_alias_name}}{{/if~}}
{{~/macro}}`,
}

it("lux ls has the names that the macros give, from the record too", async () => {
  const project = temporaryProject(
    {
      ...namesOfDbt,
      "models/a.sql": "select 1 as id",
      "models/marts/b.sql": '{{config alias="other"}}select 1 as id',
      "models/e.sql": '{{config materialized="ephemeral"}}select 1 as id',
    },
    settings,
  )
  for (const time of ["read", "from the record"]) {
    const nodes = await createLux({ projectDir: project.folder, env: {} }).list()
    expect([time, ...nodes.map(({ properties }) => [properties["schema"], properties["alias"]])]).toEqual([
      time,
      ["main", "model_a"],
      ["main_marts", "other"],
      [null, "e"],
    ])
  }
})

it("the macros name the tables of failures, as in dbt; tests of one name have two", async () => {
  const stored = "{not_null: {name: same, config: {store_failures: true, severity: warn}}}"
  const own = "{not_null: {name: own, config: {store_failures: true, severity: warn, schema: kept}}}"
  const project = temporaryProject(
    {
      ...namesOfDbt,
      "models/a.sql": "select null as id",
      "models/b.sql": "select null as id",
      "models/p.yml": `models:\n${["a", "b"].map((name) => `  - {name: ${name}, columns: [{name: id, data_tests: [${name === "a" ? `${stored}, ${own}` : stored}]}]}\n`).join("")}`,
    },
    settings.replace(/models:.*\n/, ""),
  )
  const { nodes } = await project.execute("build")
  const storedIn = nodes.flatMap(({ checks }) => checks.map((check) => check.storedIn ?? ""))
  expect(storedIn.map((name) => name.replace(/_[0-9a-f]{10}$/, "_digest")).sort()).toEqual([
    "main_kept.test_own",
    "main_test_failures.test_same_digest",
    "main_test_failures.test_same_digest",
  ])
  expect(new Set(storedIn).size).toBe(3)
  for (const table of storedIn)
    expect(await project.query(`select count(*)::int as n from ${table}`)).toEqual([{ n: 1 }])
})

it("two tests that would share a table of failures are refused", async () => {
  const test = (name: string) => `{not_null: {name: ${name}, config: {store_failures: true}}}`
  const project = temporaryProject(
    {
      "macros/names.sql":
        '{{#macro "generate_alias_name" "custom" "node"}}one_{{node.resource_type}}{{/macro}}',
      "models/a.sql": "select 1 as id",
      "models/p.yml": `models: [{name: a, columns: [{name: id, data_tests: [${test("x")}, ${test("y")}]}]}]\n`,
    },
    settings.replace(/models:.*\n/, ""),
  )
  await expect(project.execute("build")).rejects.toMatchObject({
    code: "LUX-1207",
    message: 'test "y" would store its failures in test_failures.one_test, which is the table of test "x"',
  })
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

import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../../errors.ts"
import { createLux } from "../create-lux.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const settings = `dialect: duckdb
target: dev
targets:
  dev: {type: duckdb, path: dev.duckdb}
  prod: {type: duckdb, path: prod.duckdb}
`

const macros = `{{#macro "finance" "materialized"}}{{config materialized=materialized tags="finance"}}{{/macro}}
{{#macro "off"}}{{#if (eq target.name "dev")}}{{config enabled=false}}{{/if}}{{/macro}}
`

const lux = (folder: string, more: object = {}) => createLux({ projectDir: folder, env: {}, ...more })

async function told(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work
    return []
  } catch (error) {
    const errors = error instanceof LuxErrors ? error.errors : [error]
    return errors.map((each) => {
      if (!(each instanceof LuxError)) throw each
      const { code, message, place } = each
      return `${code} ${place?.file}:${place?.line}:${place?.column} ${message}`
    })
  }
}

describe("config inside blocks and macros", () => {
  it.each([true, false])("takes effect in every command (record: %s)", async (cache) => {
    const { folder } = temporaryProject(
      {
        "macros/m.sql": macros,
        "models/prod_table.sql":
          '{{#if (eq target.name "prod")}}{{config materialized="table"}}{{/if}}select 1 as id',
        "models/in_with.sql":
          '{{#with (var "as_table" "table") as |m|}}{{config materialized=m}}{{/with}}select 1 as id',
        "models/by_macro.sql": '{{finance "table"}}select 1 as id',
        "models/gone.sql": "{{off}}select 1 as id",
        "models/also_gone.sql":
          '{{#unless (env "KEEP" "")}}{{config enabled=false}}{{/unless}}select 1 as id',
      },
      settings,
    )
    const listed = async (options: object) =>
      (await lux(folder, { cache, ...options }).list({})).map(
        ({ name, properties }) =>
          `${name} ${JSON.stringify(properties["config"]).match(/"materialized":"(\w+)"/)?.[1]}`,
      )
    for (const _ of [1, 2]) {
      expect(await listed({})).toEqual(["by_macro table", "in_with table", "prod_table view"])
      expect(await listed({ target: "prod" })).toEqual([
        "by_macro table",
        "gone view",
        "in_with table",
        "prod_table table",
      ])
      expect(await listed({ env: { KEEP: "1" } })).toContain("also_gone view")
      expect(await listed({ vars: "{as_table: ephemeral}" })).toContain("in_with ephemeral")
    }
    expect((await lux(folder, { cache }).list({ select: ["tag:finance"] })).map(({ name }) => name)).toEqual([
      "by_macro",
    ])
    expect((await lux(folder, { cache, vars: "{as_table: table}" }).run({})).success).toBe(true)
  })

  it("is not a change of what was written on another target, and a change where it is written otherwise", async () => {
    const project = temporaryProject(
      {
        "models/m.sql":
          '{{config materialized="view"}}{{#if (eq target.name "prod")}}{{config materialized="table"}}{{/if}}select 1 as id',
      },
      settings,
    )
    const { folder } = project
    await lux(folder, { target: "prod", targetPath: "state" }).parse({ writeJson: true })
    const modified = async () =>
      (await lux(folder).list({ select: ["state:modified.configs"], state: "state" })).map(({ name }) => name)
    expect(await modified()).toEqual([])
    project.write({
      "models/m.sql":
        '{{config materialized="ephemeral"}}{{#if (eq target.name "prod")}}{{config materialized="table"}}{{/if}}select 1 as id',
    })
    expect(await modified()).toEqual(["m"])
  })

  it("reports unknown keys in branches that are not taken, in macros once", async () => {
    const { folder } = temporaryProject(
      {
        "macros/m.sql": '{{#macro "c"}}{{#if false}}{{config materialised="table"}}{{/if}}{{/macro}}',
        "models/a.sql": "{{c}}{{#if false}}{{config enabeld=false}}{{/if}}select 1 as id",
        "models/b.sql": "{{c}}{{#if true}}{{config nope=1}}{{/if}}select 1 as id",
      },
      settings,
    )
    expect(await told(lux(folder).parse())).toEqual([
      'LUX-1004 macros/m.sql:1:37 "materialised" is not known here',
      'LUX-1004 models/a.sql:1:28 "enabeld" is not known here',
      'LUX-1004 models/b.sql:1:27 "nope" is not known here',
    ])
  })

  it.each<[string, Record<string, string>, readonly string[]]>([
    [
      "is_incremental decides",
      { "models/a.sql": "{{#if (is_incremental)}}{{config materialized='table'}}{{/if}}select 1 as id" },
      ["LUX-1013 models/a.sql:1:25 config cannot depend on is_incremental"],
    ],
    [
      "a moment that is not known yet",
      { "models/a.sql": "{{config tags=(list run_started_at)}}select 1 as id" },
      ["LUX-1013 models/a.sql:1:21 run_started_at cannot be used in configuration"],
    ],
    [
      "a hook",
      { "models/a.sql": `{{config post_hook='{{config tags="x"}} select 1'}}select 1 as id` },
      ["LUX-1125 models/a.sql:1:21 config has no effect here"],
    ],
    [
      "a value in YAML",
      {
        "models/a.yml": `models: [{name: a, config: {tags: ['{{config tags="x"}}']}}]`,
        "models/a.sql": "select 1 as id",
      },
      ["LUX-1125 models/a.yml:1:37 config has no effect here"],
    ],
  ])("refuses %s", async (_, files, expected) => {
    const { folder } = temporaryProject(files, settings)
    expect(await told(lux(folder).build({}))).toEqual(expect.arrayContaining([...expected]))
  })

  it("in hooks is_incremental is that of the model", async () => {
    const project = temporaryProject({
      "models/a.sql": `{{config materialized="incremental" post_hook="insert into log values ({{#if (is_incremental)}}'adds'{{else}}'new'{{/if}})"}}select 1 as id`,
    })
    project.write({
      "lux_project.yml":
        'name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\non-run-start: "create table if not exists log (what varchar)"\n',
    })
    await project.execute("run")
    await project.execute("run")
    await project.execute("run", { fullRefresh: true })
    expect((await project.query("select what from log")).map(({ what }) => what)).toEqual([
      "new",
      "adds",
      "new",
    ])
  })

  it("holds for all tests of a generic test that sets it", async () => {
    const { folder } = temporaryProject(
      {
        "tests/generic/small.sql": `{{#test "small" "model" "column_name" most=1}}{{config severity="warn" tags=(list column_name)}}
select * from {{model}} where {{column_name}} > {{most}}{{/test}}`,
        "models/a.sql": "select 5 as id, 6 as other",
        "models/a.yml":
          "models: [{name: a, columns: [{name: id, data_tests: [small]}, {name: other, data_tests: [{small: {most: 9, config: {severity: error}}}]}]}]",
      },
      settings,
    )
    const listed = await lux(folder).list({ resourceTypes: ["test"] })
    expect(listed.map(({ properties }) => properties["config"])).toEqual([
      expect.objectContaining({ severity: "warn", tags: ["id"] }),
      expect.objectContaining({ severity: "error", tags: ["other"] }),
    ])
    expect((await lux(folder).build({})).success).toBe(true)
  })
})

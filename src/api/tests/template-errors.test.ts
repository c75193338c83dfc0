import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../../errors.ts"
import { createLux } from "../create-lux.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const place = ({ code, place: at, message }: LuxError) =>
  `${code} ${at?.file}:${at?.line}:${at?.column} ${message}`

async function told(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work
    return []
  } catch (error) {
    if (error instanceof LuxErrors) return error.errors.map(place)
    if (error instanceof LuxError) return [place(error)]
    throw error
  }
}

const lux = (folder: string) => createLux({ projectDir: folder, env: {} })

describe("errors of templates", () => {
  it("are all reported together, in every branch and kind of template, by parse as by compile", async () => {
    const { folder } = temporaryProject(
      {
        "macros/m.sql":
          '{{#macro "used"}}{{#if false}}{{in_macro}}{{/if}}{{/macro}}\n{{#macro "unused"}}{{in_unused 1}}{{/macro}}\n{{#macro "taken"}}{{in_taken}}{{/macro}}',
        "models/a.sql": "select 1 as id {{#if false}}{{in_branch}}{{/if}} {{used}}",
        "models/b.sql":
          "select {{#if (is_incremental)}}{{in_incremental 1}}{{/if}} {{#unless true}}{{/unless}} 1 as id {{used}}",
        "models/c.sql": "select {{taken}}",
        "models/d.sql": '{{config post_hook="{{in_hook}}"}}select {{list 1}}',
        "models/e.sql": 'select {{var "not_set"}}',
        "models/f.sql": 'select * from {{ref "not_there"}} {{upper "a" "b"}}',
        "models/p.yml": `models: [{name: a, columns: [{name: id, data_tests: [own, {not_null: {config: {where: "id > 0"}}}]}]}]
unit_tests: [{name: u, model: a, given: [], expect: {format: sql, rows: "select {{in_rows}}"}}]`,
        "tests/singular.sql": "select {{#if false}}{{in_test}}{{/if}} 1 as id",
        "tests/with_self.sql": "select * from {{self}}",
        "tests/generic/own.sql":
          '{{#test "own" "model" "column_name"}}select {{column_name}}{{#if false}}{{in_generic}}{{/if}} {{list 2}} from {{model}}{{/test}}',
      },
      'dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\non-run-start: "select {{in_run_hook}}"\n',
    )
    const expected = [
      'LUX-1102 lux_project.yml:4:25 unknown name "in_run_hook"',
      'LUX-1102 macros/m.sql:1:33 unknown name "in_macro"',
      'LUX-1102 macros/m.sql:2:20 unknown helper or macro "in_unused"',
      'LUX-1102 macros/m.sql:3:21 unknown name "in_taken"',
      'LUX-1102 models/a.sql:1:31 unknown name "in_branch"',
      'LUX-1102 models/b.sql:1:32 unknown helper or macro "in_incremental"',
      'LUX-1102 models/d.sql:1:23 unknown name "in_hook"',
      "LUX-1105 models/d.sql:1:42 {{list 1}} is a list and cannot be printed",
      'LUX-1014 models/e.sql:1:8 var "not_set" is not set',
      'LUX-1201 models/f.sql:1:15 model "not_there" does not exist',
      "LUX-1106 models/f.sql:1:35 upper takes 1 argument, not 2",
      'LUX-1102 models/p.yml:2:83 unknown name "in_rows"',
      'LUX-1102 tests/generic/own.sql:1:75 unknown name "in_generic"',
      "LUX-1105 tests/generic/own.sql:1:95 {{list 2}} is a list and cannot be printed",
      'LUX-1102 tests/singular.sql:1:23 unknown name "in_test"',
      'LUX-1114 tests/with_self.sql:1:15 "self" is not known here: there is no relation being built',
    ]
    expect(await told(lux(folder).parse())).toEqual(expected)
    expect(await told(lux(folder).compile({}))).toEqual(expected)
  })

  it("do not include what only the columns of a relation decide, or a stop that a model means", async () => {
    const { folder } = temporaryProject({
      "models/a.sql": "select 1 as id",
      "models/b.sql":
        '{{#if (contains (columns (ref "a")) "id")}}select 1 as id{{else}}{{error "a has no id"}}{{/if}} from {{ref "a"}}',
      "models/c.sql": `{{config materialized="incremental"}}{{#if (is_incremental)}}{{error "only with --full-refresh"}}{{/if}}select 1 as id`,
      "models/d.sql": '{{#with (columns (ref "a"))}}select 1 as id{{/with}}',
    })
    expect(await told(lux(folder).parse())).toEqual([])
    expect(await told(lux(folder).compile({}))).toEqual([])
  })

  it("warns of a dropped body, also from the record and after an edit elsewhere", async () => {
    const project = temporaryProject(
      {
        "macros/m.sql": '{{#macro "least" "value"}}{{#with value as |v|}}where id > {{v}}{{/with}}{{/macro}}',
        "models/a.sql": "select 1 as id {{#with (var 'limit') as |limit|}}limit {{limit}}{{/with}}",
        "models/b.sql": 'select * from {{ref "a"}} {{least 0}}',
        "models/c.sql": 'select * from {{ref "a"}} {{least false}}{{least null}}{{least 1}}',
        "models/d.sql": "select 2 as id",
      },
      "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\nvars: {limit: 0}\n",
    )
    const expected = [
      "LUX-1126 models/a.sql:1:16 {{#with}} over the number 0 renders nothing",
      "LUX-1126 macros/m.sql:1:27 {{#with}} over the number 0 renders nothing",
      "LUX-1126 macros/m.sql:1:27 {{#with}} over false renders nothing",
    ]
    const warnings = async () => {
      const one = lux(project.folder)
      await one.parse()
      return one.warnings.map(place)
    }
    expect(await warnings()).toEqual(expected)
    expect(await warnings()).toEqual(expected)
    project.write({ "models/d.sql": "select 3 as id" })
    expect(await warnings()).toEqual(expected)
    const strict = createLux({
      projectDir: project.folder,
      env: {},
      warnErrorOptions: { include: ["LUX-1126"] },
    })
    expect(await told(strict.parse())).toHaveLength(3)
  })
})

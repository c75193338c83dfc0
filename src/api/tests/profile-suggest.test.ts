import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { SuggestedCheck } from "../types.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const people = `{{config materialized="table"}}
select
  i as person_id,
  'p' || i || '@x.org' as mail,
  case i % 3 when 0 then 'no' when 1 then 'it''s' else '2024-01-01' end as state,
  case when i % 10 = 0 then null else i / 200.0::double end as share,
  i % 7 - 3 as change,
  uuid()::varchar as token,
  lpad(i::varchar, 5, '0') as code,
  i % 5 as team_id,
  i as "Odd Name"
from range(100) as t(i)
`
const files = {
  "models/people.sql": people,
  "models/teams.sql": '{{config materialized="table"}}select i as team_id from range(5) as t(i)\n',
  "models/m.yml": `# kept
models:
  - name: teams
    columns: [{name: team_id, data_tests: [unique]}]
  - name: people # everybody
    columns:
      - name: person_id
        data_tests:
          - not_null # always

      - {name: mail, description: where}
`,
}

function texts(suggestions: readonly SuggestedCheck[]): readonly string[] {
  return suggestions.map(
    ({ column = "", check, arguments: given }) => `${column} ${check} ${JSON.stringify(given)}`,
  )
}

describe("suggested checks", () => {
  it("hold now, are not declared yet, and say why", async () => {
    const project = temporaryProject(files)
    await project.execute("build")
    const keys = [["person_id", "state"]]
    const { suggestions } = await project.lux().profile({ of: "people", suggest: true, keys })
    expect(texts(suggestions)).toEqual([
      "person_id unique {}",
      "mail not_null {}",
      "mail is_email {}",
      "state not_null {}",
      'state accepted_values {"values":["2024-01-01","it\'s","no"]}',
      'share completeness {"min":0.82}',
      'share accepted_range {"min_value":0,"max_value":1}',
      "change not_null {}",
      "token not_null {}",
      "token is_uuid {}",
      "code not_null {}",
      "code unique {}",
      'code string_length {"equals":5}',
      "team_id not_null {}",
      "Odd Name not_null {}",
      "Odd Name non_negative {}",
      ' unique_combination_of_columns {"combination_of_columns":["person_id","state"]}',
      'team_id relationships {"to":"ref(\'teams\')","field":"team_id"}',
    ])
    expect(suggestions[1]).toMatchObject({ evidence: "all 100 rows have a value", confidence: 101 / 102 })
    expect(suggestions[4]).toMatchObject({ evidence: "3 different in 100 values", confidence: 1 - 1 / 102 })
    for (const { confidence } of suggestions) expect(confidence > 0.5 && confidence < 1).toBe(true)
  })

  it("are written so that only lines come in, read, and pass; the next time there are none left", async () => {
    const project = temporaryProject(files)
    await project.execute("build")
    const { written, suggestions } = await project.lux().profile({ of: "people", write: true })
    expect(written).toEqual({ path: "models/m.yml", written: suggestions.length, refused: [] })
    const after = readFileSync(join(project.folder, "models/m.yml"), "utf8")
    // In the order of the file, each line that was there is still there, at most lengthened.
    const lines = after.split("\n")
    for (const line of files["models/m.yml"].split("\n")) {
      const at = lines.findIndex(
        (each) => each === line || each.startsWith(line.replace(/\}$/, ", data_tests:")),
      )
      expect(at, line).not.toBe(-1)
      lines.splice(0, at + 1)
    }
    expect(after).toContain(
      "          - not_null # always\n          - unique\n\n      - {name: mail, description: where, data_tests: [not_null, is_email]}\n",
    )
    const { nodes } = await project.execute("test")
    const checks = nodes.flatMap((node) => node.checks)
    expect(
      checks.filter(({ status }) => status !== "pass").map(({ name, error }) => [name, error?.message]),
    ).toEqual([])
    expect(checks).toHaveLength(2 + suggestions.length)
    expect((await project.lux().profile({ of: "people", write: true })).suggestions).toEqual([])
  })

  it("go into a new file where there is none", async () => {
    const project = temporaryProject({ "models/sub/alone.sql": "select 1 as id, 'x' as name" })
    await project.execute("build")
    const { written } = await project.lux().profile({ of: "alone", write: true })
    expect(written?.path).toBe("models/sub/alone.yml")
    const { nodes } = await project.execute("test")
    expect(nodes.flatMap(({ checks }) => checks).map(({ column, status }) => [column, status])).toEqual([
      ["id", "pass"],
      ["name", "pass"],
    ])
  })

  it("are not written for what is not a table or view of this project", async () => {
    const project = temporaryProject({ "models/e.sql": '{{config materialized="ephemeral"}}select 1 as a' })
    const lux = project.lux()
    await expect(lux.profile({ of: "e", write: true })).rejects.toMatchObject({ code: "LUX-2455" })
  })
})

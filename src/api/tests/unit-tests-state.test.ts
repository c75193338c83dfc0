/** Which unit tests a change affects, and how they are selected. */
import { cpSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const files = {
  "models/sources.yml":
    "sources: [{name: s, tables: [{name: t, columns: [{name: id, data_type: integer}, {name: amount, data_type: integer}]}]}]\n",
  "macros/rates.sql": `{{#macro "rate"}}2{{/macro}}\n{{#macro "other"}}3{{/macro}}`,
  "models/area/lines.sql": 'select id, amount from {{source "s" "t"}}',
  "models/area/priced.sql": 'select id, amount * {{rate}} as price from {{ref "lines"}}',
  "models/area/sums.sql": 'select sum(price) as total from {{ref "priced"}}',
  "models/area/lines.yml": "models:\n  - name: lines\n    columns: [{name: id, data_tests: [not_null]}]\n",
  "tests/fixtures/one_line.csv": "id,amount\n1,5\n",
  "models/area/unit_tests.yml": `unit_tests:
  - name: lines_are_taken
    model: lines
    given: [{input: "source('s', 't')", rows: [{id: 1}]}]
    expect: {rows: [{id: 1}]}
  - name: prices
    model: priced
    config: {tags: [money]}
    given: [{input: ref('lines'), format: csv, fixture: one_line}]
    expect: {rows: [{price: 10}]}
  - name: whole_chain
    given: [{input: "source('s', 't')", rows: [{id: 1, amount: 4}]}]
    expect: [{model: sums, rows: [{total: 8}]}]
`,
}

async function selected(project: TemporaryProject, ...select: string[]): Promise<readonly string[]> {
  const found = await project.lux().list({ select, state: join(project.folder, "state") })
  return found.map(({ name }) => name).sort()
}

async function withState(): Promise<TemporaryProject> {
  const project = temporaryProject(files)
  await project.lux().parse({ writeJson: true })
  cpSync(join(project.folder, "target"), join(project.folder, "state"), { recursive: true })
  return project
}

describe("unit tests of what has changed", () => {
  it.each([
    ["nothing", {}, []],
    [
      "a model",
      { "models/area/priced.sql": 'select id, 2 * amount as price from {{ref "lines"}}' },
      ["prices", "whole_chain"],
    ],
    [
      "a model between",
      { "models/area/lines.sql": 'select id, amount + 0 as amount from {{source "s" "t"}}' },
      ["lines_are_taken", "whole_chain"],
    ],
    [
      "a macro that is called",
      { "macros/rates.sql": `{{#macro "rate"}}4{{/macro}}\n{{#macro "other"}}3{{/macro}}` },
      ["prices", "whole_chain"],
    ],
    [
      "another macro",
      { "macros/rates.sql": `{{#macro "rate"}}2{{/macro}}\n{{#macro "other"}}4{{/macro}}` },
      [],
    ],
    ["a fixture", { "tests/fixtures/one_line.csv": "id,amount\n1,6\n" }, ["prices"]],
    [
      "the rows of a test",
      { "models/area/unit_tests.yml": files["models/area/unit_tests.yml"].replace("total: 8", "total: 9") },
      ["whole_chain"],
    ],
  ])("%s", async (_, change, expected) => {
    const project = await withState()
    project.write(change)
    expect(await selected(project, "state:modified,test_type:unit")).toEqual(expected)
  })
})

describe("unit tests in a selection", () => {
  it.each([
    [["test_type:unit"], ["lines_are_taken", "prices", "whole_chain"]],
    [["test_type:data"], ["not_null_lines_id"]],
    [["unit_test:*chain"], ["whole_chain"]],
    [["resource_type:unit_test,tag:money"], ["prices"]],
    [["lines"], ["lines", "lines_are_taken", "not_null_lines_id", "whole_chain"]],
    [["prices"], ["prices"]],
    [["sums"], ["sums", "whole_chain"]],
  ])("%j", async (select, expected) => {
    expect(await selected(temporaryProject(files), ...select)).toEqual(expected)
  })

  it("comes along with a model, and stays away where its type is excluded", async () => {
    const project = temporaryProject(files)
    const { nodes } = await project.execute("test", { select: ["priced"] })
    expect(nodes.map(({ label }) => label).sort()).toEqual(["priced::prices", "sums::whole_chain"])
    const excluded = await project.lux().list({ select: ["priced"], excludeResourceTypes: ["unit_test"] })
    expect(excluded.map(({ name }) => name)).toEqual(["priced"])
  })

  it("an edited fixture is read again after an unchanged command", async () => {
    const project = temporaryProject(files)
    expect((await project.execute("test", { select: ["prices"] })).success).toBe(true)
    expect((await project.execute("test", { select: ["prices"] })).success).toBe(true)
    writeFileSync(join(project.folder, "tests/fixtures/one_line.csv"), "id,amount\n1,7\n")
    expect((await project.execute("test", { select: ["prices"] })).success).toBe(false)
    project.remove("tests/fixtures/one_line.csv")
    await expect(project.lux().parse()).rejects.toMatchObject({ code: "LUX-2464" })
  })
})

describe("unit tests of a model with versions", () => {
  const versioned = {
    "models/v/people_v1.sql": "select 1 as id",
    "models/v/people_v2.sql": "select 1 as id, 2 as age",
    "models/v/people.yml": `models:
  - name: people
    latest_version: 2
    versions: [{v: 1}, {v: 2}]
unit_tests:
  - {name: both, model: people, expect: {rows: [{id: 1}]}}
  - {name: second, model: people, versions: {include: [2]}, expect: {rows: [{age: 2}]}}
  - {name: not_second, model: people, versions: {exclude: [2]}, expect: {rows: [{id: 1}]}}
`,
  }
  it("is one for each of them", async () => {
    const { nodes, success } = await temporaryProject(versioned).execute("test")
    expect(success).toBe(true)
    expect(nodes.map(({ label }) => label).sort()).toEqual([
      "people::both_v1",
      "people::both_v2",
      "people::not_second_v1",
      "people::second_v2",
    ])
  })
})

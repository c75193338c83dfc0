import { describe, expect, it } from "vitest"
import { LuxError } from "../../errors.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const keep = { "models/keep.sql": `{{config materialized="table"}}select 1 as id\n` }
const second = "select 5 as id; drop table if exists main.keep"

const targets = [
  ["duckdb", "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n"],
  ["redshift on DuckDB", "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n"],
  ["postgres", "dialect: postgres\ntargets: {dev: {type: postgres, host: localhost, database: d}}\n"],
  [
    "redshift",
    "dialect: redshift\ntargets: {dev: {type: redshift, workgroup: w, database: d, region: eu-west-1}}\n",
  ],
] as const

const places: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ...["view", "table", "incremental", "ephemeral", "materialized_view"].map(
    (kind) =>
      [
        kind,
        {
          "models/a.sql": `{{config materialized="${kind}"}}\n${second}`,
          "models/b.sql": 'select * from {{ref "a"}}',
        },
        "models/a.sql:2:17",
      ] as const,
  ),
  [
    "a model with a contract",
    {
      "models/a.sql": second,
      "models/a.yml": "models: [{name: a, contract: enforced, columns: [{name: id, data_type: int}]}]",
    },
    "models/a.sql:1:17",
  ],
  [
    "a snapshot of an ephemeral model",
    {
      "models/a.sql": `{{config materialized="ephemeral"}}\n${second}`,
      "snapshots/s.yml":
        "snapshots: [{name: s, relation: ref('a'), config: {unique_key: id, strategy: check, check_cols: all}}]",
    },
    "models/a.sql:2:17",
  ],
  ["a singular test", { "tests/two.sql": second }, "tests/two.sql:1:17"],
  [
    "a generic test",
    {
      "tests/generic/two.sql": `{{#test "two" "model"}}\n${second}\n{{/test}}`,
      "models/a.sql": "select 1 as id",
      "models/a.yml": "models: [{name: a, data_tests: [two]}]",
    },
    "tests/generic/two.sql:2:17",
  ],
  [
    "a macro's text",
    { "macros/m.sql": `{{#macro "two"}}\n${second}{{/macro}}`, "models/a.sql": "{{two}}" },
    "macros/m.sql:2:17",
  ],
  [
    "the condition of a test",
    {
      "models/a.sql": "select 1 as id",
      "models/a.yml":
        "models: [{name: a, columns: [{name: id, data_tests: [{unique: {config: {where: 'true); drop table keep; --'}}}]}]}]",
    },
    "models/a.yml:1:81",
  ],
]

describe.each(targets)("a second statement in the dialect %s", (_, settings) => {
  it.each(places)("in %s", async (_, files, place) => {
    const project = temporaryProject({ ...keep, ...files }, settings)
    expect(await refusal(project.lux().compile())).toEqual(["LUX-1302", place])
  })
})

describe("a second statement on DuckDB", () => {
  it("in rows of a unit test", async () => {
    const project = temporaryProject({
      ...keep,
      "models/a.sql": 'select id from {{ref "keep"}}',
      "models/a.yml": `unit_tests:
  - name: u
    model: a
    given: [{input: ref('keep'), format: sql, rows: "${second}"}]
    expect: {rows: [{id: 5}]}
`,
    })
    const { nodes } = await project.execute("test")
    expect(nodes[0]?.status).toBe("fail")
    expect(nodes[0]?.checks.map(({ error }) => error?.code)).toEqual(["LUX-1302"])
  })

  it.each([
    ["select 1; drop table keep", "--inline:1:11"],
    ["select 1) ; drop table keep; --", "--inline:1:13"],
    ["drop table keep", "--inline:1:1"],
  ])("in show --inline: %s", async (inline, place) => {
    const project = temporaryProject(keep)
    await project.execute("run")
    expect(await refusal(project.lux().show({ inline, limit: 5 }))).toEqual(["LUX-1302", place])
    expect(await project.query("select * from keep")).toEqual([{ id: 1 }])
  })

  it.each(["describe keep", "from keep", "select 1;\n-- c"])("show --inline takes %s", async (inline) => {
    const project = temporaryProject(keep)
    await project.execute("run")
    expect((await project.lux().show({ inline, limit: 5 })).rows).toHaveLength(1)
  })

  it.each([
    ["from range(1) as t(id)", 0],
    ["values (0)", 0],
    ["(select 0 as id)", 0],
    ["with a as (select 0 as id) from a", 0],
  ])("a model may be %s", async (sql, id) => {
    const project = temporaryProject({ "models/a.sql": `{{config materialized="table"}}\n${sql}` })
    expect(await project.statuses("build")).toEqual({ a: "ok" })
    expect((await project.query("select * from a")).map((row) => Number(Object.values(row)[0]))).toEqual([id])
  })
})

const ends = [";", ";\n-- c", " ; ", ";;", " -- c ;", ";\n/* c */\n", "\r\n;\r\n-- c\r\n"]

describe("what stands behind the last semicolon changes nothing", () => {
  it.each(ends)("%j", async (end) => {
    const row = `select 1 as id, 2 as v, 1 as seq${end}`
    const project = temporaryProject({
      "models/eph.sql": `{{config materialized="ephemeral"}}\n${row}`,
      "models/tab.sql": `{{config materialized="table"}}\n${row}`,
      "models/inc.sql": `{{config materialized="incremental" unique_key="id" sequence_by="seq"}}\n${row}`,
      "models/con.sql": `{{config materialized="table"}}\nselect 1 as id${end}`,
      "models/reads.sql": `select * from {{ref "eph"}}${end}`,
      "tests/sing.sql": `select 1 as x where false${end}`,
      "models/p.yml": `models: [{name: con, contract: enforced, columns: [{name: id, data_type: int}]}]
snapshots: [{name: h, relation: ref('eph'), config: {unique_key: id, strategy: check, check_cols: all}}]
unit_tests:
  - {name: u1, model: reads, given: [], expect: {rows: [{id: 1, v: 2}]}}
  - {name: u2, model: tab, given: [], expect: {rows: [{id: 1, v: 2}]}}
`,
    })
    for (const options of [{}, {}, { empty: true }]) {
      const { nodes } = await project.execute("build", options)
      expect(nodes.filter(({ status }) => status !== "ok").map(({ message }) => message)).toEqual([])
    }
    for (const node of ["tab", "inc", "reads", "eph"])
      expect((await project.lux().show({ node, limit: 5 })).rows).toHaveLength(1)
    expect((await project.lux().show({ inline: row, limit: 5 })).rows).toHaveLength(1)
  })
})

/** Code and place of what a command throws. */
async function refusal(command: Promise<unknown>): Promise<readonly [string, string] | undefined> {
  try {
    await command
    return undefined
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    const { file, line, column } = error.place ?? { file: "", line: 0, column: 0 }
    return [error.code, `${file}:${line}:${column}`]
  }
}

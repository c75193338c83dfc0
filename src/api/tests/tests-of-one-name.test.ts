import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { RunResult } from "../../run/results.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const rows = (...values: readonly number[]) => `{{config materialized="table"}}
select * from (values ${values.map((value) => `(${value})`).join(", ")}) as t(b)
`
const stored = "config: {store_failures: true, severity: warn}"
const long = "a_name_that_is_much_longer_than_sixty_three_bytes_and_so_is_cut_by_a_warehouse"

function checksOf({ nodes }: RunResult) {
  return nodes
    .flatMap(({ checks }) => checks)
    .map(({ storedIn, compiledPath, failures }) => ({ storedIn, compiledPath, failures }))
}

describe("tests of one name", () => {
  it.each([
    ["by what they are declared on", "m", "a_b", "m_a", "b", ""],
    ["by their own name", "one", "b", "other", "b", "name: twice, "],
    ["but for case", "one", "b", "other", "b", "name: NAME, "],
    ["of a great length", "one", "b", "other", "b", `name: ${long}, `],
  ])(
    "keep their failures, files and history apart: the same %s",
    async (_, first, column, second, other, name) => {
      const lower = name.toLowerCase()
      const project = temporaryProject({
        [`models/${first}.sql`]: rows(1, 1, 2).replace("t(b)", `t(${column})`),
        [`models/${second}.sql`]: rows(7, 7, 7, 8, 8).replace("t(b)", `t(${other})`),
        "models/p.yml": `models:
  - {name: ${first}, columns: [{name: ${column}, data_tests: [{unique: {${name}${stored}}}]}]}
  - {name: ${second}, columns: [{name: ${other}, data_tests: [{unique: {${lower}${stored}}}]}]}
`,
      })
      const checks = checksOf(await project.execute("build"))
      expect(checks.map(({ failures }) => failures).sort()).toEqual([1, 2])
      for (const { storedIn, compiledPath, failures } of checks) {
        expect(await project.query(`select count(*)::int as n from ${storedIn}`)).toEqual([{ n: failures }])
        const model = failures === 1 ? first : second
        expect(readFileSync(join(project.folder, compiledPath ?? ""), "utf8")).toContain(
          `from main.${model}\n`,
        )
      }
      expect(
        await project.query("select count(distinct check_id)::int as n from quality.check_result"),
      ).toEqual([{ n: 2 }])
    },
  )

  it("a test whose name nobody shares keeps its plain name, and one that is added later moves both", async () => {
    const one = `{name: one, columns: [{name: b, data_tests: [{unique: {name: u, ${stored}}}]}]}`
    const project = temporaryProject({ "models/one.sql": rows(1, 1), "models/one.yml": `models: [${one}]\n` })
    await project.lux().compile()
    expect(checksOf(await project.execute("build"))).toEqual([
      { storedIn: "test_failures.u", compiledPath: "target/compiled/p/models/tests/u.sql", failures: 1 },
    ])
    project.write({
      "models/other.sql": rows(2, 2),
      "models/other.yml": `models: [${one.replace("one", "other")}]\n`,
    })
    const compiled = await project.lux().compile()
    const paths = compiled.map(({ path }) => path).filter((path) => path.includes("/tests/"))
    expect(paths.filter((path) => /\/u_[0-9a-f]{10}\.sql$/.test(path))).toHaveLength(2)
    expect(new Set(paths).size).toBe(2)
  })

  it("a model in a folder called tests keeps its file", async () => {
    const project = temporaryProject({
      "models/tests/u.sql": rows(1, 1),
      "models/p.yml": "models: [{name: u, columns: [{name: b, data_tests: [{unique: {name: U}}]}]}]\n",
    })
    const compiled = await project.lux().compile()
    expect(new Set(compiled.map(({ path }) => path.toLowerCase())).size).toBe(2)
  })

  it.each([
    ["a relation of the project", "U", "LUX-1207"],
    ["a name that lux builds one under", "u__rejected", "LUX-1224"],
  ])("%s is not a place for failures", async (_, name, code) => {
    const project = temporaryProject({
      "models/u.sql": rows(1, 1),
      "models/p.yml": `models: [{name: u, columns: [{name: b, data_tests: [{unique: {name: ${name}, config: {store_failures: true, schema: main}}}]}]}]\n`,
    })
    const refused = { code, place: { file: "models/p.yml" } }
    await expect(project.lux().parse()).rejects.toMatchObject(refused)
    await expect(project.execute("build")).rejects.toMatchObject(refused)
  })
})

describe("limit", () => {
  it.each(["not_null: {column_name: plain,", "mine: {"])(
    "limits what is stored and shown: %s",
    async (test) => {
      const project = temporaryProject({
        "models/m.sql": `{{config materialized="table"}}\nselect range as id, null::int as plain from range(5)\n`,
        "tests/generic/mine.sql": '{{#test "mine" "model"}}select * from {{model}}{{/test}}\n',
        "models/m.yml": `models: [{name: m, data_tests: [{${test} name: n, config: {limit: 2, store_failures: true, severity: warn}}}]}]\n`,
      })
      for (const command of ["build", "test"] as const) {
        const { nodes } = await project.execute(command)
        const [check] = nodes.flatMap(({ checks }) => checks)
        expect([check?.failures, check?.sample.length]).toEqual([2, 2])
        expect(await project.query("select count(*)::int as n from test_failures.n")).toEqual([{ n: 2 }])
      }
    },
  )
})

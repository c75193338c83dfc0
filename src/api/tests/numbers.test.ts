/** Numbers of any length go through lux digit for digit, or are refused: on every way in, for random numbers. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { seededRandom } from "../../dev/seeded-random.ts"
import { compareNumbers, exactNumber } from "../../template/exact-number.ts"
import { createLux } from "../create-lux.ts"
import { type RandomNumber, randomNumbers } from "./random-numbers.testkit.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const numbers = randomNumbers(20260731, 40)
const named = numbers.map((number, at) => [`n${at}`, number] as const)
const listOf = (one: (name: string, number: RandomNumber) => string): string =>
  named.map(([name, number]) => one(name, number)).join(",\n")
const mapOf = (key: "text" | "other" = "text"): string =>
  `{${named.map(([name, each]) => `${name}: ${each[key]}`).join(", ")}}`

const settings = (dialect: string): string => `dialect: ${dialect}
targets: {dev: {type: duckdb, path: test.duckdb}}
vars:
  y: ${mapOf()}
${named.map(([name, { text }]) => `  yaml_${name}: ${text}`).join("\n")}
`

/** The rows of a query with one text column for each number. */
function expectTexts(way: string, row: Readonly<Record<string, unknown>> | undefined): void {
  for (const [name, { text }] of named) expect(row?.[name], `${way} ${name}`).toBe(text)
}

/** Digit for digit, by value: a JavaScript macro has no zeros and signs that mean nothing. */
function expectValues(way: string, row: Readonly<Record<string, unknown>> | undefined, among = named): void {
  for (const [name, { text }] of among)
    expect(
      compareNumbers(exactNumber(String(row?.[name])), exactNumber(text)),
      `${way} ${name}: ${row?.[name]}, not ${text}`,
    ).toBe(0)
}

const macros = {
  "macros/print.sql": `{{#macro "printed" "n"}}'{{n}}'{{/macro}}\n{{#macro "row" ${named.map(([name]) => `"${name}"`).join(" ")}}}
select ${listOf((name) => `'{{${name}}}' as ${name}`)}
{{/macro}}\n`,
  "macros/tools.mjs": `
export const js = (context, value) => \`'\${value}'\`
export const js_var = (context, name) => \`'\${context.var(name)}'\`
export const js_row = (context, named) => "select " + Object.entries(named).map(([name, value]) => \`'\${value}' as \${name}\`).join(", ")
export const given_back = (context, value) => value
`,
}

/** How a number gets into a model, and what comes out. */
const ways: readonly (readonly [
  way: string,
  column: (name: string, number: RandomNumber) => string,
  expected: typeof expectTexts,
])[] = [
  // Handlebars has no numbers that begin with a plus or a point.
  ["literals", (_, { text }) => (/^[-+]?\.|^\+/.test(text) ? `'${text}'` : `'{{${text}}}'`), expectTexts],
  ["yaml", (name) => `'{{var "yaml_${name}"}}'`, expectTexts],
  ["yaml_map", (name) => `'{{lookup (var "y") "${name}"}}'`, expectTexts],
  ["vars", (name) => `'{{var "given_${name}"}}'`, expectTexts],
  ["macro_arguments", (name) => `{{printed (var "yaml_${name}")}}`, expectTexts],
  ["js", (name) => `{{js (var "yaml_${name}")}}`, expectValues],
  ["js_var", (name) => `{{js_var "given_${name}"}}`, expectValues],
  ["js_and_back", (name) => `'{{given_back (var "yaml_${name}")}}'`, expectValues],
  ["sql", (name) => `cast({{var "yaml_${name}"}} as varchar)`, expectValues],
  ["sql_literals", (name) => `cast({{literal (var "given_${name}")}} as varchar)`, expectValues],
  ["arithmetic", (name) => `'{{subtract (add (var "yaml_${name}") 1.10) 1.1}}'`, expectValues],
]

it.each(["duckdb", "redshift"])(
  "numbers of templates reach the warehouse in the dialect %s",
  async (dialect) => {
    const models = ways.map(([way, column]) => [
      `models/${way}.sql`,
      `{{config materialized="table"}}select ${listOf((name, number) => `${column(name, number)} as ${name}`)}\n`,
    ])
    const project = temporaryProject({ ...macros, ...Object.fromEntries(models) }, settings(dialect))
    const vars = `{${named.map(([name, { text }]) => `given_${name}: ${text}`).join(", ")}}`
    const { nodes } = await createLux({ projectDir: project.folder, env: {}, vars }).execute("run")
    expect(
      nodes.flatMap(({ label, error }) => (error === undefined ? [] : [`${label} ${error.message}`])),
    ).toEqual([])
    for (const [way, , expected] of ways) expected(way, (await project.query(`select * from ${way}`))[0])
  },
)

it("numbers of --args reach macros", async () => {
  const project = temporaryProject(macros, settings("duckdb"))
  const run = async (macro: string, args: string) =>
    (await project.lux().runOperation({ macro, args })).result?.rows[0]
  expectTexts("--args", await run("row", mapOf()))
  expectValues("--args", await run("js_row", mapOf()))
})

it("a number of a program is a bigint, or is refused where it may have lost digits", async () => {
  const project = temporaryProject(macros, settings("duckdb"))
  const run = (id: unknown) => project.lux().runOperation({ macro: "js_row", args: { id } })
  expect((await run(17895695668004551n)).result?.rows).toEqual([{ id: "17895695668004551" }])
  // biome-ignore lint/correctness/noPrecisionLoss: that is the point.
  await expect(run(17895695668004551)).rejects.toMatchObject({ code: "LUX-1120" })
})

it("deletes the row of that id alone", async () => {
  const project = temporaryProject({
    "macros/forget.sql": `{{#macro "forget" "id"}}delete from ids where id = {{id}}{{/macro}}\n`,
    "models/ids.sql": `{{config materialized="table"}}select 17895695668004551 as id union all select 17895695668004552\n`,
  })
  await project.execute("run")
  await project.lux().runOperation({ macro: "forget", args: "{id: 17895695668004551}" })
  expect(await project.query("select id from ids")).toEqual([{ id: "17895695668004552" }])
})

/** Fewer: each is asked of a warehouse. */
const few = named.slice(0, 16)
const typeOf = ({ scale }: RandomNumber): string => `decimal(38,${scale})`
const sqlOf = (number: RandomNumber): string => `cast('${number.text}' as ${typeOf(number)})`

it("arguments of checks are compared digit for digit", async () => {
  const tests = ({ text, other }: RandomNumber): string => {
    const smaller = compareNumbers(exactNumber(text), exactNumber(other)) < 0
    const [least, most] = smaller ? [text, other] : [other, text]
    return `[
          {accepted_values: {name: ok_1, values: [${text}], quote: false}}, {accepted_values: {name: ok_2, values: [${text}]}},
          {rejected_values: {name: ok_3, values: [${other}], quote: false}}, {rejected_values: {name: ok_4, values: [${other}]}},
          {accepted_range: {name: ok_5, min_value: ${text}, max_value: ${text}}}, {accepted_range: {name: ok_6, min_value: ${least}, max_value: ${most}}},
          {column_max: {name: ok_7, equals: ${text}}}, {column_min: {name: ok_8, min: ${least}, max: ${most}}},
          {column_sum: {name: ok_9, equals: ${text}}}, {own: {name: ok_10, value: ${text}}},
          {accepted_values: {name: fail_1, values: [${other}], quote: false}}, {accepted_values: {name: fail_2, values: [${other}]}},
          {rejected_values: {name: fail_3, values: [${text}], quote: false}}, {rejected_values: {name: fail_4, values: [${text}]}},
          {accepted_range: {name: fail_5, min_value: ${other}, max_value: ${other}}},
          {column_max: {name: fail_6, equals: ${other}}}, {column_sum: {name: fail_7, min: ${other}, max: ${other}}},
          {own: {name: fail_8, value: ${other}}}]`
  }
  const project = temporaryProject({
    "models/t.sql": `{{config materialized="table"}}select ${few.map(([name, each]) => `${sqlOf(each)} as ${name}`).join(",\n")}\n`,
    "models/t.yml": `models:\n  - name: t\n    columns:\n${few.map(([name, each]) => `      - name: ${name}\n        data_tests: ${tests(each).replaceAll(/name: (ok|fail)_/g, `name: ${name}_$1_`)}`).join("\n")}\n`,
    "tests/generic/own.sql": `{{#test "own" "model" "column_name" "value"}}select * from {{model}} where {{column_name}} <> {{value}}{{/test}}\n`,
  })
  await project.execute("run")
  const { nodes } = await project.execute("test")
  const checks = nodes.flatMap((node) => node.checks)
  expect(checks).toHaveLength(few.length * 18)
  const wrong = checks.flatMap(({ name, status, error }) =>
    status === (name.includes("_ok_") ? "pass" : "fail") ? [] : [`${name} ${status} ${error?.message}`],
  )
  expect(wrong).toEqual([])
})

it.each([
  ["without types", ""],
  [
    "of declared types",
    `config: {column_types: {${few.map(([name, each]) => `${name}: "${typeOf(each)}"`).join(", ")}}}`,
  ],
])("seeds %s keep every digit", async (_, config) => {
  const project = temporaryProject({
    "seeds/s.csv": `${few.map(([name]) => name).join(",")}\n${few.map(([, { text }]) => text).join(",")}\n`,
    "seeds/s.yml": `seeds: [{name: s, ${config}}]\n`,
  })
  expect(await project.statuses("seed")).toEqual({ s: "ok" })
  const [row] = await project.query(
    `select ${few.map(([name]) => `${name}::varchar as ${name}`).join(", ")} from s`,
  )
  expectValues("seed", row, few)
})

it("rows of unit tests are those that are written", async () => {
  const row = (key: "text" | "other", only?: string): string =>
    `{${few.map(([name, each]) => `${name}: ${only === undefined || only === name ? each[key] : each.text}`).join(", ")}}`
  const project = temporaryProject({
    "models/sources.yml": `sources:\n  - name: s\n    tables:\n      - name: t\n        columns: [${few.map(([name, each]) => `{name: ${name}, data_type: "${typeOf(each)}"}`).join(", ")}]\n`,
    "models/m.sql": `select * from {{source "s" "t"}}\n`,
    "models/unit.yml": `unit_tests:
${["same", ...few.map(([name]) => name)]
  .map(
    (name) => `  - name: ut_${name}
    model: m
    given: [{input: "source('s', 't')", rows: [${row("text")}]}]
    expect: {rows: [${name === "same" ? row("text") : row("other", name)}]}`,
  )
  .join("\n")}
`,
  })
  const { nodes } = await project.execute("test")
  const statuses = nodes.flatMap((node) => node.checks.map(({ name, status }) => `${name} ${status}`))
  expect(statuses.sort()).toEqual(["ut_same pass", ...few.map(([name]) => `ut_${name} fail`)].sort())
})

describe("what is kept of numbers", () => {
  const files = {
    "models/m.sql": `{{config materialized="table" meta=(dict id=17895695668004551 v=1.10)}}select '{{var "a"}}' as a, '{{var "b"}}' as b, '{{var "c" 007}}' as c, {{top 1.10}} as d\n`,
    "models/m.yml": `groups: [{name: g, owner: {name: Ann}, meta: {id: 17895695668004551}}]
macros: [{name: top, meta: {since: 1.10}}]
models:
  - name: m
    config: {group: g, meta: {long: 12345678901234567890.12, 17895695668004551: 0123}}
    columns: [{name: a, meta: {n: [-0, {m: +5}]}, data_tests: [{accepted_values: {values: [17895695668004551, 1.10]}}, {own: {config: {severity: warn}}}]}]
unit_tests:
  - {name: u, model: m, overrides: {vars: {a: 1.10, b: .5}}, given: [], expect: {rows: [{a: 1.10, b: ".5"}]}}
`,
    "macros/top.sql": `{{#macro "top" "n" other=1.10}}{{n}} + {{other}}{{/macro}}\n`,
    "tests/generic/own.sql": `{{#test "own" "model" "column_name" most=17895695668004551}}select * from {{model}} where {{column_name}} > '{{most}}'{{/test}}\n`,
  }
  const vars = "{a: 17895695668004551, b: 1.10}"

  it("is the same with the record of an earlier parse, after edits too", async () => {
    const project = temporaryProject(files)
    const answer = async (cache: boolean, targetPath: string): Promise<string> => {
      await createLux({ projectDir: project.folder, env: {}, vars, cache, targetPath }).compile({})
      return ["manifest.json", "lux.json"].map((name) => graphText(project, targetPath, name)).join("\n")
    }
    const random = seededRandom(7)
    for (let edit = 0; edit < 6; edit++) {
      const fresh = await answer(false, "fresh")
      expect(await answer(true, "target"), `edit ${edit}`).toBe(fresh)
      expect(await answer(true, "target"), `edit ${edit} again`).toBe(fresh)
      const digits = `1${Math.floor(random() * 1e9)}`
      const [path, text] = Object.entries(files)[edit % 4] ?? ["models/m.sql", ""]
      project.write({ [path]: text.replace(/17895695668004551|1\.10/, `${digits}${digits}.0`) })
    }
  })

  it("in the manifest is a JSON number with all its digits", async () => {
    const project = temporaryProject(files)
    await createLux({ projectDir: project.folder, env: {}, vars }).compile({})
    const manifest = graphText(project, "target", "manifest.json")
    for (const each of [
      '"meta":{"long":12345678901234567890.12,"17895695668004551":123,"id":17895695668004551,"v":1.10}',
      '"values":[17895695668004551,1.10]',
      '"meta":{"n":[-0,{"m":5}]}',
      '"vars":{"a":1.10,"b":0.5}',
      '"rows":[{"a":1.10,"b":".5"}]',
      '"meta":{"since":1.10}',
    ])
      expect(manifest.includes(each), each).toBe(true)
    expect(manifest.includes("\\u0001")).toBe(false)
  })

  it("in a state is not a change", async () => {
    const project = temporaryProject(files)
    const lux = () => createLux({ projectDir: project.folder, env: {}, vars })
    await createLux({ projectDir: project.folder, env: {}, vars, targetPath: "before" }).parse({
      writeJson: true,
    })
    expect(await lux().list({ select: ["state:modified"], state: "before" })).toEqual([])
    project.write({
      "models/m.yml": files["models/m.yml"].replace(
        "values: [17895695668004551",
        "values: [17895695668004552",
      ),
    })
    const changed = await lux().list({ select: ["state:modified"], state: "before" })
    expect(changed.map(({ name }) => name)).toEqual([expect.stringMatching(/^accepted_values/)])
  })

  it("is what retry runs with", async () => {
    const project = temporaryProject({
      "models/m.sql": `select {{var "broken"}}('{{var "a"}}') as a, '{{var "c"}}' as c, {{literal (var "d")}} as d\n`,
    })
    const given = "{broken: nothing, a: 17895695668004551, c: 0123, d: .50}"
    const lux = (vars?: string) => createLux({ projectDir: project.folder, env: {}, vars })
    expect((await lux(given).execute("run")).success).toBe(false)
    const runResults = readFileSync(join(project.folder, "target", "run_results.json"), "utf8")
    expect(runResults).toContain('"vars":{"broken":"nothing","a":17895695668004551,"c":123,"d":0.50}')
    await lux().retry()
    const compiled = readFileSync(join(project.folder, "target", "compiled", "p", "models", "m.sql"), "utf8")
    expect(compiled).toContain("nothing('17895695668004551') as a, '0123' as c, .50 as d")
  })
})

it("figures of the quality history have all their digits", async () => {
  const project = temporaryProject({
    "models/t.sql": `{{config materialized="table"}}select 17895695668004551 as id, 0.5 as share\n`,
    "models/t.yml": `models: [{name: t, columns: [{name: id, data_tests: [{column_max: {name: most, min: 1}}]}, {name: share, data_tests: [{column_max: {name: share, min: 0}}]}]}]\n`,
  })
  await project.execute("build")
  const observed = (await project.lux().qualityHistory("most")).points.map((point) => point.observed)
  expect(observed).toEqual(["17895695668004551"])
  const valuesOf = async (of: string) =>
    (await project.lux().qualityMetrics(of)).points.map(({ value }) => value)
  expect(await valuesOf("t.id")).toEqual(["17895695668004551"])
  expect(await valuesOf("t.share")).toEqual([0.5])
})

it("a setting that is calculated with takes a number by its value, and refuses one that a double does not hold", async () => {
  const project = temporaryProject({
    "models/m.sql": "select 1 as a\n",
    "models/m.yml": `models: [{name: m, columns: [{name: a, data_tests: [{not_null: {config: {mostly: 0.90, limit: 010, min_rows: 1.0}}}]}]}]\n`,
  })
  expect(await project.statuses("build")).toMatchObject({ m: "ok" })
  project.write({
    "models/m.yml": `models: [{name: m, columns: [{name: a, data_tests: [{not_null: {config: {mostly: 0.90000000000000000001}}}]}]}]\n`,
  })
  await expect(project.execute("build")).rejects.toMatchObject({
    code: "LUX-1005",
    message: '"mostly" must be a number of at most 15 digits',
    place: { file: "models/m.yml", line: 1 },
  })
})

/** Without what tells the command. */
function graphText({ folder }: TemporaryProject, targetPath: string, name: string): string {
  return readFileSync(join(folder, targetPath, name), "utf8")
    .replaceAll(/"(generated_at|invocation_id|invocation_started_at|run_started_at)":"[^"]*"/g, '"$1":""')
    .replaceAll(/"key":"[^"]*",/g, "")
    .replaceAll(/"created_at":[\d.]+/g, '"created_at":0')
    .replaceAll(`${targetPath}/`, "target/")
}

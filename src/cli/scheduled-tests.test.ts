/** Every test of a project is asked by exactly one command of what `lux orchestrate` writes, when what it reads is there. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { createLux } from "../api/index.ts"
import { type TemporaryProject, temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"

const table = (sql: string): string => `{{config materialized='table'}}\n${sql}\n`
const files = {
  "models/a.sql": table("select id from {{source 'raw' 't'}}"),
  "models/b.sql": table("select 1 as id"),
  "models/c.sql": table("select a.id from {{ref 'a'}} as a join {{ref 'b'}} as b on a.id = b.id"),
  "models/e.sql": "{{config materialized='ephemeral'}}\nselect id from {{ref 'a'}}\n",
  "models/all.yml": `sources:
  - name: raw
    schema: main
    tables: [{name: t, columns: [{name: id, data_tests: [unique]}]}]
models:
  - {name: a, columns: [{name: id, data_tests: [unique]}]}
  - {name: b, columns: [{name: id, data_tests: [{relationships: {to: ref('a'), field: id}}]}]}
  - {name: c, columns: [{name: id, data_tests: [{relationships: {to: ref('a'), field: id}}]}]}
  - {name: e, columns: [{name: id, data_tests: [not_null]}]}
`,
  "tests/a_and_b.sql": "select 1 from {{ref 'a'}} as a join {{ref 'b'}} as b on a.id <> b.id",
  "tests/c_and_a.sql": "select 1 from {{ref 'a'}} as a join {{ref 'c'}} as c on a.id = c.id + 1",
}
const settings =
  "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\non-run-start: create table if not exists t as select 1 as id\n"

interface Task {
  readonly id: string
  readonly after: readonly string[]
  readonly command: readonly string[]
}

async function tasksOf(project: TemporaryProject): Promise<Readonly<Record<string, readonly Task[]>>> {
  const output = join(project.folder, "dags")
  await project.lux().orchestrate({ scheduler: "airflow", output })
  const { dags } = JSON.parse(readFileSync(join(output, "lux_airflow.json"), "utf8"))
  return Object.fromEntries(Object.entries<{ tasks: Task[] }>(dags).map(([id, { tasks }]) => [id, tasks]))
}

/** What each task says, without the models that it builds. */
function said(tasks: readonly Task[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tasks.map(({ id, command }) => [id, command.slice(command[1] === "build" ? 3 : 1).join(" ")]),
  )
}

/** Names of the tests that commands ask, as often as they ask them. */
async function asked(project: TemporaryProject, commands: readonly (readonly string[])[]): Promise<string[]> {
  const found: string[] = []
  for (const [, ...words] of commands) {
    const { code, stdout } = await warmLux(words, { cwd: project.folder })
    expect(code, stdout).toBe(0)
    const { results } = JSON.parse(readFileSync(join(project.folder, "target/run_results.json"), "utf8"))
    for (const { unique_id: id } of results as { unique_id: string }[])
      if (id.startsWith("test.")) found.push(id.split(".")[2] ?? "")
  }
  return found.sort()
}

const all = [
  "a_and_b",
  "c_and_a",
  "not_null_e_id",
  "relationships_b_id__id__ref_a_",
  "relationships_c_id__id__ref_a_",
  "source_unique_raw_t_id",
  "unique_a_id",
]

describe("tasks of a model each", () => {
  it("ask what they can gate, and the last asks what several of them make", async () => {
    const project = temporaryProject(files, `${settings}orchestrate: {tasks: model}\n`)
    const [tasks = []] = Object.values(await tasksOf(project))
    const ofB = "p.relationships_b_id__id__ref_a_"
    expect(said(tasks)).toEqual({
      a: `p.a p.not_null_e_id p.raw.source_unique_raw_t_id --exclude p.a_and_b p.c_and_a ${ofB} p.relationships_c_id__id__ref_a_`,
      b: `p.b --exclude p.a_and_b ${ofB}`,
      c: "p.c",
      test: `test --select p.a_and_b ${ofB}`,
    })
    expect(tasks.at(-1)?.after).toEqual(["a", "b"])
    expect(
      await asked(
        project,
        tasks.map(({ command }) => command),
      ),
    ).toEqual(all)
  })
})

describe("DAGs", () => {
  const dags = "orchestrate: {prefix: '', dags: {first: {select: [a, b]}, second: {select: c}}}\n"

  it("ask a test of what another DAG builds later in that DAG", async () => {
    const early = {
      "tests/a_before_c.sql": "select 1 from {{ref 'c'}} as c where c.id not in (select id from {{ref 'a'}})",
      "models/early.yml": "",
      "models/all.yml": files["models/all.yml"].replace(
        "{name: a, columns: [{name: id, data_tests: [unique]}]}",
        "{name: a, columns: [{name: id, data_tests: [unique, {relationships: {to: ref('c'), field: id}}]}]}",
      ),
    }
    const project = temporaryProject({ ...files, ...early }, settings + dags)
    const { first = [], second = [] } = await tasksOf(project)
    const late = "p.relationships_a_id__id__ref_c_"
    expect(said(first)).toEqual({
      models: expect.stringMatching(/^p\.a p\.b p\.\S+ p\.\S+ --exclude p\.a_before_c p\.c_and_a /),
    })
    expect(said(first)["models"]).toContain(late)
    expect(said(second)).toEqual({ models: `p.c --exclude ${late}`, test: `test --select ${late}` })
    const commands = [...first, ...second].map(({ command }) => command)
    expect(await asked(project, commands)).toEqual([...all, "a_before_c", late.slice(2)].sort())
  })

  it("ask all of their tests where cron runs them as one command", async () => {
    const project = temporaryProject(files, settings + dags)
    const output = join(project.folder, "cron")
    await project.lux().orchestrate({ scheduler: "cron", output })
    const lines = readFileSync(join(output, "lux.crontab"), "utf8").split("\n")
    const commands = lines.flatMap((line) => / (lux build .*)$/.exec(line)?.[1]?.split(" ") ?? [])
    const starts = commands.flatMap((word, at) => (word === "lux" ? [at] : []))
    const each = starts.map((at, index) => commands.slice(at, starts[index + 1]))
    expect(each).toHaveLength(2)
    expect(await asked(project, each)).toEqual(all)
  })
})

it("two tests of one selector are both asked where one is, and never by none", async () => {
  const twice = (name: string): string =>
    `- {name: ${name}, columns: [{name: id, data_tests: [{relationships: {name: same, to: ref('b'), field: id}}]}]}`
  const project = temporaryProject(
    {
      ...files,
      "models/all.yml": `models:\n  ${twice("a")}\n  ${twice("c")}\n`,
      "models/a.sql": table("select 1 as id"),
    },
    `${settings}orchestrate: {tasks: model}\n`,
  )
  const [tasks = []] = Object.values(await tasksOf(project))
  expect(said(tasks)).toMatchObject({ c: "p.c", test: "test --select p.a_and_b p.same" })
  const found = await asked(
    project,
    tasks.map(({ command }) => command),
  )
  expect(new Set(found)).toEqual(new Set(["a_and_b", "c_and_a", "same"]))
})

it("each test of the luxury project is of one asset or of one last task in Dagster", async () => {
  const project = temporaryProject(files, settings)
  const lux = createLux({ projectDir: repositoryRoot, targetPath: join(project.folder, "target"), env: {} })
  const output = join(project.folder, "out")
  await lux.orchestrate({ scheduler: "dagster", output })
  const { dags } = JSON.parse(readFileSync(join(output, "lux_dagster.json"), "utf8"))
  interface Dag {
    readonly tasks: readonly {
      readonly nodes: readonly { readonly checks: readonly { readonly id: string }[] }[]
    }[]
    readonly tests: { readonly checks: readonly { readonly id: string }[] } | null
  }
  const checks = (dags as readonly Dag[]).flatMap(({ tasks, tests }) => [
    ...tasks.flatMap(({ nodes }) => nodes.flatMap((node) => node.checks)),
    ...(tests?.checks ?? []),
  ])
  const tests = await lux.list({ resourceTypes: ["test"] })
  expect(checks.map(({ id }) => id).sort()).toEqual(tests.map(({ uniqueId }) => uniqueId).sort())
})

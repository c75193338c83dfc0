/** `lux orchestrate`, of the project at the repository's root and of small ones; in a real Airflow where one is installed. */
import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { createLux } from "../api/index.ts"
import { type TemporaryProject, temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { luxFile, repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-orchestrate-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Task {
  readonly id: string
  readonly after: readonly string[]
  readonly command: readonly string[]
  readonly folder: readonly string[]
}

function graphIn(
  output: string,
): Readonly<Record<string, { schedule: string | null; tasks: readonly Task[]; assets: string[] }>> {
  return JSON.parse(readFileSync(join(output, "lux_airflow.json"), "utf8")).dags
}

function edgesOf(tasks: readonly Task[]): readonly string[] {
  return tasks.flatMap(({ id, after }) => after.map((before) => `${before} -> ${id}`)).sort()
}

const table = (sql: string): string => `{{config materialized='table'}}\n${sql}\n`
const small = {
  "models/one/orders.sql": table("select * from (values (1), (1)) as t(id)"),
  "models/two/totals.sql": table("select count(*) as n from {{ref 'orders'}}"),
  "models/one/one.yml": "models:\n  - name: orders\n    columns: [{name: id, data_tests: [unique]}]\n",
}
const target = "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb, artifacts: kept}}\n"

async function dagsOf(project: TemporaryProject) {
  const output = join(project.folder, "dags")
  await project.lux().orchestrate({ scheduler: "airflow", output })
  return graphIn(output)
}

it("the luxury project has a DAG for each collected model and one for the marts, the same each time", async () => {
  const lux = createLux({ projectDir: repositoryRoot, targetPath: join(folder, "target"), env: {} })
  const [first, second] = [join(folder, "first"), join(folder, "second")]
  await lux.orchestrate({ scheduler: "airflow", output: first })
  await lux.orchestrate({ scheduler: "airflow", output: second })
  for (const name of readdirSync(first))
    expect(readFileSync(join(second, name), "utf8")).toBe(readFileSync(join(first, name), "utf8"))
  const dags = graphIn(first)
  expect(
    Object.entries(dags).map(([id, { schedule, tasks }]) => [id, schedule, tasks.map((task) => task.id)]),
  ).toEqual([
    ["luxury_brands_brand", "0 * * * *", ["stage", "raw"]],
    ["luxury_brands_media", "0 * * * *", ["stage", "raw"]],
    ["luxury_brands_media_hashtag", "0 * * * *", ["stage", "raw"]],
    ["luxury_brands_marts", "30 * * * *", expect.arrayContaining(["marts", "quality", "seeds"])],
  ])
  const models = await lux.list({ resourceTypes: ["model", "seed"] })
  const built = Object.values(dags).flatMap(({ tasks }) =>
    tasks.flatMap(
      ({ command: [, , , ...words] }) => words.join(" ").split(" --exclude ")[0]?.split(" ") ?? [],
    ),
  )
  expect(built.toSorted()).toEqual(models.map(({ selector }) => selector).sort())
})

describe("tasks", () => {
  const chain = {
    "models/a/one.sql": table("select 1 as id"),
    "models/a/between.sql": "{{config materialized='ephemeral'}}\nselect * from {{ref 'one'}}\n",
    "models/b/two.sql": table("select * from {{ref 'between'}}"),
    "models/a/three.sql": table("select * from {{ref 'two'}}"),
    "models/c/four.sql": table("select * from {{ref 'three'}}"),
    "models/c/five.sql": table("select * from {{ref 'four'}}"),
  }
  it.each([
    ["are folders, and those that wait for each other are one", "", ["a_b -> c"]],
    [
      "are models, with edges through ephemeral ones",
      "orchestrate: {tasks: model}\n",
      ["four -> five", "one -> two", "three -> four", "two -> three"],
    ],
    [
      "are never a part of what is published together",
      "orchestrate: {tasks: model}\nmodels: {p: {c: {+publish_together: all}}}\n",
      ["one -> two", "three -> all", "two -> three"],
    ],
  ])("%s", async (_, settings, edges) => {
    const [dag] = Object.values(await dagsOf(temporaryProject(chain, target + settings)))
    expect(edgesOf(dag?.tasks ?? [])).toEqual(edges)
  })

  it("of one DAG are assets of another, and a DAG that is gone has no file", async () => {
    const dags =
      "orchestrate: {prefix: '', dags: {one: {select: path:models/one}, two: {select: path:models/two, schedule: assets}}}\n"
    const project = temporaryProject(small, target + dags)
    expect((await dagsOf(project))["two"]).toMatchObject({ schedule: null, assets: ["lux://p/dev/one/one"] })
    project.write({ "lux_project.yml": `name: p\n${target}` })
    await dagsOf(project)
    expect(readdirSync(join(project.folder, "dags")).sort()).toEqual(["lux_airflow.json", "p_marts.py"])
  })
})

describe("what cannot be scheduled", () => {
  it.each([
    ["a node of two DAGs", "orchestrate: {dags: {a: {select: orders}, b: {select: orders+}}}\n", "LUX-3403"],
    ["a DAG of nothing", "orchestrate: {dags: {a: {select: source:none.*}}}\n", "LUX-3403"],
    [
      "a part of a group",
      "orchestrate: {dags: {a: {select: orders}, b: {select: totals}}}\nmodels: {p: {+publish_together: all}}\n",
      "LUX-3403",
    ],
    ["an operator without its keys", "orchestrate: {operator: ecs}\n", "LUX-1005"],
    ["an unknown key", "orchestrate: {operators: bash}\n", "LUX-1004"],
    ["no cron", "orchestrate: {dags: {a: {select: orders, schedule: hourly}}}\n", "LUX-1005"],
  ])("%s", async (_, settings, code) => {
    await expect(dagsOf(temporaryProject(small, target + settings))).rejects.toMatchObject({ code })
  })

  it("a file of somebody else stays", async () => {
    const project = temporaryProject({ ...small, "dags/p_marts.py": "# mine\n" }, target)
    await expect(dagsOf(project)).rejects.toMatchObject({ code: "LUX-3404" })
  })
})

const python = process.env.LUX_TEST_AIRFLOW_PYTHON
const airflow = needing("Airflow 3.3 in LUX_TEST_AIRFLOW_PYTHON", python !== undefined && existsSync(python))

/** Runs Airflow's Python, with a home, DAGs and `lux` in a folder; gives what it prints. */
function airflowIn(home: string, more: Readonly<Record<string, string>>) {
  const bin = join(home, "lux")
  writeFileSync(bin, `#!/bin/sh\nexec "${process.execPath}" "${luxFile}" "$@"\n`)
  chmodSync(bin, 0o755)
  const env = {
    ...process.env,
    ...{ AIRFLOW_HOME: join(home, "airflow"), AIRFLOW__CORE__LOAD_EXAMPLES: "False" },
    ...{ AIRFLOW__CORE__DAGS_FOLDER: join(home, "dags"), PATH: `${home}:${process.env.PATH}` },
    ...more,
  }
  return (...args: readonly string[]): string =>
    execFileSync(python ?? "", args, {
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1e8,
    })
}

airflow.it(
  "in Airflow the edges are the graph's, a failed check fails its task and skips what is behind, and lux retry does the rest",
  async () => {
    const parallel = {
      "models/three/others.sql": table("select 1 as id"),
      "tests/both.sql": "select id from {{ref 'orders'}} except select id from {{ref 'others'}}",
    }
    const project = temporaryProject({ ...small, ...parallel }, target)
    const [dag] = Object.values(await dagsOf(project))
    const run = airflowIn(project.folder, { LUX_PROJECT_DIR: project.folder })
    run("-m", "airflow", "db", "migrate")
    const text = run(join(repositoryRoot, ".ci/airflow/run_dags.py"), join(project.folder, "dags"), "p_marts")
    const { errors, dags, states } = JSON.parse(text.trim().split("\n").at(-1) ?? "")
    expect(errors).toEqual({})
    expect(dags["p_marts"].edges.map(([from, to]: readonly string[]) => `${from} -> ${to}`)).toEqual(
      edgesOf(dag?.tasks ?? []),
    )
    expect(dags["p_marts"]).toMatchObject({ paused: true, catchup: false, active: 1 })
    expect(states).toEqual({
      "p_marts.one": "failed",
      "p_marts.two": "upstream_failed",
      "p_marts.three": "success",
      "p_marts.test": "upstream_failed",
    })
    expect(text).toContain("unique_orders_id")
    rmSync(join(project.folder, "target"), { recursive: true, force: true })
    project.write({ "models/one/orders.sql": table("select 1 as id") })
    expect((await warmLux(["retry"], { cwd: project.folder })).code).toBe(0)
  },
  600_000,
)

airflow.it(
  "in Airflow the four DAGs of the luxury project run to their end on an hour of files, with the graph's edges",
  async () => {
    const home = mkdtempSync(join(folder, "luxury-"))
    const dags = join(home, "dags")
    const lux = createLux({ projectDir: repositoryRoot, targetPath: join(home, "target"), env: {} })
    await lux.orchestrate({ scheduler: "airflow", output: dags })
    expect((await warmLux(["dev", "lake", "--hours", "1", "--folder", join(home, "lake")])).code).toBe(0)
    const run = airflowIn(home, {
      LUX_PROJECT_DIR: repositoryRoot,
      LUX_LAKE: join(home, "lake"),
      LUX_DATABASE: join(home, "lux.duckdb"),
      LUX_TARGET_PATH: join(home, "target"),
    })
    run("-m", "airflow", "db", "migrate")
    const graph = graphIn(dags)
    // The marts read what the others collect.
    const ids = Object.keys(graph).sort((a, b) => Number(a.endsWith("marts")) - Number(b.endsWith("marts")))
    expect(ids).toHaveLength(4)
    const text = run(join(repositoryRoot, ".ci/airflow/run_dags.py"), dags, ...ids)
    const found = JSON.parse(text.trim().split("\n").at(-1) ?? "")
    expect(found.errors).toEqual({})
    const wanted = ids.flatMap((id) =>
      (graph[id]?.tasks ?? []).map((task) => [`${id}.${task.id}`, "success"]),
    )
    expect(found.states).toEqual(Object.fromEntries(wanted))
    for (const id of ids) {
      const { edges, seconds } = found.dags[id]
      expect(edges.map(([from, to]: readonly string[]) => `${from} -> ${to}`)).toEqual(
        edgesOf(graph[id]?.tasks ?? []),
      )
      expect(seconds).toBeGreaterThan(0)
    }
  },
  600_000,
)

const operators = {
  ecs: "{cluster: $SHOP_CLUSTER, task_definition: lux, container: lux, subnets: [$SHOP_SUBNETS, subnet-3], log_group: /lux}",
  docker: "{image: 'lux:1.2', network: data}",
  kubernetes: "{image: 'lux:1.2', namespace: data, service_account: lux}",
}

airflow.it(
  "Airflow reads the DAGs of tasks in ECS, Docker and Kubernetes",
  async () => {
    const home = mkdtempSync(join(folder, "operators-"))
    const ids: Record<string, readonly string[]> = {}
    for (const [operator, settings] of Object.entries(operators)) {
      const keys = `{operator: ${operator}, ${operator}: ${settings}, prefix: ${operator}_}`
      const project = temporaryProject(small, `${target}orchestrate: ${keys}\n`)
      const output = join(home, "dags", operator)
      await project.lux().orchestrate({ scheduler: "airflow", output })
      for (const [id, { tasks }] of Object.entries(graphIn(output)))
        ids[id] = tasks.map((task) => task.id).sort()
    }
    expect(Object.keys(ids).sort()).toEqual(["docker_marts", "ecs_marts", "kubernetes_marts"])
    const run = airflowIn(home, { SHOP_CLUSTER: "shop", SHOP_SUBNETS: "subnet-1,subnet-2" })
    run("-m", "airflow", "db", "migrate")
    const text = run(join(repositoryRoot, ".ci/airflow/run_dags.py"), join(home, "dags"))
    const shown =
      "import runpy, sys; print(runpy.run_path(sys.argv[1])['tasks']['one'].network_configuration, runpy.run_path(sys.argv[1])['tasks']['one'].cluster)"
    expect(run("-c", shown, join(home, "dags", "ecs", "ecs_marts.py"))).toContain(
      "{'awsvpcConfiguration': {'subnets': ['subnet-1', 'subnet-2', 'subnet-3'], 'securityGroups': []}} shop",
    )
    const { errors, dags } = JSON.parse(text.trim().split("\n").at(-1) ?? "")
    expect(errors).toEqual({})
    for (const [id, tasks] of Object.entries(ids)) expect(dags[id].tasks, id).toEqual(tasks)
  },
  600_000,
)

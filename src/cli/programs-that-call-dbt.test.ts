/** The files of docs/guides/cosmos.md and dagster-dbt.md in Cosmos and dagster-dbt themselves, where these are installed. */
import { execFileSync } from "node:child_process"
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect } from "vitest"
import * as z from "zod"
import { createLux } from "../api/index.ts"
import { sized } from "../dev/acceptance.testkit.ts"
import { luxFile, repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"

const python = process.env.LUX_TEST_AIRFLOW_PYTHON
const callers = needing(
  "Cosmos and dagster-dbt in LUX_TEST_AIRFLOW_PYTHON",
  python !== undefined && hasModules("cosmos", "dagster_dbt"),
)
const folder = mkdtempSync(join(tmpdir(), "lux-called-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(() => {
  const executable = join(folder, "lux")
  writeFileSync(executable, `#!/bin/sh\nexec "${process.execPath}" "${luxFile}" "$@"\n`)
  chmodSync(executable, 0o755)
})

const shop = {
  "lux_project.yml": `
name: shop
dialect: duckdb
targets: {dev: {type: duckdb, path: '{{env "LUX_DATABASE"}}'}}
`,
  "seeds/raw.csv": "id,amount\n1,2\n1,3\n",
  "models/orders.sql": '{{config materialized="table"}}\nselect id, amount from {{ref "raw"}}\n',
  "models/totals.sql": 'select sum(amount) as total from {{ref "orders"}}\n',
  "models/shop.yml": `
models:
  - {name: orders, columns: [{name: id, data_tests: [not_null, {unique: {config: {severity: warn}}}]}]}
  - {name: totals, columns: [{name: total, data_tests: [not_null]}]}
unit_tests:
  - {name: sums, model: totals, given: [{input: ref('orders'), rows: [{amount: 2}]}], expect: {rows: [{total: 2}]}}
`,
  "tests/no_order_is_all.sql":
    'select 1 as id from {{ref "orders"}} join {{ref "totals"}} on total < amount\n',
}

callers.it(
  "Cosmos runs every task of a project by its manifest and by lux ls, and knows what they built, tested and warned of",
  async () => {
    const called = await sized({ suite: shopProject, whole: luxuryProject })("cosmos")
    const dags = join(called.home, "dags")
    mkdirSync(dags)
    const ids = ["by_manifest", "by_ls"]
    for (const id of ids) {
      const dag = fileOf("cosmos.md", "dags/shop.py")
        .replace('dag_id="shop"', `dag_id="${id}"`)
        .replace('profile_name="shop"', `profile_name="${called.profile}"`)
      const byLs = dag.replace("LoadMode.DBT_MANIFEST", "LoadMode.DBT_LS")
      writeFileSync(join(dags, `${id}.py`), id === "by_ls" ? byLs : dag)
    }
    const env = {
      ...called.env,
      ...{ AIRFLOW_HOME: join(called.home, "airflow"), AIRFLOW__CORE__LOAD_EXAMPLES: "False" },
      ...{ AIRFLOW__CORE__DAGS_FOLDER: dags, AIRFLOW__COSMOS__ENABLE_TELEMETRY: "False" },
    }
    ran(["-m", "airflow", "db", "migrate"], env)
    const text = ran([join(repositoryRoot, ".ci/airflow/run_dags.py"), dags, ...ids], env)
    const found = cosmosSchema.parse(lastLine(text))
    expect(found.errors).toEqual({})

    const nodes = await called.lux.list({ resourceTypes: ["model", "seed"] })
    const models = nodes.filter(({ uniqueId }) => uniqueId.startsWith("model."))
    const tests = await called.lux.list({ resourceTypes: ["test", "unit_test"] })
    for (const id of ids) {
      const tasks = found.dags[id]?.tasks ?? []
      expect(tasks.filter((task) => /[._](run|seed)$/.test(task))).toHaveLength(nodes.length)
      expect(found.dags[id]).toEqual(found.dags["by_manifest"])
      for (const task of tasks) expect(found.states).toMatchObject({ [`${id}.${task}`]: "success" })
      const built = new Set(found.assets.filter(([dag]) => dag === id).map(([, uri]) => uri))
      expect(built.size).toBe(models.length)
    }
    // A test of several models warns that it is not asked until the last is built.
    const judged = eventsIn(text)
      .filter(({ info }) => info.name === "LogTestResult" && !info.msg.includes("not asked"))
      .map(({ data }) => data.node_info)
    const asked = judged.filter((node) => node?.node_status === "pass" || node?.node_status === "warn")
    expect([...new Set(asked.map((node) => node?.unique_id))].sort()).toEqual(
      tests.map(({ uniqueId }) => uniqueId).sort(),
    )
    expect(text).toContain(`a test warns in ${called.warns}.test`)
  },
  600_000,
)

callers.it(
  "dagster-dbt materializes every asset of the luxury project, and has the result of every check",
  async () => {
    const called = await luxuryProject("dagster")
    const found = dagsterSchema.parse(lastLine(builtByDagster(called)))
    const nodes = await called.lux.list({ resourceTypes: ["model", "seed"] })
    const tests = await called.lux.list({ resourceTypes: ["test"] })
    expect(found.success).toBe(true)
    expect(found.assets).toHaveLength(nodes.length)
    expect(found.declared).toEqual({ assets: nodes.length, checks: found.checks.length })
    expect(found.checks.length).toBeGreaterThan(100)
    expect(found.checks.filter(([, passed, severity]) => !passed && severity === "ERROR")).toEqual([])
    expect(found.tests).toEqual(expect.arrayContaining(tests.map(({ uniqueId }) => uniqueId)))
  },
  240_000,
)

callers.it(
  "dagster-dbt fails where a check fails, with what was built and the check's name",
  async () => {
    const called = await shopProject("failing")
    writeFileSync(join(called.root, "models/orders.sql"), "select null::integer as id, 1 as amount\n")
    const found = dagsterSchema.parse(lastLine(builtByDagster(called)))
    expect(found).toMatchObject({
      success: false,
      assets: ["raw"],
      checks: [
        ["not_null_orders_id", false, "ERROR"],
        ["unique_orders_id", true, "ERROR"],
      ],
    })
  },
  240_000,
)

function builtByDagster({ home, env }: Called): string {
  writeFileSync(join(home, "shop.py"), fileOf("dagster-dbt.md", "shop.py"))
  return ran([join(repositoryRoot, ".ci/airflow/run_dagster_dbt.py"), join(home, "shop.py")], env)
}

const cosmosSchema = z.object({
  errors: z.record(z.string(), z.string()),
  dags: z.record(z.string(), z.object({ tasks: z.array(z.string()), edges: z.array(z.array(z.string())) })),
  states: z.record(z.string(), z.string()),
  assets: z.array(z.tuple([z.string(), z.string()])),
})

const dagsterSchema = z.object({
  success: z.boolean(),
  declared: z.object({ assets: z.number(), checks: z.number() }),
  assets: z.array(z.string()),
  checks: z.array(z.tuple([z.string(), z.boolean(), z.string()])),
  tests: z.array(z.string()),
})

const eventSchema = z.object({
  info: z.object({ name: z.string(), msg: z.string() }),
  data: z.looseObject({
    node_info: z.object({ unique_id: z.string(), node_status: z.string() }).optional(),
  }),
})

type Called = Awaited<ReturnType<typeof shopProject>>

async function shopProject(name: string) {
  const home = join(folder, name)
  const root = join(home, "shop")
  for (const [path, text] of Object.entries(shop)) {
    mkdirSync(join(root, path, ".."), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return callable({ home, root, profile: "shop", warns: "orders" })
}

async function luxuryProject(name: string): Promise<Called> {
  const home = join(folder, name)
  const root = join(home, "luxury")
  for (const path of ["lux_project.yml", "models", "macros", "seeds", "tests", "lambdas/collectors.yml"])
    cpSync(join(repositoryRoot, path), join(root, path), { recursive: true })
  expect((await warmLux(["dev", "lake", "--hours", "1", "--folder", join(home, "lake")])).code).toBe(0)
  return callable({ home, root, profile: "luxury_brands", warns: "media_hashtag" })
}

/** What Cosmos and Dagster look for in a project: a stub of dbt's, a profile and a manifest. `warns`: whose test does. */
async function callable(made: Readonly<Record<"home" | "root" | "profile" | "warns", string>>) {
  const { home, root, profile } = made
  const database = join(home, "lux.duckdb")
  const own = { LUX_DATABASE: database, LUX_LAKE: join(home, "lake") }
  writeFileSync(
    join(root, "profiles.yml"),
    fileOf("cosmos.md", "profiles.yml")
      .replace("shop:", `${profile}:`)
      .replace("/data/shop.duckdb", database),
  )
  for (const command of [
    ["init", "--dbt-stub"],
    ["parse", "--write-json"],
  ])
    expect(await warmLux(command, { cwd: root, env: own })).toMatchObject({ code: 0 })
  const lux = createLux({ projectDir: root, env: own })
  const names = { LUX_PROJECT_DIR: root, PATH: `${folder}:${process.env.PATH}` }
  return { ...made, lux, env: { ...own, ...names } }
}

/** A file that a guide shows. */
function fileOf(page: string, title: string): string {
  const text = readFileSync(join(repositoryRoot, "docs/guides", page), "utf8")
  const block = [...text.matchAll(/^```\w+ title=(\S+)\n([\s\S]*?)^```$/gm)].find(
    ([, name]) => name === title,
  )
  if (block?.[2] === undefined) throw new Error(`${page} shows no ${title}`)
  return block[2]
}

/** What a program of that Python prints. */
function ran(args: readonly string[], more: Readonly<Record<string, string>>): string {
  const env = { ...process.env, DO_NOT_TRACK: "1", ...more }
  return execFileSync(python ?? "", args, {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 1e8,
  })
}

function lastLine(text: string): unknown {
  return JSON.parse(text.trim().split("\n").at(-1) ?? "")
}

/** dbt's events in Airflow's log. */
function eventsIn(text: string) {
  return [...text.matchAll(/ (\{"info":.*\}) +\[cosmos/g)].map(([, event = ""]) =>
    eventSchema.parse(JSON.parse(event)),
  )
}

function hasModules(...names: readonly string[]): boolean {
  try {
    const code = `import importlib.util as u, sys; sys.exit(not all(u.find_spec(n) for n in ${JSON.stringify(names)}))`
    execFileSync(python ?? "", ["-c", code])
    return true
  } catch {
    return false
  }
}

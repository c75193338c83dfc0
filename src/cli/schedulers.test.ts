/** What `lux orchestrate` writes for schedulers other than Airflow: run where what runs it is here. */
import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { load } from "js-yaml"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { createLux } from "../api/index.ts"
import { type TemporaryProject, temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { luxFile, repositoryRoot } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"
import { tool } from "../dev/tools.testkit.ts"
import type { SchedulerName } from "../orchestrate/scheduler-names.ts"

const table = (sql: string): string => `{{config materialized='table'}}\n${sql}\n`
const files = {
  "models/one/orders.sql": table("select * from (values (1), (1)) as t(id)"),
  "models/two/totals.sql": table("select count(*) as n from {{ref 'orders'}}"),
  "models/one/one.yml":
    "models:\n  - name: orders\n    columns: [{name: id, data_tests: [unique, not_null]}]\n",
}

const workflowSchema = z.object({
  on: z.unknown(),
  jobs: z.object({
    build: z.object({
      env: z.record(z.string(), z.string()),
      steps: z.array(z.object({ name: z.string().optional(), run: z.string().optional() })),
    }),
  }),
})

function project(orchestrate: string, more: Readonly<Record<string, string>> = {}): TemporaryProject {
  const target = "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n"
  return temporaryProject({ ...files, ...more }, `${target}orchestrate: ${orchestrate}\n`)
}

async function written(made: TemporaryProject, scheduler: SchedulerName): Promise<string> {
  const output = join(made.folder, "out")
  await made.lux().orchestrate({ scheduler, output })
  return output
}

const one = (schedule: string, more = ""): string =>
  `{prefix: '', paused: false, dags: {all: {select: "path:models", schedule: "${schedule}"}}${more}}`

describe("keys of orchestrate: that a scheduler makes nothing of", () => {
  const settings =
    "{operator: docker, docker: {image: lux}, pool: p, retries: 5, github: {node: '20'}, dags: {all: {select: 'path:models', freshness: true}}}"
  it.each([
    ["airflow", undefined],
    ["dagster", "operator, docker, pool, dags.all.freshness"],
    ["github", "operator, docker, pool, dags.all.freshness"],
    ["cron", "operator, docker, pool, retries, dags.all.freshness"],
  ] as const)("are a warning: %s", async (scheduler, keys) => {
    const made = project(settings)
    const lux = made.lux()
    await lux.orchestrate({ scheduler, output: join(made.folder, "out") })
    expect(lux.warnings.map(({ code, message }) => `${code} ${message}`)).toEqual(
      keys === undefined ? [] : [`LUX-2355 lux orchestrate ${scheduler} ignores ${keys} of orchestrate:`],
    )
  })
})

describe("cron", () => {
  it("has a line for each DAG, which sh runs", async () => {
    const made = project(one("30 6 * * 1", ", command: ./said, environment: {SHOP: it is}"))
    const lines = readFileSync(join(await written(made, "cron"), "lux.crontab"), "utf8").split("\n")
    expect(lines).toContain('SHOP="it is"')
    expect(lines).toContain('LUX_TARGET="dev"')
    const [, command = ""] =
      /^30 6 \* \* 1 (.*)$/.exec(lines.find((line) => line.startsWith("30")) ?? "") ?? []
    writeFileSync(join(made.folder, "said"), '#!/bin/sh\necho "$LUX_LOGICAL_DATE" "$@"\n')
    chmodSync(join(made.folder, "said"), 0o755)
    // cron itself gives a percent sign back what the backslash took.
    const said = execFileSync("sh", ["-c", command.replaceAll("\\%", "%")], {
      cwd: made.folder,
      encoding: "utf8",
    })
    expect(said).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z build --select p\.one\.orders p\.two\.totals\n$/)
  })

  it("comments out what is paused, and starts nothing where the schedule is none", async () => {
    const dags = "{a: {select: orders}, b: {select: totals, schedule: none, paused: false}}"
    const text = readFileSync(join(await written(project(`{dags: ${dags}}`), "cron"), "lux.crontab"), "utf8")
    expect(text).toContain("\n# p_a\n#paused# 0 * * * * ")
    expect(text).toContain("\n# p_b\n# Nothing starts it.\n")
  })
})

it.each(["cron", "github", "eventbridge"] as const)("%s cannot start after others", async (scheduler) => {
  await expect(written(project(one("assets")), scheduler)).rejects.toMatchObject({ code: "LUX-3403" })
})

describe("EventBridge", () => {
  it.each([
    ["30 * * * *", "cron(30 * * * ? *)"],
    ["@daily", "cron(0 0 * * ? *)"],
    ["0 6 * * 1-5", "cron(0 6 ? * 2-6 *)"],
    ["0 6 * * 0,7", "cron(0 6 ? * 1,1 *)"],
    ["0 6 1 */2 *", "cron(0 6 1 */2 ? *)"],
    ["0 6 * * MON", "cron(0 6 ? * MON *)"],
  ])("reads %s as %s", async (schedule, expected) => {
    const output = await written(project(one(schedule)), "eventbridge")
    const { schedules } = JSON.parse(readFileSync(join(output, "lux_eventbridge.json"), "utf8"))
    expect(schedules).toHaveLength(1)
    expect(schedules[0]).toMatchObject({ Name: "all", ScheduleExpression: expected, State: "ENABLED" })
    const [override] = JSON.parse(schedules[0].Target.Input).containerOverrides
    expect(override.command).toEqual(["lux", "build", "--select", "p.one.orders", "p.two.totals"])
  })

  it("refuses a day of the month and of the week", async () => {
    await expect(written(project(one("0 6 1 * 1")), "eventbridge")).rejects.toMatchObject({
      code: "LUX-3403",
    })
  })
})

const actionlint = tool("actionlint")

describe("GitHub Actions", () => {
  actionlint.needing.it("finds nothing wrong with the workflows of the luxury project", async () => {
    const made = temporaryProject(files)
    const output = join(made.folder, "out")
    const lux = createLux({ projectDir: repositoryRoot, targetPath: join(made.folder, "target"), env: {} })
    await lux.orchestrate({ scheduler: "github", output })
    const workflows = readdirSync(output)
    expect(workflows).toHaveLength(4)
    expect(actionlint.run(workflows, output)).toEqual({ code: 0, text: "" })
    writeFileSync(join(output, "wrong.yml"), "on: push\njobs: {build: {steps: []}}\n")
    expect(actionlint.run(["wrong.yml"], output).code).toBe(1)
  })

  it("tries a step again where the failure passes, and no other", async () => {
    const settings = one("@hourly", ", command: ./lux, retry_minutes: 1, github: {secrets: [LUX_PASSWORD]}")
    const made = project(settings)
    const text = readFileSync(join(await written(made, "github"), "all.yml"), "utf8")
    const workflow = workflowSchema.parse(load(text))
    expect(workflow.on).toEqual({ schedule: [{ cron: "0 * * * *" }], workflow_dispatch: null })
    expect(workflow.jobs.build.env).toEqual({
      LUX_TARGET: "dev",
      LUX_PASSWORD: "${{ secrets.LUX_PASSWORD }}",
    })
    const { steps } = workflow.jobs.build
    expect(steps.map(({ name }) => name).filter(Boolean)).toEqual(["one", "two"])

    const run = steps.find(({ name }) => name === "one")?.run ?? ""
    const bin = join(made.folder, "bin")
    mkdirSync(bin)
    const script = (name: string, body: string): void => {
      writeFileSync(join(made.folder, name), `#!/bin/sh\n${body}\n`)
      chmodSync(join(made.folder, name), 0o755)
    }
    script("bin/sleep", 'echo "sleeps $1"')
    const codeOf = (code: number) => {
      script("lux", `echo tried; exit ${code}`)
      const { status, stdout } = spawnSync("bash", ["-e", "-c", run], {
        cwd: made.folder,
        env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
        encoding: "utf8",
      })
      return [status, stdout.split("\n").filter(Boolean)]
    }
    expect(codeOf(0)).toEqual([0, ["tried"]])
    expect(codeOf(1)).toEqual([1, ["tried"]])
    expect(codeOf(75)).toEqual([75, ["tried", "sleeps 60", "tried", "sleeps 60", "tried"]])
  })

  it("removes the workflow of a DAG that is gone, and no other file", async () => {
    const made = project("{dags: {a: {select: orders}, b: {select: totals}}}")
    const output = await written(made, "github")
    writeFileSync(join(output, "own.yml"), "name: own\n")
    made.write({
      "lux_project.yml": readFileSync(join(made.folder, "lux_project.yml"), "utf8").replace(
        ", b: {select: totals}",
        "",
      ),
    })
    await written(made, "github")
    expect(readdirSync(output).sort()).toEqual(["own.yml", "p_a.yml"])
  })
})

const python = process.env.LUX_TEST_AIRFLOW_PYTHON
const dagster = needing("Dagster in LUX_TEST_AIRFLOW_PYTHON", python !== undefined && existsSync(python))

describe("Dagster", () => {
  const run = (output: string, projectDir: string, ...jobs: readonly string[]) => {
    const text = execFileSync(
      python ?? "",
      [join(repositoryRoot, ".ci/airflow/run_dagster.py"), output, ...jobs],
      {
        env: { ...process.env, LUX_PROJECT_DIR: projectDir },
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        maxBuffer: 1e8,
      },
    )
    return JSON.parse(text.trim().split("\n").at(-1) ?? "")
  }

  dagster.it(
    "builds assets and tells their checks; what is behind a failed one is not started",
    async () => {
      const made = project(
        `{prefix: '', command: "${process.execPath} ${luxFile}", dags: {all: {select: "path:models"}}}`,
      )
      const output = await written(made, "dagster")
      expect(run(output, made.folder, "all")).toEqual({
        assets: ["p/orders", "p/totals"],
        checks: 2,
        edges: [["p/orders", "p/totals"]],
        runs: {
          all: {
            success: false,
            assets: [],
            checks: [
              ["not_null_orders_id", true],
              ["unique_orders_id", false],
            ],
          },
        },
      })
      made.write({ "models/one/orders.sql": table("select 1 as id") })
      expect(run(output, made.folder, "all").runs.all).toEqual({
        success: true,
        assets: ["p/orders", "p/totals"],
        checks: [
          ["not_null_orders_id", true],
          ["unique_orders_id", true],
        ],
      })
    },
    240_000,
  )

  dagster.it(
    "asks what several steps make when all of it is built",
    async () => {
      const made = project(
        `{prefix: '', command: "${process.execPath} ${luxFile}", dags: {all: {select: "path:models"}}}`,
        {
          "models/one/orders.sql": table("select 1 as id"),
          "models/three/others.sql": table("select 2 as id"),
          "tests/both.sql": "select id from {{ref 'orders'}} except select id from {{ref 'others'}}",
        },
      )
      const found = run(await written(made, "dagster"), made.folder, "all")
      expect(found.runs.all).toEqual({
        success: false,
        assets: ["p/orders", "p/others", "p/totals"],
        checks: [
          ["both", false],
          ["not_null_orders_id", true],
          ["unique_orders_id", true],
        ],
      })
    },
    240_000,
  )

  dagster.it(
    "has an asset for each model and seed of the luxury project, with the graph's edges",
    async () => {
      const made = project("{}")
      const lux = createLux({ projectDir: repositoryRoot, targetPath: join(made.folder, "target"), env: {} })
      const output = join(made.folder, "out")
      await lux.orchestrate({ scheduler: "dagster", output })
      const found = run(output, repositoryRoot)
      const nodes = await lux.list({ resourceTypes: ["model", "seed"] })
      const assetOf = (id: string): string => id.split(".").slice(1).join("/")
      expect(found.assets).toEqual(nodes.map(({ uniqueId }) => assetOf(uniqueId)).sort())
      expect(found.edges.length).toBeGreaterThan(20)
    },
    120_000,
  )
})

/** What programs that call dbt pass, set and read. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"

const shop = () =>
  temporaryProject({
    "seeds/raw.csv": "id\n1\n1\n",
    "models/orders.sql": '{{config materialized="table"}}\nselect id from {{ref "raw"}}',
    "models/orders.yml":
      "models: [{name: orders, columns: [{name: id, data_tests: [not_null, {unique: {config: {severity: warn}}}]}]}]\n",
    "models/broken.sql": `{{config materialized="table"}}\nselect cast('one' as integer) as id`,
  })

const event = z.object({
  info: z.object({
    name: z.string(),
    level: z.string(),
    msg: z.string(),
    ts: z.iso.datetime(),
    invocation_id: z.string(),
  }),
  data: z.looseObject({
    node_info: z
      .object({
        unique_id: z.string(),
        resource_type: z.string(),
        materialized: z.string(),
        node_status: z.string(),
        node_started_at: z.string(),
        node_finished_at: z.string(),
      })
      .optional(),
    num_failures: z.number().optional(),
    execution_time: z.number().optional(),
  }),
})

const eventsIn = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => event.parse(JSON.parse(line)))

describe("what programs that call dbt", () => {
  it.each([
    ["read by a flag", ["--log-format", "dbt-json"], {}],
    ["read by a variable", [], { DBT_LOG_FORMAT: "json" }],
  ])("%s: an event for each result, and dbt's totals", async (_, flags, env) => {
    const { folder } = shop()
    const { code, stdout } = await warmLux(["build", ...flags], { cwd: folder, env })
    expect(code).toBe(1)
    const results = eventsIn(stdout)
      .filter(({ info }) => /^Log(?!Start)/.test(info.name))
      .map(({ info, data: { node_info: node, num_failures } }) => [
        info.name,
        node?.unique_id.split(".").slice(0, 3).join("."),
        node?.node_status,
        num_failures,
        node !== undefined && node.node_started_at < node.node_finished_at,
      ])
    expect(results.sort()).toEqual([
      ["LogModelResult", "model.p.broken", "error", undefined, true],
      ["LogModelResult", "model.p.orders", "success", undefined, true],
      ["LogSeedResult", "seed.p.raw", "success", undefined, true],
      ["LogTestResult", "test.p.not_null_orders_id", "pass", 0, true],
      ["LogTestResult", "test.p.unique_orders_id", "warn", 1, true],
    ])
    expect(eventsIn(stdout).find(({ info }) => info.name === "StatsLine")?.info.msg).toBe(
      "Done. PASS=3 WARN=1 ERROR=1 SKIP=0 NO-OP=0 TOTAL=5",
    )
  })

  it("count each check once, whether it runs with its model or by itself", async () => {
    const { folder } = temporaryProject({
      "models/orders.sql": '{{config materialized="table"}}\nselect 1 as id',
      "models/totals.sql": 'select sum(id) as total from {{ref "orders"}}',
      "models/orders.yml": `
models: [{name: orders, columns: [{name: id, data_tests: [not_null, unique]}]}]
unit_tests: [{name: sums, model: totals, given: [{input: ref('orders'), rows: [{id: 2}]}], expect: {rows: [{total: 2}]}}]
`,
    })
    const totalsOf = async (...command: readonly string[]): Promise<string | undefined> => {
      const { stdout } = await warmLux([...command, "--log-format", "dbt-json"], { cwd: folder })
      return eventsIn(stdout).find(({ info }) => info.name === "StatsLine")?.info.msg
    }
    expect(await totalsOf("build")).toBe("Done. PASS=5 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=5")
    expect(await totalsOf("test")).toBe("Done. PASS=3 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=3")
  })

  it("keep lux's own JSON where it is asked for", async () => {
    const { folder } = shop()
    const env = { DBT_LOG_FORMAT: "json", LUX_LOG_FORMAT: "json" }
    const { stdout } = await warmLux(["seed"], { cwd: folder, env })
    expect(JSON.parse(stdout.split("\n", 1).join(""))).toMatchObject({ type: "run-started" })
  })

  it("pass is left out with one notice, and what they pass with a value with its value", async () => {
    const { folder } = shop()
    const flags = [
      "--profiles-dir",
      "..",
      "--profile=p",
      "--no-version-check",
      "--log-path",
      "logs",
      "--debug",
    ]
    const { code, stdout, stderr } = await warmLux(
      [...flags.slice(0, 2), "ls", ...flags.slice(2), "-s", "orders"],
      {
        cwd: folder,
      },
    )
    expect({ code, stdout: stdout.split("\n")[0] }).toEqual({ code: 0, stdout: "p.orders" })
    expect(stderr).toBe(
      "notice: --profiles-dir, --profile, --no-version-check, --log-path, --debug are flags of dbt that change nothing in lux\n",
    )
    expect((await warmLux(["ls", "--quiet", ...flags], { cwd: folder })).stderr).toBe("")
    expect((await warmLux(["run", "--sample", "3d"], { cwd: folder })).code).toBe(2)
  })

  it("set in the environment counts behind lux's own variables", async () => {
    const { folder } = shop()
    const dbt = {
      DBT_PROJECT_DIR: folder,
      DBT_TARGET_PATH: "of_dbt",
      DBT_QUIET: "True",
      DBT_PARTIAL_PARSE: "False",
    }
    const parsed = await warmLux(["parse"], { cwd: "/", env: dbt })
    expect(parsed).toEqual({ code: 0, stdout: "", stderr: "" })
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "of_dbt/manifest.json"), "utf8"))
    expect(manifest).toMatchObject({ nodes: { "model.p.orders": {} } })
    await warmLux(["parse", "--write-json"], { cwd: folder, env: { ...dbt, LUX_TARGET_PATH: "of_lux" } })
    expect(existsSync(join(folder, "of_lux/manifest.json"))).toBe(true)
    await warmLux(["parse"], {
      cwd: folder,
      env: { ...dbt, DBT_TARGET_PATH: "none", DBT_WRITE_JSON: "false" },
    })
    expect(existsSync(join(folder, "none/manifest.json"))).toBe(false)
  })

  it("ask of nodes is answered without keys that nothing here has; a misspelled one is an error", async () => {
    const { folder } = shop()
    const keys =
      "name unique_id resource_type depends_on original_file_path tags config freshness fqn schema alias"
    const { code, stdout } = await warmLux(
      [
        "ls",
        "-s",
        "orders",
        "--resource-type",
        "model",
        "--output",
        "json",
        "--output-keys",
        ...keys.split(" "),
      ],
      {
        cwd: folder,
      },
    )
    expect(code).toBe(0)
    const node: unknown = JSON.parse(stdout)
    expect(node).toMatchObject({ name: "orders", schema: "main", alias: "orders" })
    expect(node).not.toHaveProperty("freshness")
  })

  it("look for is written by init --dbt-stub, once", async () => {
    const { folder } = shop()
    expect((await warmLux(["init", "--dbt-stub"], { cwd: folder })).code).toBe(0)
    expect(readFileSync(join(folder, "dbt_project.yml"), "utf8")).toBe(
      'name: p\nversion: "1.0.0"\nprofile: p\n',
    )
    expect((await warmLux(["init", "--dbt-stub"], { cwd: folder })).stderr).toContain("LUX-3432")
    expect((await warmLux(["parse"], { cwd: folder })).code).toBe(0)
  })

  it("defer to is --defer-state", async () => {
    const { folder } = shop()
    const { code, stderr } = await warmLux(["run", "--defer", "--defer-state", "nowhere"], { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("LUX-1240") })
  })
})

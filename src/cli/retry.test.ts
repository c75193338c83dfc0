/** `lux retry`, on a project that fails and is mended. */
import { cpSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import type { RunResult } from "../api/types.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"

const table = (sql: string): string => `{{config materialized='table'}}\n${sql}\n`
const files = {
  "models/a_good.sql": table("select 1 as id"),
  "models/b_bad.sql": table("select * from (values (1, {{var 'kind' 5}}), (1, 0)) as t(id, kind)"),
  "models/c_behind.sql": table("select * from {{ref 'b_bad'}}"),
  "models/all.yml": `
models:
  - name: b_bad
    columns:
      - {name: id, data_tests: [unique, not_null]}
      - {name: kind, data_tests: [not_null]}
  - name: c_behind
    columns: [{name: id, data_tests: [not_null]}]
`,
}
const mended = { "models/b_bad.sql": table("select 1 as id, {{var 'kind' 5}} as kind") }

const retried = ({ nodes }: RunResult): readonly string[] =>
  nodes.flatMap((node) => [
    `${node.label} ${node.status}`,
    ...node.checks.map((check) => `${check.name} ${check.status}`).sort(),
  ])

describe("retry", () => {
  it("does again what failed and what was skipped, with all checks of what is built again", async () => {
    const project = temporaryProject(files)
    expect((await project.execute("build", { exclude: ["not_null_b_bad_kind"] })).success).toBe(false)
    project.write(mended)
    const result = await project.lux().retry()
    expect(result.command).toBe("build")
    expect(retried(result)).toEqual([
      "main.b_bad ok",
      "not_null_b_bad_id pass",
      "unique_b_bad_id pass",
      "main.c_behind ok",
      "not_null_c_behind_id pass",
    ])
  })

  it("loads a seed that was fixed after it kept a run from beginning", async () => {
    const project = temporaryProject({
      "seeds/rates.csv": "id\n1\n",
      "models/rated.sql": 'select * from {{ref "rates"}}\n',
    })
    expect((await project.execute("build")).success).toBe(true)
    project.write({ "seeds/rates.csv": "id,rate\n1\n" })
    await expect(project.execute("build")).rejects.toMatchObject({ code: "LUX-2111" })
    project.write({ "seeds/rates.csv": "id,rate\n1,2\n" })
    expect(retried(await project.lux().retry())).toEqual(["main.rates ok", "main.rated ok"])
  })

  it("loads a seed again that was changed since it was loaded, with all that the run made of it", async () => {
    const project = temporaryProject({
      "seeds/rates.csv": "id,rate\n1,2\n1,3\n",
      "seeds/other.csv": "id\n1\n",
      "models/counted.sql": table('select count(*) as n from {{ref "rates"}}'),
      "models/rated.sql": table(
        'select id from {{ref "rates"}} union all select id + 10 from {{ref "other"}}',
      ),
      "models/all.yml": "models: [{name: rated, columns: [{name: id, data_tests: [unique]}]}]\n",
    })
    expect((await project.execute("build")).success).toBe(false)
    expect(retried(await project.lux().retry())).toEqual(["main.rated rejected", "unique_rated_id fail"])
    project.write({ "seeds/rates.csv": "id,rate\n1,2\n" })
    // What writes the state of the project must not hide that the table is older.
    await project.lux().parse()
    expect(retried(await project.lux().retry())).toEqual([
      "main.rates ok",
      "main.counted ok",
      "main.rated ok",
      "unique_rated_id pass",
    ])
    expect(retried(await project.lux().retry())).toEqual([])
  })

  it("goes by the last retry when that failed too, and ends when nothing is left", async () => {
    const project = temporaryProject(files)
    await project.execute("build")
    const failedAgain = await project.lux().retry()
    expect(retried(failedAgain)[0]).toBe("main.b_bad rejected")
    project.write(mended)
    expect((await project.lux().retry()).success).toBe(true)
    const nothing = await project.lux().retry()
    expect(nothing).toMatchObject({ command: "build", success: true, nodes: [] })
    // What was left behind is still that of the last run.
    const { results } = JSON.parse(readFileSync(join(project.folder, "target/run_results.json"), "utf8"))
    expect(results.length).toBe(6)
  })

  it("runs tests alone again where tests alone were run", async () => {
    const project = temporaryProject(files)
    await project.execute("run")
    await project.execute("test")
    const result = await project.lux().retry()
    expect(result.command).toBe("test")
    expect(result.nodes.flatMap(({ checks }) => checks).map(({ name }) => name)).toEqual(["unique_b_bad_id"])
  })

  it("leaves out, with a word, what is no longer there", async () => {
    const project = temporaryProject(files)
    await project.execute("run", { select: ["a_good", "b_bad"] })
    await project.execute("build")
    project.write(mended)
    project.remove("models/c_behind.sql")
    project.write({
      "models/all.yml": "models: [{name: b_bad, columns: [{name: id, data_tests: [unique]}]}]\n",
    })
    const warnings: string[] = []
    const result = await project.lux().retry({
      onEvent: (event) => {
        if (event.type === "warning") warnings.push(event.error.message)
      },
    })
    expect(retried(result)).toEqual(["main.b_bad ok", "unique_b_bad_id pass"])
    expect(warnings).toContain('"model.p.c_behind" is no longer in the project')
  })

  it("has the variables of the last run, also where the project cannot be read without", async () => {
    const placed = (sql: string): string => `{{config schema=(var 'place') materialized='table'}}\n${sql}\n`
    const project = temporaryProject({ "models/one.sql": placed("select * from nowhere") })
    const run = (...args: string[]) => warmLux(args, { cwd: project.folder })
    expect((await run("run")).code).toBe(2)
    expect((await run("run", "--vars", "{place: there}")).code).toBe(1)
    project.write({ "models/one.sql": placed("select 1 as one") })
    const { code, stdout, stderr } = await run("retry")
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toMatch(/^1\/1 OK +table +there\.one /m)
    expect(await run("retry")).toEqual({
      code: 0,
      stdout: "nothing to retry: the last run left nothing undone\n",
      stderr: "",
    })
  })

  it("reads from the state what the last run read from it, and never what it built itself", async () => {
    const project = temporaryProject(
      {
        "models/a_far.sql": table("select '{{target.name}}' as far"),
        "models/b_near.sql": table("select '{{target.name}}' as near"),
        "models/c_both.sql": table(
          "select * from {{ref 'a_far'}}, {{ref 'b_near'}} where 1 = {{var 'one' 1}}",
        ),
      },
      "dialect: duckdb\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: test.duckdb, schema: dev}\n  prod: {type: duckdb, path: test.duckdb, schema: prod}\n",
    )
    const run = (args: string, env = {}) => warmLux(args.split(" "), { cwd: project.folder, env })
    expect((await run("build --target prod")).code).toBe(0)
    cpSync(join(project.folder, "target"), join(project.folder, "state"), { recursive: true })
    const failing =
      'build --select b_near+ --resource-type model --vars {"one":"away"} --threads 3 --lock-timeout 7'
    const first = await run(failing, { LUX_STATE: "state", LUX_DEFER: "true", LUX_FAVOR_STATE: "1" })
    expect({ code: first.code, stdout: first.stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("dev.b_near"),
    })
    const argsOf = () =>
      JSON.parse(readFileSync(join(project.folder, "target/run_results.json"), "utf8")).args
    const args = argsOf()
    // The second retry knows of the first run through the first retry.
    expect((await run("retry", { LUX_STATE: "state" })).stdout).toMatch(/^1\/1 ERROR +table +dev\.c_both/m)
    expect(argsOf()).toEqual({ ...args, built_before: ["model.p.b_near", "model.p.c_both"] })
    const { code, stdout, stderr } = await run('retry --vars {"one":1}')
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toMatch(/^1\/1 OK +table +dev\.c_both/m)
    expect(await project.query("select * from dev.c_both")).toEqual([{ far: "prod", near: "dev" }])
    expect(argsOf()).toMatchObject({
      which: "build",
      select: ["b_near+"],
      resource_types: ["model"],
      state: join(project.folder, "state"),
      defer: true,
      favor_state: true,
      threads: 3,
      lock_timeout: 7,
      vars: { one: 1 },
    })
  })

  it("names the command to run again", async () => {
    const project = temporaryProject(files)
    const run = (...args: string[]) => warmLux(args, { cwd: project.folder })
    const excluded = "c_behind"
    const first = await run("build", "--exclude", excluded, "--target-path", "my target")
    const again = "Retry: lux retry --target-path 'my target'\n"
    expect(first.stderr).toContain(again)
    expect((await run("retry", "--target-path", "my target")).stderr).toContain(again)
    project.write(mended)
    const { code, stdout } = await run("retry", "--target-path", "my target")
    expect(code).toBe(0)
    expect(stdout).toMatch(/^1\/1 OK +table +main\.b_bad /m)
    expect(stdout).not.toContain(excluded)
  })

  it("does what an interrupted run did not come to, and what an error at its end followed on", async () => {
    const slow = "select sum(a.range * b.range) as s from range(10000000) as a, range(1000000) as b"
    const project = temporaryProject({
      "models/a_quick.sql": table("select 1 as one"),
      "models/b_slow.sql": table(slow),
    })
    const abort = new AbortController()
    const interrupted = await project.execute("run", {
      signal: abort.signal,
      threads: 1,
      onEvent: (event) => {
        if (event.type === "node-finished") setImmediate(() => abort.abort())
      },
    })
    expect(interrupted.cancelled).toBe(true)
    project.write({
      "models/b_slow.sql": table("select * from nowhere"),
      "lux_project.yml":
        "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\non-run-end: select * from nowhere\n",
    })
    await expect(project.lux().retry()).rejects.toMatchObject({ code: "LUX-2010" })
    project.write({
      "models/b_slow.sql": table("select 2 as two"),
      "lux_project.yml": "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
    })
    expect(retried(await project.lux().retry())).toEqual(["main.b_slow ok"])
  })

  it("goes by another folder's results", async () => {
    const project = temporaryProject(files)
    await project.execute("build")
    cpSync(join(project.folder, "target"), join(project.folder, "kept"), { recursive: true })
    project.write(mended)
    await project.execute("build")
    expect(retried(await project.lux().retry({ state: join(project.folder, "kept") }))[0]).toBe(
      "main.b_bad ok",
    )
  })

  const wrong: readonly (readonly [string, Record<string, string>, string])[] = [
    ["without a run", {}, "LUX-2331 there are no run results in "],
    ["with a damaged file", { "target/run_results.json": "{" }, "LUX-2332 "],
    [
      "with results of another program",
      { "target/run_results.json": '{"metadata": {}, "results": [], "args": {}}' },
      "LUX-2332 ",
    ],
  ]
  it.each(wrong)("%s says so", async (_, more, message) => {
    const project = temporaryProject({ ...files, ...more })
    const { code, stdout, stderr } = await warmLux(["retry"], { cwd: project.folder })
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain(message)
  })
})

/** What the command prints, to whom, and what the environment says of it: the real command on small projects. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { type Finished, type ProcessOptions, repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"
import { environmentFlags, variableOf } from "./environment-flags.ts"

const page = readFileSync(join(repositoryRoot, "docs/reference/output.md"), "utf8")

const well = {
  "lux_project.yml": "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: p.duckdb}}\n",
  "models/a.sql": "select 1 as id\n",
  "models/b.sql": '{{config materialized="table"}}\nselect id from {{ref "a"}}\n',
  "models/models.yml":
    "models:\n  - name: b\n    columns:\n      - {name: id, data_tests: [{not_null: {config: {severity: warn}}}]}\n",
}
/** A check fails, one warns, something is skipped, something does not run. */
const unwell = {
  ...well,
  "models/b.sql": '{{config materialized="table"}}\nselect null::int as id from {{ref "a"}}\n',
  "models/c.sql": '{{config materialized="table"}}\nselect id, id as again from {{ref "b"}}\n',
  "models/c.yml": "models:\n  - name: c\n    columns:\n      - {name: id, data_tests: [not_null]}\n",
  "models/d.sql": '{{config materialized="table"}}\nselect * from {{ref "c"}}\n',
  "models/e.sql": "{{config materialized=\"table\"}}\nselect cast('x' as int) as e\n",
}

type Run = (args: readonly string[], env?: ProcessOptions["env"]) => Promise<Finished>

function project(files: Readonly<Record<string, string>>): { readonly folder: string; readonly run: Run } {
  const folder = mkdtempSync(join(tmpdir(), "lux-output-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return { folder, run: (args, env = {}) => warmLux(args, { cwd: folder, env }) }
}

type Line = Readonly<Record<string, unknown>> & { readonly type: string; readonly level: string }

function jsonLines({ stdout }: Finished): readonly Line[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
}

describe("--log-format json", () => {
  it.each([
    [["parse"], 0, ["output"]],
    [["ls"], 0, ["output", "output", "output"]],
    [["compile"], 0, ["output", "output", "output"]],
    [["compile", "--select", "b", "--exclude", "resource_type:test"], 0, ["output", "notice"]],
    [["compile", "--inline", "select 1"], 0, ["output"]],
    [["show", "a", "--output", "json"], 2, ["error"]],
    [["debug"], 0, expect.arrayContaining(["output"])],
    [["clean"], 0, ["output"]],
    [["ls", "--select", "nothing_like_it"], 0, ["warning"]],
    [["ls", "--select", "a,"], 2, ["error"]],
    [["ls", "--slect", "a"], 2, ["error"]],
    [["lss"], 2, ["error"]],
    [["build", "--dry-run", "--select", "a"], 0, ["dry-run-sql", "run-finished"]],
  ])("%j", async (args, code, types) => {
    const finished = await project(well).run([...args, "--log-format", "json"])
    expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code, stderr: "" })
    expect(jsonLines(finished).map(({ type }) => type)).toEqual(types)
  })

  it("has the keys that the page tells, of a run that goes wrong in many ways", async () => {
    const { run } = project(unwell)
    const documented = new Map(
      [...page.matchAll(/^\| `([a-z-]+)` \| [^|]*\| ([^|]*) \|$/gm)].map(([, type = "", keys = ""]) => [
        type,
        [...keys.matchAll(/`(\w+)`/g)].map(([, key]) => key),
      ]),
    )
    const common = ["time", "level", "type", "message"]
    const runs = [
      await run(["build", "--log-format", "json", "--select", "+d", "e", "nothing_like_it"]),
      await run(["show", "a", "--log-format=json"]),
      await run(["ls"], { LUX_LOG_FORMAT: "json" }),
      await run(["ls", "--target", "none", "--log-format", "json"]),
      await run(["build", "--dry-run", "--log-format", "json"]),
    ]
    expect(runs.map(({ code }) => code)).toEqual([1, 0, 0, 2, 0])
    const sources = project({
      ...well,
      "models/sources.yml":
        "sources:\n  - name: app\n    schema: main\n    tables:\n      - name: a\n        loaded_at_query: select now()\n        freshness: {warn_after: {count: 1, period: day}}\n",
    })
    await sources.run(["build", "--quiet"])
    runs.push(await sources.run(["source", "freshness", "--log-format", "json"]))
    const config = "{{config publish_together='both'}}\n"
    const both = project({
      "lux_project.yml": well["lux_project.yml"],
      "models/a.sql": `${config}select 1 as x`,
      "models/b.sql": `${config}select 2 as x`,
    })
    runs.push(await both.run(["build", "--log-format", "json"]))
    runs.push(await both.run(["export", "--to", "files", "--log-format", "json"]))
    const lines = runs.flatMap(jsonLines)
    for (const line of lines) {
      const known = [...common, ...(documented.get(line.type) ?? [])]
      expect(known, JSON.stringify(line)).toEqual(expect.arrayContaining(Object.keys(line)))
    }
    // Every documented type comes up, but for what a warehouse of many writers tells.
    const missing = [...documented.keys()].filter((type) => !lines.some((line) => line.type === type))
    expect(missing).toEqual(["node-waits", "run-cost"])
    const unwellNodes = lines.filter(({ type, level }) => type === "node-finished" && level !== "info")
    expect(unwellNodes).toHaveLength(3)
    expect(unwellNodes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ level: "error", label: "main.e", error: expect.anything() }),
        expect.objectContaining({ level: "warn", label: "main.b" }),
        expect.objectContaining({ level: "error", label: "main.c", status: "rejected" }),
      ]),
    )
  })
})

describe("the environment", () => {
  it("has a variable for each of the flags on the page", () => {
    const told = [...page.matchAll(/^\| `(LUX_\w+)` \| `--([\w-]+)`/gm)].map(([, name, flag]) => [name, flag])
    // The project's own .env may hold it, so it is not the command line that reads it.
    const flags = [...environmentFlags, "target-path"]
    expect(told.sort()).toEqual(flags.map((flag) => [variableOf(flag), flag]).sort())
  })

  it.each([
    [["parse"], { LUX_TARGET: "none" }, 2, 'target "none"'],
    [["parse"], { LUX_TARGET: "" }, 0, ""],
    [["parse", "--target", "dev"], { LUX_TARGET: "none" }, 0, ""],
    [["parse"], { LUX_PROJECT_DIR: "/" }, 2, "LUX-1001"],
    [["parse"], { LUX_THREADS: "two" }, 0, ""],
    [["build"], { LUX_THREADS: "two" }, 2, '--threads takes a whole number from 1 on, not "two"'],
    [["build"], { LUX_QUIET: "maybe" }, 2, 'LUX-9004 LUX_QUIET is "maybe"\n  hint: It takes true or false.'],
    [
      ["build"],
      { LUX_LOG_FORMAT: "jsn" },
      2,
      'LUX-9004 LUX_LOG_FORMAT is "jsn"\n  hint: Did you mean "json"?',
    ],
    [["ls", "-s", "nothing_like_it"], { LUX_WARN_ERROR: "1" }, 2, "LUX-1212"],
    [["ls", "-s", "nothing_like_it"], { LUX_WARN_ERROR: "false" }, 0, "warning LUX-1212"],
    [["ls", "-s", "nothing_like_it"], { LUX_WARN_ERROR_OPTIONS: "{silence: [LUX-1212]}" }, 0, ""],
    [
      ["ls", "-s", "nothing_like_it", "--warn-error"],
      { LUX_WARN_ERROR_OPTIONS: "{silence: [LUX-1212]}" },
      2,
      "LUX-9001 --warn-error and --warn-error-options are both given",
    ],
    [["ls"], { LUX_WARN_ERROR_OPTIONS: "{inclde: all}" }, 2, 'does not take "{inclde: all}"'],
  ])("%j with %j exits with %d", async (args, env, code, text) => {
    const finished = await project(well).run(args, env)
    expect({ code: finished.code, stderr: finished.stderr }).toEqual({
      code,
      stderr: text === "" ? "" : expect.stringContaining(text),
    })
  })
})

describe("checks that warn", () => {
  const files = { ...well, "models/b.sql": unwell["models/b.sql"] }
  it.each([
    [[], 0],
    [["--warn-error"], 1],
    [["--warn-error-options", "{include: [LUX-2403]}"], 1],
    [["--warn-error-options", "{include: all, exclude: [LUX-2403]}"], 0],
  ])("with %j make the exit code %d, and are published", async (flags, code) => {
    const { run } = project(files)
    const finished = await run(["build", ...flags])
    expect(finished.code).toBe(code)
    expect(finished.stderr).toContain("WARN main.b")
    expect(finished.stdout).toContain("1 ok, 1 warn")
    expect((await run(["show", "--inline", 'select * from {{ref "b"}}'])).stdout).toContain("null")
  })
})

describe("colours", () => {
  const start = "\x1b["
  it.each([
    [[], {}, false],
    [[], { FORCE_COLOR: "1" }, true],
    [[], { FORCE_COLOR: "0" }, false],
    [["--no-color"], { FORCE_COLOR: "1" }, false],
    [[], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [[], { FORCE_COLOR: "1", LUX_NO_COLOR: "true" }, false],
  ])("in a pipe with %j and %j: %s", async (args, env, coloured) => {
    const { run } = project(unwell)
    const build = await run(["build", ...args], env)
    expect([build.stdout.includes(start), build.stderr.includes(start)]).toEqual([coloured, coloured])
    const broken = await run(["ls", "--target", "none", ...args], env)
    expect(broken.stderr.includes(start)).toBe(coloured)
  })
})

describe("in a job on GitHub", () => {
  const job = (folder: string) => ({
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: dirname(folder),
    GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
  })
  const annotations = ({ stderr }: Finished): readonly string[] => stderr.match(/^::.*$/gm) ?? []

  it("failures of a run are annotations, and the summary tells them in full", async () => {
    const { folder, run } = project(unwell)
    const finished = await run(["build", "--threads", "1"], job(folder))
    expect(finished.code).toBe(1)
    const inside = folder.slice(dirname(folder).length + 1)
    expect([...annotations(finished)].sort()).toEqual([
      `::error file=${inside}/models/c.yml,line=4,title=not_null_c_id failed::main.c: 1 row fail the check not_null%0Acompiled: target/compiled/p/models/tests/not_null_c_id.sql`,
      expect.stringMatching(
        `^::error file=${inside}/models/e.sql,line=2,col=\\d+,endColumn=\\d+,title=LUX-2010 main.e::.*`,
      ),
      expect.stringMatching(`^::warning file=${inside}/models/models.yml,line=4,title=not_null_b_id warns::`),
    ])
    const summary = readFileSync(join(folder, "summary.md"), "utf8")
    expect(summary).toMatch(/^### ❌ lux build\n\nDone in .*1 ok, 1 warn, 1 rejected, 1 error, 1 skipped/)
    expect(summary).toContain("<details open><summary>2 failed</summary>")
    expect(summary).toContain("REJECTED main.c")
    expect(summary).toContain("| node | kind | status | time |")
  })

  it("errors of the project and warnings are annotations too", async () => {
    const { folder, run } = project({ ...well, "models/x.sql": 'select * from {{ref "aa"}}\n' })
    const inside = folder.slice(dirname(folder).length + 1)
    const broken = await run(["parse"], job(folder))
    expect(annotations(broken)).toEqual([
      expect.stringMatching(
        `^::error file=${inside}/models/x.sql,line=1,col=\\d+,endColumn=\\d+,title=LUX-1201::.*%0ADid you mean`,
      ),
    ])
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toMatch(/^### ❌ lux\n\n```\nLUX-1201 models\/x/)
    const warned = project(well)
    expect(annotations(await warned.run(["ls", "-s", "nothing_like_it"], job(warned.folder)))).toEqual([
      expect.stringMatching("^::warning title=LUX-1212::"),
    ])
  })

  it("nothing of it is written elsewhere", async () => {
    const { folder, run } = project(unwell)
    expect(annotations(await run(["build"], { ...job(folder), GITHUB_ACTIONS: "" }))).toEqual([])
    expect(existsSync(join(folder, "summary.md"))).toBe(false)
  })
})

/** Ctrl-C and a request to terminate, in every command: how it ends, and that nothing is left running or half written. */
import { readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { schedulerNames } from "../api/scheduler-names.ts"
import { sized } from "../dev/acceptance.testkit.ts"
import { lux, spawnLux } from "../dev/lux-process.testkit.ts"
import { killedFiles, killedWorld, stations } from "../dev/redshift/killed-world.testkit.ts"
import { networkProject } from "../dev/redshift/network-project.testkit.ts"
import { seededRandom } from "../dev/seeded-random.ts"
import { commands } from "./commands.ts"

interface Interrupted {
  readonly args?: readonly string[]
  /** A server: interrupted when it has said this, and not before. */
  readonly serving?: RegExp
}

const lists: Interrupted = { args: ["--output", "json"] }
/** Every command, by the words that are typed. */
const table: Readonly<Record<string, Interrupted>> = {
  build: {},
  run: {},
  test: {},
  seed: {},
  snapshot: {},
  retry: {},
  clone: { args: ["--target", "copy", "--state", "state", "--full-refresh"] },
  "run-operation": { args: ["--sql", "create or replace table left_over as select 1 as x"] },
  show: { args: ["totals"] },
  export: { args: ["--to", "out", "--format", "csv", "--overwrite"] },
  profile: { args: ["order_table"] },
  compile: {},
  parse: { args: ["--write-json"] },
  ls: lists,
  lineage: { args: ["totals"] },
  status: lists,
  "status --watch": { serving: /passed|checks|runs/ },
  quality: lists,
  "quality history": { args: ["not_null_totals_orders"] },
  "quality metrics": { args: ["order_table"] },
  "quality compact": { args: ["--keep", "90d"] },
  janitor: { args: ["--drop"] },
  "source freshness": {},
  "docs generate": {},
  "docs serve": { args: ["--no-browser", "--port", "0"], serving: /Ctrl-C/ },
  "looker generate": { args: ["--output", "looker"] },
  "looker check": { args: ["looker"] },
  "lake accept": { args: ["none.json"] },
  "lake drop": { args: ["none.json"] },
  ...Object.fromEntries(
    schedulerNames.map((name) => [`orchestrate ${name}`, { args: ["--output", `for_${name}`] }]),
  ),
  collect: { args: ["weather"] },
  "collect --missed": {},
  "lambdas package": {},
  "spark ps": {},
  "spark stop": { args: ["--all"] },
  init: { args: ["made", "--force"] },
  deps: { args: ["--upgrade"] },
  debug: {},
  schema: {},
  clean: {},
  completion: { args: ["bash"] },
  "dev lake": { args: ["--folder", "world"] },
  "dev instagram": { args: ["--port", "0"], serving: /Ctrl-C/ },
  "dev instagram --exec": { args: ["echo ready; sleep 60; echo overslept", "--port", "0"], serving: /ready/ },
  "dev redshift": { args: ["--port", "0", "--buckets", "lake"], serving: /Ctrl-C/ },
  "dev redshift --exec": { args: ["echo ready; sleep 60; echo overslept", "--port", "0"], serving: /ready/ },
}

const isWhole = sized({ suite: false, whole: true })
const moments = isWhole ? 6 : 1
const random = seededRandom(5)
/** Processes that a command started have this in their environment. */
const mark = `LUX_INTERRUPTED_TEST=${process.pid}`

const { address, server } = await stations()
const project = networkProject(
  `dialect: duckdb
targets:
  prod: {type: duckdb, path: test.duckdb, batches: batches, schema: s, threads: 2}
  copy: {type: duckdb, path: test.duckdb, batches: batches, schema: copy, threads: 2}
target: prod
quality: {schema: quality}
`,
  killedFiles(address),
)
const world = killedWorld({
  project,
  type: "duckdb",
  prefix: "",
  exports: "out",
  batches: join(project.folder, "batches"),
  server,
})
afterAll(() => {
  world.stop()
  project.remove()
})

let relations: readonly string[] = []
beforeAll(async () => {
  project.write({ "lake/raw/sales_2024-01-01_000000.json": '[{"id": 1, "shop": "Kew"}]' })
  for (const args of [["deps"], ["build"], ["looker", "generate", "--output", "looker"]]) {
    const { code, stderr } = await lux(args, { cwd: project.folder })
    expect(code, stderr).toBe(0)
  }
  relations = await relationsOf()
})

it("the table has every command", () => {
  const named = Object.keys(table).map((words) => words.replace(/ --.*/, ""))
  expect(new Set(named)).toEqual(new Set(commands.map(({ words }) => words.join(" "))))
})

const all = Object.entries(table).flatMap(([words, row], index) =>
  (["SIGINT", "SIGTERM"] as const)
    // What is quick gets one of them here, in turn.
    .filter((_, at) => isWhole || row.serving !== undefined || at === index % 2)
    .map((signal) => ({ words, row, signal, code: signal === "SIGINT" ? 130 : 143 })),
)

it.each(all)("$signal ends lux $words", async ({ words, row, signal, code }) => {
  for (let moment = 0; moment < moments; moment++) {
    const { child, finished } = spawnLux([...words.split(" "), ...(row.args ?? [])], {
      cwd: project.folder,
      env: { [mark.split("=")[0] ?? ""]: mark.split("=")[1] },
      onOutput: (text, kill) => {
        // A shell between two commands keeps a signal to itself.
        if (row.serving?.test(text)) setTimeout(kill, 300, signal)
      },
    })
    const timer =
      row.serving === undefined ? setTimeout(() => child.kill(signal), 60 + random() * 500) : undefined
    const ended = await finished
    clearTimeout(timer)
    const said = ended.stdout + ended.stderr
    expect(said).not.toMatch(/internal error|\n\s+at .*:\d+:\d+|overslept/)
    // Before it could hear anything the system ends it, which shells tell as the same code.
    const exited = ended.code ?? (child.signalCode === signal ? code : child.signalCode)
    expect([code, ...(row.serving === undefined ? [0, 1, 2] : [])], said).toContain(exited)
    await expect.poll(running, { timeout: 5000 }).toEqual([])
    expect(broken()).toEqual([])
  }
})

it("and after all of it the next build leaves nothing over", async () => {
  rmSync(join(project.folder, "made"), { recursive: true, force: true })
  const { code, stdout, stderr } = await lux(["build"], { cwd: project.folder })
  expect(code, stdout + stderr).toBe(0)
  const before = new Set(relations)
  const after = (await relationsOf()).filter((name) => !/^(copy\.|main\.left_over$)/.test(name))
  expect(after.filter((name) => !before.has(name))).toEqual([])
})

async function relationsOf(): Promise<readonly string[]> {
  const { rows } = await project.lux().show({
    inline: "select table_schema || '.' || table_name as name from information_schema.tables",
    limit: -1,
  })
  return rows.map(({ name }) => String(name))
}

/** What processes with the mark were started as. */
function running(): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const environment = readFileSync(`/proc/${id}/environ`, "latin1").split("\0")
        return environment.includes(mark) ? [`${readlinkSync(`/proc/${id}/exe`)} ${id}`] : []
      } catch {
        return []
      }
    })
}

/** JSON files that are not whole. */
function broken(): readonly string[] {
  return readdirSync(project.folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /^(?!target\/undelivered)(target|state|world|looker|out|for_.*)\/.*\.json$/.test(path))
    .filter((path) => {
      try {
        JSON.parse(readFileSync(join(project.folder, path), "utf8"))
        return false
      } catch {
        return true
      }
    })
}

/** For tests: what an engine of stage models has to do. A new one is proven by `stageEngineContract`, with the real command. */
import { describe, expect, it } from "vitest"
import { type Finished, lux, type ProcessOptions, warmLux } from "./lux-process.testkit.ts"
import type { NetworkProject } from "./redshift/network-project.testkit.ts"
import { salesSource } from "./sales-source.testkit.ts"

/** A project whose stage models run on the engine, with a lake in its folder `lake`. */
export interface StageProject extends NetworkProject {
  /** Schema of its ledger. */
  readonly ledger: string
  /** What is in the folder of a stage's batches, sorted: paths below it. */
  batchFiles(stage: string): Promise<readonly string[]>
  removeBatchFile(stage: string, name: string): Promise<void>
}

export interface EngineUnderTest {
  /** The bundle of lux that has the engine. */
  readonly luxFile: string
  /** Makes a project in the dialect that the target reads. Leases of its runs last for some seconds. */
  projectOf(files: Readonly<Record<string, string>>): StageProject
  /** How many files it makes of a batch of two raw files. */
  readonly filesOfTwo: number
  /** What it says that its checks expect, where it asks them itself; of the check that the project has. */
  readonly expects?: string
}

const files = {
  "models/sources.yml": salesSource,
  "models/stage_sales.sql": `{{config materialized="stage"}}
select id, shop, _collected_at from {{source "lake" "sales"}}`,
  "models/sales_log.sql": `{{config materialized="incremental" incremental_strategy="append"}}
select id, shop from {{ref "stage_sales"}}`,
  "models/models.yml":
    "models:\n  - name: stage_sales\n    columns: [{name: shop, data_tests: [not_null]}]\n",
}
const raw = (hour: number): string => `lake/raw/sales_2024-01-01_0${hour}0000.json`
const sales = (...ids: readonly number[]): string =>
  JSON.stringify(ids.map((id) => ({ id, shop: `shop ${id}` })))
const first = { [raw(1)]: sales(1, 2), [raw(2)]: sales(3) }

const every = "select id from {{ref 'sales_log'}} order by id"
/** As the engine shows its batches. */
const staged = "select id from {{ref 'stage_sales'}} order by id"

/** `kills`: points inside the engine's work, by what happens there, and the environment in which a command is killed at one. */
export function stageEngineContract(
  title: string,
  engine: () => EngineUnderTest,
  kills: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): void {
  const made = (more: Readonly<Record<string, string>> = {}): StageProject =>
    engine().projectOf({ ...files, ...first, ...more })
  const run = (project: StageProject, args: readonly string[], options?: ProcessOptions) => {
    const place = { cwd: project.folder, luxFile: engine().luxFile }
    return options === undefined ? warmLux(args, place) : lux(args, { ...options, ...place })
  }
  const logged = ["--log-format", "json"]
  const build = async (project: StageProject, ...flags: readonly string[]) =>
    nodesOf(await run(project, ["build", ...logged, ...flags]))
  const statuses = async (project: StageProject, ...flags: readonly string[]) =>
    statusesOf(await run(project, ["build", ...logged, ...flags]))
  /** What the engine itself shows of the batches. */
  const readBack = async (project: StageProject): Promise<readonly number[]> => {
    const flags = ["--output", "json", "--limit", "-1"]
    const shown = await run(project, ["show", "--inline", staged, ...flags])
    return rowsOf(shown).map((row) => Number(row["id"]))
  }
  const killedAtMove = (project: StageProject, moves: number, args: readonly string[]) =>
    run(project, args, { env: { NODE_OPTIONS: killAtMove(moves) } })

  describe(`${title} as an engine of stage models`, { timeout: 180_000 }, () => {
    it("makes a batch of a delivery, which tables take in once and anyone can read", async () => {
      const project = made()
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await project.batchFiles("stage_sales")).toHaveLength(engine().filesOfTwo)
      project.write({ [raw(3)]: sales(4) })
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await ids(project)).toEqual([1, 2, 3, 4])
      expect(await readBack(project)).toEqual([1, 2, 3, 4])
      await leavesNothing(project)
      expect(await statuses(project, "--full-refresh")).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await ids(project)).toEqual([1, 2, 3, 4])
      await leavesNothing(project)
    })

    it("makes nothing of nothing, and a batch of files without records", async () => {
      const project = made({ [raw(1)]: "[]", [raw(2)]: "[]" })
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await ids(project)).toEqual([])
      const before = await project.batchFiles("stage_sales")
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await project.batchFiles("stage_sales")).toEqual(before)
      project.write({ [raw(3)]: sales(4) })
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await ids(project)).toEqual([4])
      await leavesNothing(project)
    })

    it("drops no record in silence", async () => {
      const project = made({ [raw(3)]: '[{"id": 4, "shop": "shop 4"}, {}]' })
      const { stage_sales: stage } = await build(project)
      expect(stage?.status).toBe("warn")
      expect(stage?.message).toMatch(
        /3 files; 1 record rejected: .*sales_2024-01-01_030000\.json, record 2: /,
      )
      const shown = await run(project, ["show", "stage_sales", "--rejects", "--output", "json"])
      expect(rowsOf(shown).map(({ record, reason, raw }) => [Number(record), reason, raw])).toEqual([
        [2, "no_field", "{}"],
      ])
      // Later files go on.
      project.write({ [raw(4)]: sales(5) })
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await ids(project)).toEqual([1, 2, 3, 4, 5])
      await leavesNothing(project)
    })

    it("publishes no batch that a check rejects", async () => {
      const project = made({ [raw(3)]: '[{"id": 4}]' })
      const rejected = await run(project, ["build", ...logged])
      expect(statusesOf(rejected)).toEqual({ stage_sales: "rejected", sales_log: "skipped" })
      const checks = eventsOf(rejected).filter(({ type }) => type === "check-finished")
      expect(checks).toMatchObject([
        {
          name: "not_null_stage_sales_shop",
          status: "fail",
          failures: 1,
          expected: engine().expects ?? null,
        },
      ])
      const kept = await project.batchFiles("stage_sales")
      expect(kept.length).toBeGreaterThan(0)
      expect(kept.filter((name) => !name.includes(".rejected."))).toEqual([])
      project.write({ [raw(3)]: sales(4) })
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await ids(project)).toEqual([1, 2, 3, 4])
      await leavesNothing(project)
    })

    it("stages a batch again of which a file is missing", async () => {
      const project = made()
      expect(await statuses(project, "--select", "stage_sales")).toEqual({ stage_sales: "ok" })
      const before = await project.batchFiles("stage_sales")
      await project.removeBatchFile("stage_sales", before.at(-1) ?? "")
      expect(await statuses(project, "--select", "sales_log")).toEqual({ sales_log: "ok" })
      expect(await ids(project)).toEqual([1, 2, 3])
      expect(await project.batchFiles("stage_sales")).toEqual(before)
    })

    it("ends its work when it is cancelled, and leaves nothing that counts", async () => {
      const many = JSON.stringify(Array.from({ length: 3000 }, (_, id) => ({ id, shop: "a" })))
      const source = '{{source "lake" "sales"}}'
      const slow = `select a.id, a.shop, a._collected_at from ${source} as a cross join ${source} as b cross join ${source} as c cross join ${source} as d where a.id + b.id + c.id + d.id < 0`
      const project = made({
        "models/stage_sales.sql": `{{config materialized="stage"}}\n${slow}`,
        [raw(1)]: many,
      })
      const cancelled = await run(project, ["build", ...logged], {
        onOutput: (text, kill) => {
          if (text.includes('"node-started"')) kill("SIGINT")
        },
      })
      expect(cancelled.code).toBe(130)
      expect(nodesOf(cancelled)["stage_sales"]?.status).toBe("cancelled")
      expect(await ledgerRows(project)).toEqual([])
      project.write({ ...first, "models/stage_sales.sql": files["models/stage_sales.sql"] })
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await ids(project)).toEqual([1, 2, 3])
      await leavesNothing(project)
    })

    it("is in the ledger before it is visible: killed in between, the next run has each record once", async () => {
      for (let moves = 0; moves < engine().filesOfTwo; moves++) {
        const project = made()
        expect((await killedAtMove(project, moves, ["build"])).code).toBe(null)
        expect(await ledgerRows(project)).toHaveLength(1)
        const published = (await project.batchFiles("stage_sales")).filter(
          (name) => !name.includes(".writing"),
        )
        expect(published).toHaveLength(moves)
        expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
        expect(await ids(project)).toEqual([1, 2, 3])
        expect(await readBack(project)).toEqual([1, 2, 3])
        await leavesNothing(project)
      }
    })

    it.each([
      ["as its files are staged", "node-started", "stage_sales"],
      ["between batch and load", "node-finished", "stage_sales"],
      ["as its batch is loaded", "node-started", "sales_log"],
    ])("killed %s, the next run has each record once", async (_, event, node) => {
      const project = made()
      const killed = await run(project, ["build", ...logged], {
        onOutput: (text, kill) => {
          const isIt = (line: string) => line.includes(`"${event}"`) && line.includes(`.${node}"`)
          if (text.split("\n").some(isIt)) kill("SIGKILL")
        },
      })
      expect(eventsOf(killed).some(({ type }) => type === event)).toBe(true)
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await ids(project)).toEqual([1, 2, 3])
      expect(await readBack(project)).toEqual([1, 2, 3])
      await leavesNothing(project)
    })

    it.each(Object.entries(kills))(
      "killed as its engine %s, the next run has each record once",
      async (_, env) => {
        const project = made()
        expect((await run(project, ["build"], { env })).code).toBe(null)
        expect(await ledgerRows(project)).toEqual([])
        expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
        expect(await ids(project)).toEqual([1, 2, 3])
        expect(await readBack(project)).toEqual([1, 2, 3])
        await leavesNothing(project)
      },
    )

    it("is so in a full refresh too, which leaves the old batch until the ledger has the new one", async () => {
      const project = made()
      expect(await statuses(project)).toEqual({ stage_sales: "ok", sales_log: "ok" })
      const before = await project.batchFiles("stage_sales")
      project.write({ [raw(2)]: sales(3, 4) })
      expect((await killedAtMove(project, 0, ["build", "--full-refresh"])).code).toBe(null)
      expect(await ledgerRows(project)).toMatchObject([{ location: expect.stringContaining(".v2.") }])
      expect((await project.batchFiles("stage_sales")).filter((name) => !name.includes(".writing"))).toEqual(
        before,
      )
      // The table has rows of the old batch, and is reported so; nothing reads those of the old file again.
      expect((await build(project))["sales_log"]?.code).toBe("LUX-2208")
      expect(await readBack(project)).toEqual([1, 2, 3, 4])
      expect(await statuses(project, "--full-refresh")).toEqual({ stage_sales: "ok", sales_log: "ok" })
      expect(await ids(project)).toEqual([1, 2, 3, 4])
      await leavesNothing(project)
    })
  })
}

interface Event {
  readonly type: string
  readonly [key: string]: unknown
}

interface NodeEvent {
  readonly status: string
  readonly message: string
  readonly code: string | undefined
}

function eventsOf({ stdout, stderr }: Finished): readonly Event[] {
  return `${stdout}\n${stderr}`
    .split("\n")
    .filter((line) => line.startsWith('{"time"'))
    .map((line): Event => JSON.parse(line))
}

/** By name what became of the nodes of a run. */
function nodesOf(finished: Finished): Readonly<Record<string, NodeEvent>> {
  const done = eventsOf(finished).filter(({ type }) => /^node-(finished|skipped)$/.test(type))
  return Object.fromEntries(
    done.map(({ unique_id, status, message, error }) => [
      String(unique_id).split(".")[2],
      {
        status: String(status),
        message: String(message),
        code: error instanceof Object && "code" in error ? String(error.code) : undefined,
      },
    ]),
  )
}

function statusesOf(finished: Finished): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(nodesOf(finished)).map(([name, { status }]) => [name, status]))
}

function rowsOf({ stdout, stderr }: Finished): readonly Readonly<Record<string, unknown>>[] {
  const start = stdout.indexOf("{")
  if (start < 0) throw new Error(stderr)
  const { show }: { show: Readonly<Record<string, unknown>>[] } = JSON.parse(stdout.slice(start))
  return show
}

/** What the table has taken in. */
async function ids(project: StageProject): Promise<readonly number[]> {
  const { rows } = await project.lux().show({ inline: every, limit: -1 })
  return rows.map((row) => Number(row["id"]))
}

async function ledgerRows(project: StageProject): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const inline = `select batch_id, location, files, rejects from ${project.ledger}.batch order by location`
  return (await project.lux().show({ inline, limit: -1 })).rows
}

/** The folder of batches has what the ledger names, and nothing else. */
async function leavesNothing(project: StageProject): Promise<void> {
  const recorded = (await ledgerRows(project)).flatMap(({ location, files, rejects }): readonly string[] => [
    ...(files === null ? [String(location)] : JSON.parse(String(files))),
    ...(rejects === null ? [] : [String(rejects)]),
  ])
  expect(await project.batchFiles("stage_sales")).toEqual([...recorded].sort())
}

/** Options of node with which a process ends itself, by SIGKILL, as it moves a file of a batch; `moves` go before. */
function killAtMove(moves: number): string {
  const program = `
    import { promises } from "node:fs"
    import http from "node:http"
    import { syncBuiltinESMExports } from "node:module"
    let left = ${moves}
    const count = () => { if (left-- === 0) process.kill(process.pid, "SIGKILL") }
    const { rename } = promises
    promises.rename = (from, to) => { if (/\\.writing/.test(from)) count(); return rename(from, to) }
    const { request } = http
    http.request = (options, ...more) => {
      if (options?.headers?.["x-amz-copy-source"] !== undefined) count()
      return request(options, ...more)
    }
    syncBuiltinESMExports()`
  return `--import=data:text/javascript,${encodeURIComponent(program)}`
}

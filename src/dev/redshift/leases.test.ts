/** Two runs of one project at once: what one of them builds the other waits for, and finds as it is then. */
import { spawn } from "node:child_process"
import { resolve as pathOf } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest"
import type { RunOptions } from "../../api/types.ts"
import type { RunEvent } from "../../run/events.ts"
import { leaseTable } from "../../run/leases/lease-table.ts"
import { createLeases } from "../../run/leases/leases.ts"
import type { RunResult } from "../../run/results.ts"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network
let schemas = 0

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

type Type = "redshift" | "postgres"

/** Reads of `gate` until the test lets them. */
const gated = (config: string, more = "") =>
  `{{config ${config}}}\nselect count(*) as n from ${"{{target.schema}}"}.gate${more}\n`
const appended = gated('materialized="incremental" incremental_strategy="append"')
const checked = "models:\n  - {name: x, columns: [{name: n, data_tests: [not_null]}]}\n"

interface Place {
  readonly project: NetworkProject
  readonly schema: string
  /** Shuts the gate, or another table, until the function that it gives is called. */
  shut(table?: string): Promise<() => Promise<void>>
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  change(...sqls: string[]): Promise<void>
}

async function placeOf(type: Type, files: Readonly<Record<string, string>>, target = ""): Promise<Place> {
  const schema = `leased_${++schemas}`
  const project = networkProject(
    `dialect: ${type}\ntargets: {prod: ${network.target(type, `schema: ${schema}, threads: 2${target}`)}}\nquality: {schema: ${schema}_quality}\n`,
    files,
  )
  onTestFinished(() => project.remove())
  const warehouse = await network.open(type, 4)
  onTestFinished(() => warehouse.close())
  const place: Place = {
    project,
    schema,
    async shut(table = `${schema}.gate`) {
      let open: () => void = () => undefined
      const opened = new Promise<void>((resolve) => {
        open = resolve
      })
      let held: (value: unknown) => void = () => undefined
      const holds = new Promise((resolve) => {
        held = resolve
      })
      const over = warehouse.withSession((session) =>
        session.transaction(async () => {
          await session.run(`lock table ${table}`)
          held(undefined)
          await opened
        }),
      )
      await Promise.race([holds, over])
      onTestFinished(open)
      return () => {
        open()
        return over
      }
    },
    rows: (sql) => warehouse.withSession(async (session) => (await session.query(sql)).rows),
    async change(...sqls) {
      await warehouse.withSession(async (session) => {
        for (const sql of sqls) await session.run(sql)
      })
    },
  }
  await place.change(`create schema ${schema}`, `create table ${schema}.gate (id integer)`)
  return place
}

/** A run that is going on, with a promise of its first event of a type. */
function started(
  { project }: Place,
  command: "run" | "build",
  options: RunOptions = {},
): {
  readonly done: Promise<RunResult>
  first(type: RunEvent["type"]): Promise<RunEvent>
  readonly told: RunEvent[]
} {
  const told: RunEvent[] = []
  const waiting: (() => void)[] = []
  const done = project.execute(command, {
    ...options,
    onEvent: (event) => {
      told.push(event)
      for (const stir of waiting) stir()
    },
  })
  return {
    done,
    told,
    first: (type) =>
      Promise.race([
        new Promise<RunEvent>((resolve) => {
          const look = (): void => {
            const found = told.find((event) => event.type === type)
            if (found !== undefined) resolve(found)
          }
          waiting.push(look)
          look()
        }),
        done.then(({ nodes }) => {
          const found = told.find((event) => event.type === type)
          if (found !== undefined) return found
          throw new Error(
            `the run ended without ${type}: ${JSON.stringify(nodes.map(({ message }) => message))}`,
          )
        }),
      ]),
  }
}

const outcome = ({ nodes }: RunResult) => nodes.map(({ status, error }) => error?.code ?? status)

describe.each(["redshift", "postgres"] as const)("two runs at once on %s", (type) => {
  it.each([
    ["without checks", {}, "run"],
    ["with checks", { "models/x.yml": checked }, "build"],
  ] as const)(
    "wait for each other %s, and lose nothing",
    async (_, files, command) => {
      const place = await placeOf(type, { "models/x.sql": appended, ...files })
      const open = await place.shut()
      const one = started(place, command)
      await one.first("node-started")
      const other = started(place, command)
      // The table that it will add to is not there yet.
      const waits = await other.first("node-waits")
      expect(waits).toMatchObject({
        uniqueId: "model.p.x",
        label: `${place.schema}.x`,
        since: expect.stringMatching(/^\d{4}-/),
      })
      expect(other.told.some((event) => event.type === "node-started")).toBe(false)
      await open()
      const [first, second] = await Promise.all([one.done, other.done])
      expect(waits.type === "node-waits" && waits.run).toBe(first.invocationId)
      expect([outcome(first), outcome(second)]).toEqual([["ok"], ["ok"]])
      expect(await place.rows(`select n from ${place.schema}.x`)).toHaveLength(2)
      expect(
        await place.rows(
          `select run from _lux.lease where relation = '${place.schema}.x' and released_at is null`,
        ),
      ).toEqual([])
    },
    60_000,
  )

  it("build the rest meanwhile, and what reads it after it", async () => {
    const place = await placeOf(type, {
      "models/x.sql": gated('materialized="table"'),
      "models/reads_x.sql": "select * from {{ref 'x'}}\n",
      "models/free.sql": "select 1 as id\n",
    })
    const open = await place.shut()
    const one = started(place, "run", { select: ["x"] })
    await one.first("node-started")
    const other = started(place, "run")
    await other.first("node-finished")
    expect(
      other.told.flatMap((event) => (event.type === "node-finished" ? [event.result.uniqueId] : [])),
    ).toEqual(["model.p.free"])
    await open()
    expect(outcome(await one.done)).toEqual(["ok"])
    expect(outcome(await other.done)).toEqual(["ok", "ok", "ok"])
  }, 60_000)

  it("a run waits no longer than it is to, and builds what does not depend on it", async () => {
    const place = await placeOf(type, {
      "models/x.sql": gated('materialized="table"'),
      "models/reads_x.sql": "select * from {{ref 'x'}}\n",
      "models/free.sql": "select 1 as id\n",
    })
    const open = await place.shut()
    const one = started(place, "run", { select: ["x"] })
    await one.first("node-started")
    const { nodes } = await place.project.execute("run", { leaseTimeoutSeconds: 0 })
    expect(
      Object.fromEntries(nodes.map(({ uniqueId, status, error }) => [uniqueId, error?.code ?? status])),
    ).toEqual({
      "model.p.x": "LUX-2662",
      "model.p.reads_x": "skipped",
      "model.p.free": "ok",
    })
    await open()
    expect(outcome(await one.done)).toEqual(["ok"])
  }, 60_000)

  it("what is published together is leased together", async () => {
    const together = 'materialized="table" publish_together="pair"'
    const place = await placeOf(type, {
      "models/x.sql": gated(together),
      "models/y.sql": `{{config ${together}}}\nselect * from {{ref 'x'}}\n`,
    })
    const open = await place.shut()
    const one = started(place, "run")
    await one.first("node-started")
    const other = started(place, "run")
    await other.first("node-waits")
    const leases = await place.rows(
      `select relation, run from _lux.lease where relation like '${place.schema}.%' order by 1`,
    )
    expect(leases.map(({ relation }) => relation)).toEqual([`${place.schema}.x`, `${place.schema}.y`])
    expect(new Set(leases.map(({ run }) => run)).size).toBe(1)
    await open()
    expect(outcome(await one.done)).toEqual(["ok", "ok"])
    expect(outcome(await other.done)).toEqual(["ok", "ok"])
  }, 60_000)

  it("one that another took over publishes nothing, and leaves the other's candidate alone", async () => {
    const place = await placeOf(type, { "models/x.sql": appended, "models/x.yml": checked })
    expect(outcome(await place.project.execute("build"))).toEqual(["ok"])
    const open = await place.shut()
    const one = started(place, "build")
    await one.first("node-started")
    await place.change(`update _lux.lease set run = 'another' where relation = '${place.schema}.x'`)
    await open()
    expect(outcome(await one.done)).toEqual(["LUX-2661"])
    expect(await place.rows(`select n from ${place.schema}.x`)).toHaveLength(1)
    await place.change(`update _lux.lease set released_at = acquired_at where relation = '${place.schema}.x'`)
    expect(outcome(await place.project.execute("build"))).toEqual(["ok"])
    expect(await place.rows(`select n from ${place.schema}.x`)).toHaveLength(2)
  }, 60_000)

  it("takes over what one that was killed has left", async () => {
    const place = await placeOf(
      type,
      { "models/x.sql": appended, "models/x.yml": checked },
      ", lease_expiry: 1",
    )
    const open = await place.shut()
    const killed = await killedAtFirstNode(place)
    const other = started(place, "build")
    const waits = await other.first("node-waits")
    expect(waits.type === "node-waits" && waits.run).toBe(killed)
    await open()
    expect(outcome(await other.done)).toEqual(["ok"])
    expect(await place.rows(`select n from ${place.schema}.x`)).toHaveLength(1)
  }, 60_000)

  it("Ctrl-C leaves nothing leased", async () => {
    const place = await placeOf(type, { "models/x.sql": appended })
    const open = await place.shut()
    const stop = new AbortController()
    const one = started(place, "run", { signal: stop.signal })
    await one.first("node-started")
    stop.abort()
    expect((await one.done).cancelled).toBe(true)
    await open()
    expect(
      await place.rows(
        `select run from _lux.lease where relation = '${place.schema}.x' and released_at is null`,
      ),
    ).toEqual([])
    expect(outcome(await place.project.execute("run"))).toEqual(["ok"])
  }, 60_000)
})

const luxFile = pathOf(import.meta.dirname, "../../../dist/lux.js")

it("waits for what one that was killed has sent, which the Data API goes on with", async () => {
  const place = await placeOf("redshift", { "models/x.sql": appended }, ", lease_expiry: 1")
  const open = await place.shut()
  const sent = (part: string) => network.server.calls().filter(({ sql }) => sql.includes(part))
  const killed = await killedAtFirstNode(place, async () => {
    await vi.waitFor(() => expect(sent(`${place.schema}.gate\n`).length).toBe(1), { timeout: 20_000 })
  })
  const other = started(place, "run")
  const waits = await other.first("node-waits")
  expect(waits.type === "node-waits" && waits.run).toBe(killed)
  const asked = `like '%${killed}%'`
  await vi.waitFor(() => expect(sent(asked).length).toBeGreaterThan(1), { timeout: 20_000 })
  expect(other.told.some(({ type }) => type === "node-started")).toBe(false)
  await open()
  expect(outcome(await other.done)).toEqual(["ok"])
  // What it had sent came about, and was added to.
  expect(await place.rows(`select n from ${place.schema}.x`)).toHaveLength(2)
}, 60_000)

it("a run that goes on longer than a lease lasts keeps it", async () => {
  const place = await placeOf("postgres", { "models/x.sql": appended }, ", lease_expiry: 1")
  const open = await place.shut()
  const one = started(place, "run")
  await one.first("node-started")
  const other = started(place, "run")
  await other.first("node-waits")
  const lease = () =>
    place.rows(
      `select expires_at > acquired_at + interval '3 seconds' as long from _lux.lease where relation = '${place.schema}.x'`,
    )
  await vi.waitFor(async () => expect(await lease()).toEqual([{ long: true }]), { timeout: 20_000 })
  expect(other.told.some(({ type }) => type === "node-started")).toBe(false)
  await open()
  expect([outcome(await one.done), outcome(await other.done)]).toEqual([["ok"], ["ok"]])
}, 60_000)

it.each(["redshift", "postgres"] as const)(
  "many runs at once on %s each do their part once",
  async (type) => {
    const place = await placeOf(type, {
      "models/a.sql": appended,
      "models/b.sql": `{{config materialized="incremental" incremental_strategy="append"}}\nselect count(*) as n from {{ref "a"}}\n`,
      "models/c.sql": '{{config materialized="table"}}\nselect * from {{ref "b"}}\n',
      "models/x.yml": checked.replace("name: x", "name: b"),
    })
    const runs = await Promise.all(Array.from({ length: 5 }, () => place.project.execute("build")))
    expect(runs.map(outcome)).toEqual(runs.map(() => ["ok", "ok", "ok"]))
    const [rows] = await place.rows(
      `select (select count(*) from ${place.schema}.a) as a, (select count(*) from ${place.schema}.b) as b, (select count(*) from _lux.lease where relation like '${place.schema}.%' and released_at is null) as leased`,
    )
    expect(Object.values(rows ?? {}).map(Number)).toEqual([5, 5, 0])
  },
  60_000,
)

it("runs at once do their part once while calls fail, replies are lost and transactions meet others", async () => {
  const place = await placeOf("redshift", {
    "models/a.sql": appended,
    "models/b.sql": `{{config materialized="incremental" incremental_strategy="append"}}\nselect count(*) as n from {{ref "a"}}\n`,
    "models/x.yml": checked.replace("name: x", "name: b"),
  })
  expect(outcome(await place.project.execute("build"))).toEqual(["ok", "ok"])
  network.server.faults.set([
    { kind: "throttled", probability: 0.05 },
    { kind: "error-after", probability: 0.05 },
    { kind: "lost-reply", probability: 0.05 },
    { kind: "conflict", operation: "BatchExecuteStatement", probability: 0.05 },
  ])
  const runs = await Promise.all(Array.from({ length: 3 }, () => place.project.execute("build")))
  network.server.faults.set([])
  expect(runs.map(outcome)).toEqual(runs.map(() => ["ok", "ok"]))
  const [rows] = await place.rows(
    `select (select count(*) from ${place.schema}.a) as a, (select count(*) from ${place.schema}.b) as b`,
  )
  expect(Object.values(rows ?? {}).map(Number)).toEqual([4, 4])
}, 60_000)

it("a lease that was not renewed in time is asked for before anything more is sent", async () => {
  const place = await placeOf("postgres", { "models/x.sql": appended })
  await place.project.execute("run")
  const warehouse = await network.open("postgres", 1)
  onTestFinished(() => warehouse.close())
  const relation = `${place.schema}.x`
  const leases = createLeases({
    warehouse,
    table: leaseTable({ schemaPrefix: "" }),
    invocationId: "one",
    units: [{ ids: ["model.p.x"], rows: [{ relation, node: "model.p.x" }] }],
    ahead: 1,
    // It expires at once: nothing is known without asking.
    expirySeconds: 0,
    timeoutSeconds: 0,
    signal: undefined,
    onWaits: () => undefined,
  })
  onTestFinished(async () => leases?.close())
  await leases?.open()
  expect(leases?.held()).toEqual(new Set([relation]))
  const guard = leases?.guard("model.p.x")
  await guard?.ensure()
  await place.change(`update _lux.lease set run = 'another' where relation = '${relation}'`)
  await expect(guard?.ensure()).rejects.toThrow('another run has taken over "model.p.x"')
})

it("renewals that have to wait do not come in a queue", async () => {
  const place = await placeOf("postgres", { "models/x.sql": appended })
  await place.project.execute("run")
  const warehouse = await network.open("postgres", 1)
  onTestFinished(() => warehouse.close())
  let sent = 0
  const leases = createLeases({
    warehouse: {
      ...warehouse,
      withSession(work) {
        sent++
        return warehouse.withSession(work)
      },
    },
    table: leaseTable({ schemaPrefix: "" }),
    invocationId: "two",
    units: [{ ids: ["model.p.x"], rows: [{ relation: `${place.schema}.x`, node: "model.p.x" }] }],
    ahead: 1,
    // Renewed each tenth of a second.
    expirySeconds: 0.3,
    timeoutSeconds: 0,
    signal: undefined,
    onWaits: () => undefined,
  })
  onTestFinished(async () => leases?.close())
  await leases?.open()
  const open = await place.shut("_lux.lease")
  const before = sent
  // Time for a dozen, of which each would be sent behind the one before.
  await sleep(1200)
  await open()
  await leases?.guard("model.p.x")?.ensure()
  expect(sent - before).toBeGreaterThan(0)
  expect(sent - before).toBeLessThan(6)
})

/** Starts the command in a process of its own, ends that once a node has begun, and gives the run's id. */
async function killedAtFirstNode(
  { project }: Place,
  before: () => Promise<void> = async () => undefined,
): Promise<string> {
  const child = spawn(
    process.execPath,
    [luxFile, "build", "--log-format", "json", "--project-dir", project.folder],
    { stdio: ["ignore", "pipe", "inherit"] },
  )
  let out = ""
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text
      if (out.includes('"node-started"')) before().then(() => child.kill("SIGKILL"), reject)
    })
    child.on("close", () => {
      const id = /"invocation_id":"([^"]+)"/.exec(out)?.[1]
      if (id === undefined) reject(new Error(`nothing was started: ${out}`))
      else resolve(id)
    })
  })
}

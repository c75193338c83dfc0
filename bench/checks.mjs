// What sixty checks of all kinds cost, asked in five ways of one table, in one run; and with a network in between.
// node bench/checks.mjs [--rows 10000000] [--runs 3] [--latency-rows 20000] [--latency 50]
// Prints the best seconds of each way over the runs, which take turns so that a noisy machine meets all of them, and the
// best processor seconds, which other programs disturb less.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { bundle } from "./bundle.mjs"
import { createTable, sixtyChecks } from "./sixty-checks.mjs"

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "10000000" },
    runs: { type: "string", default: "3" },
    "latency-rows": { type: "string", default: "20000" },
    latency: { type: "string", default: "50" },
  },
})
const folder = mkdtempSync(join(tmpdir(), "lux-bench-"))
const { ask, openDuckDb, planForDuckDb, planForRedshift } = await lux()
const warehouse = await openDuckDb({
  path: join(folder, "checks.duckdb"),
  threads: 1,
  lockTimeoutSeconds: 0,
  settings: [],
})

try {
  await warehouse.withSession(async (session) => {
    await session.run(createTable("big", Number(values.rows)))
    await session.run(createTable("small", Number(values["latency-rows"])))
    console.table(await compareWays(session, "big"))
    console.table(await compareLatency(session, "small"))
  })
} finally {
  await warehouse.close()
  rmSync(folder, { recursive: true, force: true })
}

async function compareWays(session, table) {
  const checks = sixtyChecks(table)
  const ways = {
    "lux's plan": () => ask(session, checks.map(asked), planForDuckDb),
    "lux's plan, a view of it": () =>
      ask(
        session,
        checks.map((check) => ({ ...asked(check), isTable: false })),
        planForDuckDb,
      ),
    "lux's plan for Redshift": () => ask(session, checks.map(asked), planForRedshift),
    "one query per check": () => all(session, checks.map(apart)),
    "one scan, count(*) filter": () => all(session, oneScan(table, checks, filtered)),
    "one scan, count_if": () => all(session, oneScan(table, checks, countedIf)),
    "by hand: statistics, then one scan": () =>
      all(
        session,
        byHand(table, checks, () => ""),
      ),
    "by hand: statistics, then a scan for each column": () => all(session, byHand(table, checks, columnOf)),
  }
  const best = await bestSeconds(ways)
  const hand = Object.entries(best).flatMap(([way, took]) => (way.startsWith("lux") ? [] : [took]))
  const least = (clock) => Math.min(...hand.map((took) => took[clock]))
  return Object.entries(best).map(([way, { seconds, processor }]) => ({
    "60 checks": way,
    seconds: Number(seconds.toFixed(2)),
    "of the best by hand": Number((seconds / least("seconds")).toFixed(2)),
    "processor s": Number(processor.toFixed(2)),
    "of the least by hand": Number((processor / least("processor")).toFixed(2)),
  }))
}

async function compareLatency(session, table) {
  const far = delayed(session, Number(values.latency))
  const checks = sixtyChecks(table)
  const ways = {
    "lux's plan": () => ask(far, checks.map(asked), planForDuckDb),
    "lux's plan for Redshift": () => ask(far, checks.map(asked), planForRedshift),
    "one query per check": () => all(far, checks.map(apart)),
  }
  const best = await bestSeconds(ways)
  const rows = []
  for (const [way, work] of Object.entries(ways)) {
    const before = far.calls()
    await work()
    const times = best["one query per check"].seconds / best[way].seconds
    rows.push({
      [`60 checks, ${values.latency} ms away`]: way,
      "round trips": far.calls() - before,
      seconds: Number(best[way].seconds.toFixed(2)),
      "times as fast": Number(times.toFixed(1)),
    })
  }
  return rows
}

/** The session behind a network: each call takes that much longer. */
function delayed(session, milliseconds) {
  let calls = 0
  const later =
    (call) =>
    async (...args) => {
      calls++
      await new Promise((done) => setTimeout(done, milliseconds))
      return call(...args)
    }
  return {
    ...session,
    run: later(session.run),
    query: later(session.query),
    queryAll: later(session.queryAll),
    calls: () => calls,
  }
}

async function bestSeconds(ways) {
  const best = {}
  for (let run = 0; run < Number(values.runs); run++)
    for (const [way, work] of Object.entries(ways)) {
      const started = performance.now()
      const used = process.cpuUsage()
      await work()
      const { user, system } = process.cpuUsage(used)
      const took = { seconds: (performance.now() - started) / 1000, processor: (user + system) / 1e6 }
      const before = best[way] ?? took
      best[way] = {
        seconds: Math.min(before.seconds, took.seconds),
        processor: Math.min(before.processor, took.processor),
      }
    }
  return best
}

async function all(session, queries) {
  for (const query of queries) await session.query(query)
}

function asked({ question, failingRows }) {
  return { question, failingRows, failCalc: "count(*)", limit: undefined, isTable: true }
}

function apart({ question, failingRows }) {
  if (failingRows !== undefined) return `select count(*) from (${failingRows})`
  return `select ${question.measures.map(({ sql }) => sql).join(", ")} from ${question.scope.relation}`
}

/** All that can be in one scan, and what cannot. */
function oneScan(table, checks, count) {
  const { scanned, others } = scannable(checks)
  return [`select ${scanned.map(count).join(", ")} from ${table}`, ...others.map(apart)]
}

/** Statistics answer what they can, key by key scans the rest, uniqueness by distinct counts. */
function byHand(table, checks, keyOf) {
  const { scanned, others } = scannable(checks)
  const known = scanned.filter(({ question }) => question.statistic !== undefined)
  const scans = new Map()
  for (const check of scanned.filter(({ question }) => question.statistic === undefined))
    scans.set(keyOf(check), [...(scans.get(keyOf(check)) ?? []), check])
  return [
    known.map(apart).join(" union all "),
    ...[...scans.values()].map((each) => `select ${each.map(countedIf).join(", ")} from ${table}`),
    ...others.map((check) => (check.distinct === undefined ? apart(check) : check.distinct)),
  ]
}

function columnOf({ column }) {
  return column
}

function scannable(checks) {
  return {
    scanned: checks.filter(({ question }) => question.kind === "rows" || question.kind === "measures"),
    others: checks.filter(({ question }) => question.kind !== "rows" && question.kind !== "measures"),
  }
}

function filtered({ question }) {
  if (question.kind === "rows") return `count(*) filter (where ${question.failing})`
  return question.measures.map(({ sql }) => sql).join(", ")
}

function countedIf({ question }) {
  if (question.kind === "rows") return `count_if(${question.failing})`
  return question.measures.map(({ sql }) => sql).join(", ")
}

/** lux's own planner and sessions, bundled from its sources. */
function lux() {
  return bundle("bench-checks", [
    "quality/plan/ask.ts",
    "quality/plan/duckdb-planner.ts",
    "quality/plan/redshift-planner.ts",
    "warehouse/duckdb/duckdb-warehouse.ts",
  ])
}

// How long `lux profile` takes for what Deequ measured, and of many rows what its queries cost next to one query a metric.
// node bench/profile.mjs [--rows 2000000]      LUX_LAKE: the lake to stage and profile; without it that part is left out.
// Deequ 2.0.7 took about 45 s for the metrics of the twelve recorded hours on two cores, Spark's start aside.
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { DuckDBInstance } from "@duckdb/node-api"

const { values } = parseArgs({ options: { rows: { type: "string", default: "2000000" } } })
const root = resolve(import.meta.dirname, "..")
const lux = join(root, "dist", "lux.js")
const folder = mkdtempSync(join(tmpdir(), "lux-bench-"))

try {
  if (process.env.LUX_LAKE !== undefined) twelveHours()
  await manyRows(Number(values.rows))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function twelveHours() {
  const env = { LUX_LAKE: resolve(process.env.LUX_LAKE), LUX_DATABASE: join(folder, "hours.duckdb") }
  run(["build", "--quiet", "--select", "stage_brand", "stage_media"], root, env)
  const commands = [
    ["profile", "stage_brand", "--pairs", "followers_count,media_count", "--output", "json"],
    [
      "profile",
      "stage_media",
      "--pairs",
      "like_count,comments_count",
      "--keys",
      "user_id,media_id",
      "--output",
      "json",
    ],
  ]
  const done = commands.map((args) => run(args, root, env))
  const metrics = done.flatMap(({ stdout }) => JSON.parse(stdout)).length
  const seconds = done.reduce((sum, each) => sum + each.seconds, 0)
  console.log(
    `twelve hours: ${metrics} metrics in ${seconds.toFixed(2)} s, the start of two processes included (Deequ: about 45 s)`,
  )
}

async function manyRows(rows) {
  const project = join(folder, "many")
  mkdirSync(join(project, "models"), { recursive: true })
  writeFileSync(
    join(project, "lux_project.yml"),
    "name: many\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: many.duckdb}}\n",
  )
  writeFileSync(
    join(project, "models/many.sql"),
    `{{config materialized="table"}}
select i as id, i % 1000 as kind, hash(i) % 100000 as part, random() as share, 'user' || (i % 50000) as name,
  'https://example.org/' || i as url, timestamp '2024-01-01' + interval (i % 900000) second as seen_at, (i % 977) / 10.0 as price
from range(${rows}) as t(i)`,
  )
  run(["build", "--quiet"], project, {})
  const { seconds, stdout, stderr } = run(["profile", "many", "--output", "json"], project, {})
  const metrics = JSON.parse(stdout).filter(({ value }) => !Array.isArray(value))
  console.log(
    `${rows} rows, 8 columns: ${metrics.length} metrics in ${seconds.toFixed(2)} s, process start included ${stderr}`,
  )
  const instance = await DuckDBInstance.create(join(project, "many.duckdb"))
  const connection = await instance.connect()
  const started = performance.now()
  let asked = 0
  for (const { column, metric } of metrics) {
    const sql = byItself(column, metric)
    if (sql === undefined) continue
    await connection.runAndReadAll(sql)
    asked += 1
  }
  console.log(
    `the ${asked} of them that plain SQL has, a query each: ${((performance.now() - started) / 1000).toFixed(2)} s`,
  )
  connection.closeSync()
  instance.closeSync()
}

function byItself(column, metric) {
  const groups = `from (select count(*) as n from many where ${column} is not null group by ${column})`
  const sql = {
    row_count: "select count(*) from many",
    completeness: `select count(${column}) / count(*) from many`,
    count_distinct: `select count(distinct ${column}) from many`,
    distinctness: `select count(distinct ${column}) / count(${column}) from many`,
    uniqueness: `select count(*) filter (n = 1) / sum(n) ${groups}`,
    unique_value_ratio: `select count(*) filter (n = 1) / count(*) ${groups}`,
    entropy: `select entropy(${column}) from many`,
    min: `select min(${column}) from many`,
    max: `select max(${column}) from many`,
    mean: `select avg(${column}) from many`,
    sum: `select sum(${column}) from many`,
    stddev: `select stddev_pop(${column}) from many`,
    median: `select median(${column}) from many`,
    min_length: `select min(length(${column})) from many`,
    max_length: `select max(length(${column})) from many`,
    mean_length: `select avg(length(${column})) from many`,
  }
  return sql[metric]
}

function run(args, cwd, env) {
  const started = performance.now()
  const done = spawnSync(process.execPath, [lux, ...args], {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  })
  if (done.status !== 0) throw new Error(`lux ${args.join(" ")}: ${done.stderr}`)
  return { seconds: (performance.now() - started) / 1000, stdout: done.stdout, stderr: done.stderr.trim() }
}

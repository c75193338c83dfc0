// What `lux quality` and `lux status` take on a long history: process start included, next to a node that does nothing.
// node bench/quality-history.mjs [--invocations 1000] [--checks 500] [--runs 5]
import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { DuckDBInstance } from "@duckdb/node-api"

const { values } = parseArgs({
  options: {
    invocations: { type: "string", default: "1000" },
    checks: { type: "string", default: "500" },
    runs: { type: "string", default: "5" },
  },
})
const lux = join(resolve(import.meta.dirname, ".."), "dist", "lux.js")
const folder = mkdtempSync(join(tmpdir(), "lux-bench-"))

try {
  mkdirSync(join(folder, "models"))
  writeFileSync(join(folder, "models", "one.sql"), "select 1 as id\n")
  writeFileSync(
    join(folder, "models", "one.yml"),
    "models: [{name: one, data_tests: [{row_count: {min: 1}}], columns: [{name: id, data_tests: [unique]}]}]\n",
  )
  writeFileSync(
    join(folder, "lux_project.yml"),
    "name: bench\ndialect: duckdb\ntarget: dev\ntargets: {dev: {type: duckdb, path: bench.duckdb}}\n",
  )
  execFileSync(process.execPath, [lux, "build", "--quiet"], { cwd: folder })
  await fill()
  const rows = [
    timed("lux status", ["status"]),
    timed("lux quality", ["quality"]),
    timed("lux quality --since 7d --output json", ["quality", "--since", "7d", "--output", "json"]),
    timed("lux quality history", ["quality", "history", "check_7"]),
    timed("lux quality metrics", ["quality", "metrics", "main.table_7.column"]),
    { what: "node -e 0", seconds: median(() => spawnSync(process.execPath, ["-e", "0"])) },
  ]
  console.table(rows)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Results as such a project would have left them, hour by hour; one check of a hundred fails now and then. */
async function fill() {
  const instance = await DuckDBInstance.create(join(folder, "bench.duckdb"))
  const connection = await instance.connect()
  const at = `date_trunc('second', now() at time zone 'UTC') - to_hours(${values.invocations} - i::int)`
  await connection.run(`
    insert into quality.invocation by name
    select 'i' || i as invocation_id, 'build' as command, 'bench' as project, 'dev' as target, '0' as lux_version, ${at} as started_at,
      ${at} as finished_at, 1.0 as duration_seconds, 'ok' as status, 50 as nodes, 0 as nodes_failed, ${values.checks} as checks, 0 as checks_failed
    from range(${values.invocations}) as r(i);
    insert into quality.node_result by name
    select 'i' || i as invocation_id, 'model.bench.' || n as unique_id, 'main.table_' || n as relation, 'table' as kind,
      case when n = 7 and i % 9 > 6 then 'error' else 'ok' end as status, '' as message, 1000 as rows_affected, ${at} as started_at,
      0.1 as duration_seconds
    from range(${values.invocations}) as r(i), range(50) as s(n);
    insert into quality.check_result by name
    select 'i' || i as invocation_id, 'check.' || c as check_id, 'check_' || c as check_name, 'unique' as test,
      'main.table_' || (c % 50) as relation, 'error' as severity, '!= 0' as warn_if, '!= 0' as error_if,
      case when c % 100 = 7 and i % 9 > 6 then 'fail' else 'pass' end as status, 0 as failures, ${at} as checked_at,
      0.001 as duration_seconds, 1000 as total_rows
    from range(${values.invocations}) as r(i), range(${values.checks}) as s(c);
    insert into quality.metric by name
    select 'i' || i as invocation_id, ${at} as measured_at, 'main.table_' || (c % 50) as relation, 'check.' || c as unique_id,
      'column' as column_name, 'mean' as metric, i + c as value, 'check' as source
    from range(${values.invocations}) as r(i), range(${values.checks}) as s(c);
  `)
  connection.closeSync()
  instance.closeSync()
}

function timed(what, args) {
  return {
    what,
    seconds: median(() => {
      const done = spawnSync(process.execPath, [lux, ...args], { cwd: folder, encoding: "utf8" })
      if (done.status !== 0) throw new Error(`${what}: ${done.stderr}`)
    }),
  }
}

function median(run) {
  const times = Array.from({ length: Number(values.runs) }, () => {
    const started = performance.now()
    run()
    return (performance.now() - started) / 1000
  }).sort((a, b) => a - b)
  return Number(times[Math.floor(times.length / 2)].toFixed(3))
}

// What unit tests cost: many models with one each, `lux test` with process start, next to `lux parse` of the same project.
// node bench/unit-tests.mjs [--tests 1000] [--runs 3]
// A row is the median.
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

const { values } = parseArgs({
  options: { tests: { type: "string", default: "1000" }, runs: { type: "string", default: "3" } },
})
const tests = Number(values.tests)
const runs = Number(values.runs)
const lux = join(resolve(import.meta.dirname, ".."), "dist", "lux.js")
const folder = mkdtempSync(join(tmpdir(), "lux-bench-"))

try {
  writeProject()
  timed(["parse"])
  const parse = median(["parse"])
  const test = median(["test", "--quiet"])
  const each = ((test - parse) / tests) * 1000
  console.log(`parse, unchanged            ${parse.toFixed(2)} s`)
  console.log(`test, ${tests} unit tests      ${test.toFixed(2)} s`)
  console.log(`one unit test               ${each.toFixed(1)} ms`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function writeProject() {
  mkdirSync(join(folder, "models"))
  write("lux_project.yml", "name: b\ndialect: redshift\ntargets: {dev: {type: duckdb, path: b.duckdb}}\n")
  write(
    "models/sources.yml",
    'sources: [{name: s, tables: [{name: t, columns: [{name: id, data_type: int}, {name: customer, data_type: varchar}, {name: amount, data_type: "decimal(10,2)"}, {name: seen_at, data_type: timestamp}]}]}]\n',
  )
  write("models/base.sql", 'select id, customer, amount, seen_at from {{source "s" "t"}}\n')
  for (let index = 0; index < tests; index++) {
    write(
      `models/m${index}.sql`,
      `with sums as (
  select customer, count(*) as orders, sum(amount) as total, max(seen_at) as last_at
  from {{ref "base"}}
  where id > ${index % 7}
  group by customer
)

select customer, orders, total, rank() over (order by total desc) as place, dateadd(day, ${index % 5}, last_at) as due
from sums
`,
    )
    write(
      `models/m${index}.yml`,
      `unit_tests:
  - name: t${index}
    model: m${index}
    given:
      - input: ref('base')
        rows:
          - {id: 8, customer: a, amount: 10, seen_at: 2026-01-01 10:00:00}
          - {id: 9, customer: a, amount: 5, seen_at: 2026-01-02 10:00:00}
          - {id: 10, customer: b, amount: 7, seen_at: 2026-01-01 10:00:00}
    expect:
      rows:
        - {customer: a, orders: 2, total: 15, place: 1}
        - {customer: b, orders: 1, total: 7, place: 2}
`,
    )
  }
}

function write(path, text) {
  writeFileSync(join(folder, path), text)
}

function median(args) {
  const seconds = Array.from({ length: runs }, () => timed(args)).sort((a, b) => a - b)
  return seconds[Math.floor(runs / 2)]
}

function timed(args) {
  const from = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [lux, ...args], { cwd: folder, encoding: "utf8" })
  if (status !== 0) throw new Error(`lux ${args.join(" ")}: ${stderr}`)
  return (performance.now() - from) / 1000
}

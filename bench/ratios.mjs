// What lux costs next to the same work by hand, each into a fresh database file, process start included.
// node bench/ratios.mjs [--runs 5] [--tables 500]      LUX_LAKE: a lake to build from; else one is generated.
// Prints the median seconds of both sides and the ratio, pair by pair, so that a noisy machine does not decide it.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { plainStatements, writeProject } from "./synthetic-project.mjs"

const { values } = parseArgs({
  options: { runs: { type: "string", default: "5" }, tables: { type: "string", default: "500" } },
})
const runs = Number(values.runs)
const tables = Number(values.tables)
const root = resolve(import.meta.dirname, "..")
const lux = join(root, "dist", "lux.js")
const plain = join(root, "bench", "plain-script.mjs")
/** Models of the project that bench/twelve-hours.sql does not make. */
const notByHand = ["engagement_coverage", "popularity_history", "models/quality"]
const folder = mkdtempSync(join(tmpdir(), "lux-bench-"))

try {
  const lake = process.env.LUX_LAKE === undefined ? generatedLake() : resolve(process.env.LUX_LAKE)
  const byHand = statementsFile("twelve-hours", handWritten(lake))
  const synthetic = join(folder, "synthetic")
  writeProject(synthetic, tables)
  const bare = statementsFile("synthetic", plainStatements(tables))

  const rows = [
    compare("lux build, twelve hours, checks and history", "the same tables by hand", 3, {
      lux: (database) =>
        run([lux, "build", "--quiet", "--exclude", ...notByHand], root, {
          LUX_LAKE: lake,
          LUX_DATABASE: database,
        }),
      plain: (database) => run([plain, byHand, database], root, {}),
    }),
    compare(`lux run, ${tables} tables`, "one statement after another", 0.8, {
      lux: () => fresh(synthetic, () => run([lux, "run", "--quiet"], synthetic, {})),
      plain: (database) => run([plain, bare, database], root, {}),
    }),
    compare(
      `lux build, ${tables} tables, ${2 * tables} checks`,
      "one statement after another, no checks",
      1.3,
      {
        lux: () => fresh(synthetic, () => run([lux, "build", "--quiet"], synthetic, {})),
        plain: (database) => run([plain, bare, database], root, {}),
      },
    ),
  ]
  console.table(rows)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function compare(work, beside, goal, sides) {
  const pairs = []
  for (let index = 0; index <= runs; index++) {
    const pair = {
      lux: sides.lux(join(folder, `lux-${index}.duckdb`)),
      plain: sides.plain(join(folder, `plain-${index}.duckdb`)),
    }
    // The first pair warms the file cache.
    if (index > 0) pairs.push(pair)
    for (const side of ["lux", "plain"]) rmSync(join(folder, `${side}-${index}.duckdb`), { force: true })
  }
  return {
    work,
    beside,
    "lux s": median(pairs.map((pair) => pair.lux)),
    "next to s": median(pairs.map((pair) => pair.plain)),
    ratio: median(pairs.map((pair) => pair.lux / pair.plain)),
    goal,
  }
}

function run(args, cwd, env) {
  const started = performance.now()
  const done = spawnSync(process.execPath, args, { cwd, env: { ...process.env, ...env }, encoding: "utf8" })
  if (done.status !== 0)
    throw new Error(`${args.join(" ")} exited with ${done.status}\n${done.stdout}\n${done.stderr}`)
  return (performance.now() - started) / 1000
}

function fresh(project, work) {
  for (const suffix of ["", ".wal"]) rmSync(join(project, `synthetic.duckdb${suffix}`), { force: true })
  return work()
}

function statementsFile(name, statements) {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(statements))
  return file
}

function handWritten(lake) {
  const text = readFileSync(join(root, "bench", "twelve-hours.sql"), "utf8").replaceAll("LAKE/", `${lake}/`)
  return text.split(/;\s*\n/).filter((statement) => statement.replace(/--.*$/gm, "").trim() !== "")
}

function generatedLake() {
  const lake = join(folder, "lake")
  run([lux, "dev", "lake", "--hours", "12", "--folder", lake], root, {})
  return lake
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return Number((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(2))
}

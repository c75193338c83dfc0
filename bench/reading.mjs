// What it costs to read a project: all of it, unchanged, and with one model edited; next to the least that the libraries
// need for the same files, and next to a node that does nothing. Process start included.
// node bench/reading.mjs [--models 2000] [--runs 5] [--many 10000]      --many 0 leaves the large project out.
// "from the disk": no file is in memory, as on a fresh machine; only where this process may drop the system's cache.
// Sides are timed in turn, so that a noisy machine does not decide it; a row is the median.
import { spawnSync } from "node:child_process"
import { appendFileSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { tableName, writeProject } from "./synthetic-project.mjs"

const { values } = parseArgs({
  options: {
    models: { type: "string", default: "2000" },
    runs: { type: "string", default: "5" },
    many: { type: "string", default: "10000" },
  },
})
const models = Number(values.models)
const runs = Number(values.runs)
const many = Number(values.many)
const root = resolve(import.meta.dirname, "..")
const lux = join(root, "dist", "lux.js")
const floor = join(root, "bench", "reading-floor.mjs")
const folder = mkdtempSync(join(tmpdir(), "lux-bench-"))
let edits = 0
let putAside = 0

try {
  const project = join(folder, "project")
  writeProject(project, models)
  const rows = [
    ratio(`parse ${models} models cold`, "x of reading, YAML and Handlebars alone", 2, {
      one: () => cold(project, ["parse"]),
      other: () => run([floor, project], project),
    }),
    ...(mayForget()
      ? [
          ratio(`parse ${models} models cold, from the disk`, "x of reading, YAML and Handlebars alone", 2, {
            one: () => fresh(project, () => forgotten(() => run([lux, "parse"], project))),
            other: () => forgotten(() => run([floor, project], project)),
          }),
        ]
      : []),
    above("parse, unchanged", 0.2, project, () => run([lux, "parse"], project)),
    above("ls, unchanged", 0.2, project, () => run([lux, "ls"], project)),
    above("parse, one model edited", 0.4, project, () => edited(project, ["parse"])),
    difference("compile with analysis, cold", "s more than parse cold", 4, {
      one: () => cold(project, ["compile", "--quiet"]),
      other: () => cold(project, ["parse"]),
    }),
    above("compile with analysis, unchanged", 0.2, project, () => run([lux, "compile", "--quiet"], project)),
    above("compile with analysis, one model edited", 0.4, project, () =>
      edited(project, ["compile", "--quiet"]),
    ),
    above("lux --version", 0.06, undefined, () => run([lux, "--version"], folder)),
    above("lux --help", 0.06, undefined, () => run([lux, "--help"], folder)),
    memory("parse cold", 400, () => fresh(project, () => peak(["parse"], project))),
    memory("compile cold", 400, () => fresh(project, () => peak(["compile", "--quiet"], project))),
  ]
  if (many > 0) {
    const large = join(folder, "large")
    writeProject(large, many)
    rows.push(
      ratio(`parse ${many} models cold, a model`, `x of a model of ${models}`, 1, {
        one: () => cold(large, ["parse"]) / many,
        other: () => cold(project, ["parse"]) / models,
      }),
    )
  }
  console.table(rows)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function ratio(what, unit, goal, sides) {
  const pairs = paired(sides)
  return row(what, median(pairs.map(({ one, other }) => one / other)), unit, goal)
}

function difference(what, unit, goal, sides) {
  const pairs = paired(sides)
  return row(what, median(pairs.map(({ one, other }) => one - other)), unit, goal)
}

/** Seconds above a node that does nothing; the record is there. */
function above(what, goal, project, one) {
  if (project !== undefined) {
    run([lux, "parse"], project)
    if (what.startsWith("compile")) run([lux, "compile", "--quiet"], project)
    // What was written a moment ago is compared by content, not by stamp.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500)
    run([lux, "parse"], project)
  }
  return difference(what, "s above a bare node", goal, { one, other: () => run(["-e", "0"], folder) })
}

function memory(what, goal, measure) {
  return row(what, median(Array.from({ length: Math.min(runs, 3) }, measure)), "MB at most", goal)
}

function paired({ one, other }) {
  return Array.from({ length: runs }, () => ({ one: one(), other: other() }))
}

function row(what, measured, unit, goal) {
  return { what, measured: Number(measured.toFixed(3)), unit, goal, met: measured <= goal }
}

function cold(project, args) {
  return fresh(project, () => run([lux, ...args], project))
}

function edited(project, args) {
  appendFileSync(join(project, "models", "layer_1", `${tableName(60)}.sql`), `-- ${++edits}\n`)
  return run([lux, ...args], project)
}

function mayForget() {
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "3")
    return true
  } catch {
    return false
  }
}

/** With nothing but node in memory. */
function forgotten(measure) {
  spawnSync("sync")
  writeFileSync("/proc/sys/vm/drop_caches", "3")
  spawned(["-e", "0"], folder)
  return measure()
}

/** With no target folder. Put aside, not removed: ext4 is slow to make files for seconds after many were removed. */
function fresh(project, measure) {
  const target = join(project, "target")
  if (existsSync(target)) renameSync(target, join(folder, `target-${++putAside}`))
  return measure()
}

function peak(args, cwd) {
  const told = 'process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS))'
  const done = spawned([`--import=data:text/javascript,${encodeURIComponent(told)}`, lux, ...args], cwd)
  return Number(/peak (\d+)/.exec(done.stderr)?.[1]) / 1024
}

function run(args, cwd) {
  const started = performance.now()
  spawned(args, cwd)
  return (performance.now() - started) / 1000
}

function spawned(args, cwd) {
  const done = spawnSync(process.execPath, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 })
  if (done.status !== 0)
    throw new Error(`${args.join(" ")} exited with ${done.status}\n${done.stdout}\n${done.stderr}`)
  return done
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

// How long a run takes to find new files in a large lake, with and without `lookback`.
// node bench/lake-listing.mjs [--files 1000000] [--new 1000]      Makes the files in a temporary folder: a million take 4 GB.
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

const { values } = parseArgs({
  options: { files: { type: "string", default: "1000000" }, new: { type: "string", default: "1000" } },
})
const lux = join(resolve(import.meta.dirname, ".."), "dist", "lux.js")
const folder = mkdtempSync(join(tmpdir(), "lux-bench-"))
const newest = new Date("2026-01-01T00:00:00Z").getTime()
const made = new Set()
// Minutes: older than what a lookback of two days takes in.
const beyond = 3 * 24 * 60
let last = 0

try {
  write(
    "lux_project.yml",
    "name: large\nversion: 1.0.0\ntarget: dev\ntargets: {dev: {type: duckdb, path: large.duckdb}}\n",
  )
  write(
    "models/stage_posts.sql",
    `{{config materialized="stage"}}\nselect id from {{source "lake" "posts"}}\n`,
  )
  sources("")
  // The run that is measured finds a ledger with one file, so that the lake alone is what grows.
  put(0)
  build()
  const rows = [{ lake: "1 file staged", ...found(Number(values.new)) }]
  for (let at = 1; at <= Number(values.files); at++) put(-at - beyond)
  sources(", lookback: 2d")
  rows.push({ lake: `and ${values.files} older ones, lookback`, ...found(Number(values.new)) })
  sources("")
  rows.push({ lake: "listed whole", ...listed() })
  console.table(rows)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function found(count) {
  for (let at = 0; at < count; at++) put(++last)
  const [seconds, text] = build()
  if (!text.includes(`of ${count} files`)) throw new Error(text)
  return { "new files": count, seconds }
}

/** `lux source freshness` lists every file, and takes in none. */
function listed() {
  const started = performance.now()
  const { status, stdout, stderr } = run("source", "freshness")
  if (status !== 0) throw new Error(stdout + stderr)
  return { "new files": 0, seconds: seconds(started) }
}

function build() {
  const started = performance.now()
  const { status, stdout, stderr } = run("build")
  if (status !== 0) throw new Error(stdout + stderr)
  return [seconds(started), stdout]
}

function run(...words) {
  return spawnSync(process.execPath, [lux, ...words], { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 })
}

function seconds(started) {
  return Number(((performance.now() - started) / 1000).toFixed(2))
}

function sources(more) {
  const external = `path: 'raw/year=*/month=*/day=*/posts_*.json', collected_at: 'posts_%Y-%m-%d_%H%M%S.json'${more}`
  write(
    "models/sources.yml",
    `sources: [{name: lake, external: {root: lake}, tables: [{name: posts, freshness: {error_after: {count: 9999, period: day}}, external: {${external}}, columns: [{name: id, data_type: integer}]}]}]\n`,
  )
}

/** The file of a minute before or after the newest at the start. */
function put(minute) {
  const [date = "", time = ""] = new Date(newest + minute * 60_000).toISOString().split("T")
  const [year, month, day] = date.split("-")
  write(
    `lake/raw/year=${year}/month=${month}/day=${day}/posts_${date}_${time.slice(0, 8).replaceAll(":", "")}.json`,
    `[{"id": ${minute}}]`,
  )
}

function write(path, text) {
  const whole = join(folder, path)
  const parent = join(whole, "..")
  if (!made.has(parent)) mkdirSync(parent, { recursive: true })
  made.add(parent)
  writeFileSync(whole, text)
}

// `npm start`: the whole way from an API to the popularity of brands. A small Instagram is served from a generated world, the
// collectors of lambdas/ ask it, and the project is built from the files that they write. Where LUX_LAKE names a lake, nothing
// is collected.
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"

const root = import.meta.dirname
const collects = !process.env.LUX_LAKE
const clock = "2026-01-05T06:00:00Z"
/** Accounts every hour; of the hashtags' ticks, which are five minutes apart, two an hour. */
const ticks = [
  ["accounts", "2026-01-05T06:00:00Z"],
  ["hashtags", "2026-01-05T06:00:00Z"],
  ["hashtags", "2026-01-05T06:30:00Z"],
  ["accounts", "2026-01-05T07:00:00Z"],
  ["hashtags", "2026-01-05T07:00:00Z"],
  ["hashtags", "2026-01-05T07:30:00Z"],
]

if (!isInstalled()) {
  console.error("lux is not installed here yet: run npm ci first")
  process.exit(1)
}
if (process.argv[2] === "collect") await collect()
else wholeWay()

function wholeWay() {
  if (collects) {
    step(`Collect: lux collect, ${ticks.length} ticks, from an Instagram that lux dev instagram serves`)
    lux(
      "dev",
      "instagram",
      "--port",
      "0",
      "--clock",
      clock,
      "--exec",
      `"${process.execPath}" start.mjs collect`,
    )
  } else step(`LUX_LAKE is set: nothing is collected, ${process.env.LUX_LAKE} is read`)
  step("Build: lux build, from the files of the lake to the marts")
  lux("build")
  step("The popularity of the brands: lux show")
  const ranking =
    'select popularity_rank, tag_name, sum_rank from {{ref "popularity_calculation"}} order by popularity_rank, tag_name'
  lux("show", "--inline", ranking, "--limit", "11")
  step("The documentation, to open in a browser: lux docs generate")
  lux("docs", "generate")
}

/** One process for all ticks: a tick then takes no longer than its calls. */
async function collect() {
  const { createLux, LuxError } = await import("./dist/index.js")
  const project = createLux({ projectDir: root })
  try {
    for (const [collector, at] of ticks) {
      const { reports, outcome } = await project.collect({ collectors: [collector], at })
      for (const { files, units } of reports) {
        const counts = files.map(({ model, records }) => `${records} ${model}`).join(", ")
        const known = units.already.length > 0 ? `${units.already.length} brands are in the lake already` : ""
        console.log(`${at.slice(0, 16)}  ${collector.padEnd(8)}  ${counts || known || "nothing"}`)
      }
      if (outcome === "failed") process.exit(1)
    }
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    console.error(`${error.code} ${error.message}\n  ${error.hint ?? ""}`)
    process.exit(2)
  }
}

/** True where what the commands load is there: the bundle, and the parts that it leaves to node_modules. */
function isInstalled() {
  try {
    createRequire(import.meta.url).resolve("@duckdb/node-api")
    return existsSync(join(root, "dist/lux.js"))
  } catch {
    return false
  }
}

function step(text) {
  console.log(`\n== ${text}`)
}

function lux(...args) {
  const { status } = spawnSync(process.execPath, [join(root, "dist/lux.js"), ...args], {
    cwd: root,
    stdio: "inherit",
  })
  if (status !== 0) process.exit(status ?? 1)
}

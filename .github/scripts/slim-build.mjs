// Builds what a working copy changes against a base, and writes the comment of the pull request: which nodes are modified and why, what
// became of them, and which checks failed. The base is built first, from the same generated lake, into a database of its own.
//   node .github/scripts/slim-build.mjs --base FOLDER --comment FILE
// Exits as the build does.
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { comment } from "./comment.mjs"

const { values } = parseArgs({
  options: {
    base: { type: "string" },
    comment: { type: "string" },
    project: { type: "string", default: "." },
  },
})
if (values.base === undefined || values.comment === undefined)
  throw new Error("--base and --comment are missing")
const lux = resolve(import.meta.dirname, "../../dist/lux.js")
const project = resolve(values.project)
const base = resolve(values.base)
const work = mkdtempSync(join(tmpdir(), "slim-build-"))
const env = {
  ...process.env,
  LUX_LAKE: join(work, "lake"),
  LUX_DATABASE: join(work, "lux.duckdb"),
  NO_COLOR: "1",
}

/** Runs lux in a folder; one that may fail returns its code. */
function run(cwd, args, { mayFail = false } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [lux, ...args], {
    cwd,
    env,
    encoding: "utf8",
  })
  if (status !== 0 && !mayFail) throw new Error(`lux ${args.join(" ")}: ${stdout}${stderr}`)
  return { status: status ?? 1, stdout, stderr }
}

try {
  // Modules of collectors and macros are those of this checkout.
  if (!existsSync(join(base, "node_modules")))
    symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(base, "node_modules"))
  run(project, ["dev", "lake", "--folder", env.LUX_LAKE, "--hours", "2"])
  const state = join(work, "state")
  run(base, ["build", "--target-path", state, "--quiet"])
  const target = join(work, "target")
  const modified = ["--select", "state:modified+", "--state", state]
  const reasons = run(project, [
    "ls",
    "--select",
    "state:modified",
    "--state",
    state,
    "--output",
    "reason",
    "--target-path",
    target,
  ])
  const built = run(project, ["build", ...modified, "--target-path", target], { mayFail: true })
  const results = join(target, "run_results.json")
  writeFileSync(
    values.comment,
    comment({
      reasons: reasons.stdout,
      results: existsSync(results) ? JSON.parse(readFileSync(results, "utf8")).results : [],
      output: `${built.stdout}${built.stderr}`,
      succeeded: built.status === 0,
    }),
  )
  process.exitCode = built.status
} finally {
  rmSync(work, { recursive: true, force: true })
}

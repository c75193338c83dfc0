/** Ctrl-C while a file of macros is in an endless loop, in every command that reads the project. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { spawnLux } from "../dev/lux-process.testkit.ts"

const commands = [
  "build",
  "parse",
  "ls",
  "compile",
  "docs generate",
  "run-operation clean_up",
  "show a",
  "export --to out",
  "source freshness",
]

it.each(commands)("ends lux %s", async (command) => {
  const folder = mkdtempSync(join(tmpdir(), "lux-interrupted-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const began = join(folder, "began")
  for (const name of ["models", "macros"]) mkdirSync(join(folder, name))
  writeFileSync(
    join(folder, "lux_project.yml"),
    "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: p.duckdb}}\nmacro_timeout: 60\n",
  )
  writeFileSync(join(folder, "models", "a.sql"), "select {{one}} as x")
  writeFileSync(
    join(folder, "macros", "one.mjs"),
    `import { writeFileSync } from "node:fs"\nwriteFileSync(${JSON.stringify(began)}, "")\nfor (;;);\nexport const one = () => "1"\n`,
  )
  const { child, finished } = spawnLux(command.split(" "), { cwd: folder })
  await expect.poll(() => existsSync(began), { timeout: 30_000 }).toBe(true)
  child.kill("SIGINT")
  const { code, stderr, stdout } = await finished
  // Ended by the signal itself, shells say 130 too.
  expect([130, null]).toContain(code)
  expect(stdout + stderr).not.toMatch(/LUX-|internal error|\n\s+at /)
})

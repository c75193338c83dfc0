/** Commands whose output cannot be written, and commands that may open too few files to begin. */
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect } from "vitest"
import { lux, luxFile } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-streams-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, "models"))
writeFileSync(
  join(folder, "lux_project.yml"),
  "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
)
writeFileSync(join(folder, "models/a.sql"), "select 1 as x\n")

/** What is left to read of a command whose streams a shell changes. */
function inShell(args: string, streams: string): Promise<{ readonly code: unknown; readonly said: string }> {
  const line = `'${process.execPath}' '${luxFile}' ${args} ${streams}`
  return new Promise((done) => {
    execFile("sh", ["-c", line], { cwd: folder }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : error.code, said: stdout + stderr }),
    )
  })
}

const linux = needing("Linux", process.platform === "linux")

linux.it("a full disk under the output is an error, and the build goes on to its end", async () => {
  const { code, said } = await inShell("build", "> /dev/full")
  expect(said).toMatch(/^LUX-2004 no space left on device, write\n {2}hint: .*\n$/)
  expect(code).toBe(1)
  const { results } = JSON.parse(readFileSync(join(folder, "target/run_results.json"), "utf8"))
  expect(results).toMatchObject([{ unique_id: "model.p.a", status: "success" }])
})

linux.it("streams that are closed change nothing else", async () => {
  for (const streams of [">&-", "2>&-", "<&-", ">&- 2>&- <&-"]) {
    const { code, said } = await inShell("parse --quiet", streams)
    expect({ streams, code, said }).toEqual({ streams, code: 0, said: "" })
  }
})

linux.it("too few files to open are an error with what to do, however few", async () => {
  for (const openFiles of [22, 26, 30, 40]) {
    rmSync(join(folder, "target"), { recursive: true, force: true })
    const { code, stderr } = await lux(["build"], { cwd: folder, limits: { openFiles } })
    const text = { openFiles, code, stderr }
    expect(text).toEqual({
      openFiles,
      code: 1,
      stderr: expect.stringMatching(
        /^LUX-2005 .*too many open files, open '.*'\n {2}hint: Let (?:it|lux) open more files/,
      ),
    })
    expect(stderr).not.toMatch(/\n\s+at /)
  }
})

/** What a file of JavaScript macros starts while it loads, and nobody waits for: it runs when lux does something else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { lux } from "../dev/lux-process.testkit.ts"

async function built(top: string, name = "one.mjs") {
  const folder = mkdtempSync(join(tmpdir(), "lux-late-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const made of ["models", "macros"]) mkdirSync(join(folder, made))
  writeFileSync(
    join(folder, "lux_project.yml"),
    "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: p.duckdb}}\n",
  )
  writeFileSync(join(folder, "models", "a.sql"), "select {{one}} as x")
  writeFileSync(join(folder, "macros", name), `// first\n${top}\nexport const one = () => "1"\n`)
  return lux(["build"], { cwd: folder })
}

it.each([
  ["a timer that throws", 'setTimeout(() => { throw new Error("no") }, 1)', "2:26", "no"],
  ["a timer that throws much later", 'setTimeout(() => { throw new Error("no") }, 80)', "2:26", "no"],
  ["what is done next", 'process.nextTick(() => { throw new Error("no") })', "2:32", "no"],
  ["a text that is thrown", 'queueMicrotask(() => { throw "no" })', "1:1", "no"],
  ["a rejected promise", 'Promise.reject(new Error("no"))', "2:16", "no"],
  ["a promise rejected with a text", 'setTimeout(() => Promise.reject("no"), 50)', "1:1", "no"],
  [
    "a promise of the system",
    'import { readFile } from "node:fs/promises"\nreadFile("nothing")',
    "1:1",
    "ENOENT: no such file or directory, open 'nothing'",
  ],
  ["process.exit", "setTimeout(() => process.exit(0), 50)", "2:26", "it calls process.exit"],
])("%s is an error of the file, and the build goes on to its end", async (_, top, place, said) => {
  const { code, stdout, stderr } = await built(top)
  expect(stderr).toContain(`LUX-1113 macros/one.mjs:${place}  what the file started failed later: ${said}\n`)
  expect(stderr).not.toMatch(/internal error|\n\s+at /)
  expect(stdout).toContain("1 ok, 0 warn")
  expect(code).toBe(1)
})

it("is an error of a TypeScript file too, which runs as a bundle", async () => {
  const { code, stderr } = await built('setTimeout(() => { throw new Error("no") }, 1)', "one.ts")
  expect(stderr).toContain("LUX-1113 macros/one.ts:1:1  what the file started failed later: no\n")
  expect(code).toBe(1)
})

it("what it prints later goes to standard error, and a timer without end does not keep lux", async () => {
  const { code, stdout, stderr } = await built('setInterval(() => console.log("printed"), 5)')
  expect(stdout).not.toContain("printed")
  expect(stderr).toMatch(/^(printed\n)+$/)
  expect(code).toBe(0)
})

it("may be waited for", async () => {
  const { code, stderr } = await built("await new Promise((done) => setTimeout(done, 50))")
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
})

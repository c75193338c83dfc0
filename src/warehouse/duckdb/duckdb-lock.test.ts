import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { Interrupted } from "../../errors.ts"
import { openDuckDb } from "./duckdb-warehouse.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-duckdb-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("opening", () => {
  it("waits for the process that holds the file, then names it; an abort ends the wait", async () => {
    const path = join(folder, "held.duckdb")
    const script = `import("@duckdb/node-api").then(async ({ DuckDBInstance }) => { globalThis.kept = await DuckDBInstance.create(${JSON.stringify(path)}); console.log("open"); setInterval(() => {}, 1000) })`
    const holder = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] })
    const exited = new Promise((resolve) => holder.once("exit", resolve))
    try {
      await new Promise((resolve) => holder.stdout.once("data", resolve))
      const options = { path, threads: 1, settings: [] }
      await expect(openDuckDb({ ...options, lockTimeoutSeconds: 0.2 })).rejects.toMatchObject({
        code: "LUX-2001",
        message: expect.stringMatching(
          new RegExp(`held.duckdb is in use by process ${holder.pid} \\(.*node`),
        ),
        hint: expect.stringContaining("--lock-timeout"),
      })

      const abort = new AbortController()
      const waiting = openDuckDb({ ...options, lockTimeoutSeconds: 3600, signal: abort.signal })
      setImmediate(() => abort.abort())
      await expect(waiting).rejects.toThrowError(Interrupted)

      const patient = openDuckDb({ ...options, lockTimeoutSeconds: 3600 })
      holder.kill()
      await (await patient).close()
    } finally {
      holder.kill()
      await exited
    }
  })

  it.each([
    [
      "text",
      (path: string) => writeFileSync(path, "no database ".repeat(1000)),
      "LUX-2002",
      "something else",
    ],
    ["nothing", (path: string) => writeFileSync(path, ""), "LUX-2002", "something else"],
    ["a folder", (path: string) => mkdirSync(path), "LUX-2002", "inside it"],
    [
      "damaged",
      (path: string) =>
        writeFileSync(path, Buffer.concat([Buffer.alloc(8), Buffer.from("DUCK"), Buffer.alloc(20000)])),
      "LUX-2002",
      "damaged",
    ],
  ])("says so when the file is %s", async (name, make, code, hint) => {
    const path = join(folder, `${name}.duckdb`)
    make(path)
    const opening = openDuckDb({ path, threads: 1, lockTimeoutSeconds: 0, settings: [] })
    await expect(opening).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`${name}.duckdb`),
      hint: expect.stringContaining(hint),
    })
  })

  it("says so when the folder cannot be made", async () => {
    const file = join(folder, "a file")
    writeFileSync(file, "")
    const path = join(file, "below", "x.duckdb")
    const opening = openDuckDb({ path, threads: 1, lockTimeoutSeconds: 0, settings: [] })
    await expect(opening).rejects.toMatchObject({ code: "LUX-2003", message: expect.stringContaining(path) })
  })
})

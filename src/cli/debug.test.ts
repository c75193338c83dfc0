/** `lux debug`: a line for each thing, as soon as it is known. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { lux, warmLux } from "../dev/lux-process.testkit.ts"

function project(target: string, settings = "dialect: duckdb\n"): string {
  const folder = mkdtempSync(join(tmpdir(), "lux-debug-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, "lux_project.yml"), `name: p\n${settings}targets: {dev: ${target}}\n`)
  mkdirSync(join(folder, "models"))
  writeFileSync(join(folder, "models", "a.sql"), "select 1 as x\n")
  return folder
}

const duckdb = "{type: duckdb, path: p.duckdb}"
const postgres = (port: number) =>
  `{type: postgres, host: 127.0.0.1, port: ${port}, user: ada, database: x, password: hush-hush-hush, connect_timeout: 20}`

/** The exit code and the lines, without what differs from one machine to another. */
async function debug(cwd: string) {
  const { code, stdout, stderr } = await warmLux(["debug"], { cwd })
  const lines = stdout
    .replaceAll(cwd, "<folder>")
    .replace(/\([\d.]+ MB, DuckDB v[\d.]+\)/, "(<size and version>)")
    .split("\n")
    .filter((line) => line !== "")
  expect(lines.slice(0, 2)).toEqual([
    expect.stringMatching(/^OK {4}lux {9}\d+\.\d+\.\d+$/),
    `OK    node        ${process.version}`,
  ])
  return { code, stderr, lines: lines.slice(2) }
}

describe("lux debug", () => {
  const found = [
    "OK    project     p 0.0.0 (<folder>)",
    "OK    dialect     duckdb",
    "OK    target      dev (duckdb)",
    "OK    resources   1 enabled, 0 disabled",
  ]

  it("makes no database, and says where the one that is there lies", async () => {
    const folder = project(duckdb)
    const before = ["OK    warehouse   <folder>/p.duckdb (not built yet)"]
    expect(await debug(folder)).toEqual({ code: 0, stderr: "", lines: [...found, ...before] })
    expect(await debug(folder)).toEqual({ code: 0, stderr: "", lines: [...found, ...before] })
    expect((await warmLux(["build"], { cwd: folder })).code).toBe(0)
    const built = ["OK    warehouse   <folder>/p.duckdb (<size and version>)"]
    expect(await debug(folder)).toEqual({ code: 0, stderr: "", lines: [...found, ...built] })
  })

  it("ends with 1 where the database is damaged", async () => {
    const folder = project(duckdb)
    expect((await warmLux(["build"], { cwd: folder })).code).toBe(0)
    truncateSync(join(folder, "p.duckdb"), 5000)
    const { code, lines } = await debug(folder)
    expect([code, lines.slice(0, found.length)]).toEqual([1, found])
    expect(lines.slice(found.length)).toEqual([
      expect.stringMatching(/^ERROR warehouse {3}LUX-2002 <folder>\/p\.duckdb cannot be opened: /),
      "                  hint: The file seems damaged. Restore it from a copy, or move it away and build again.",
    ])
  })

  it("says every mistake of the project, with its place", async () => {
    const { code, lines } = await debug(project(duckdb, "dialect: duckdb\nnaem: q\nmodel: {}\n"))
    expect(code).toBe(1)
    expect(lines.filter((line) => line.startsWith("ERROR"))).toEqual([
      'ERROR project     LUX-1004 "naem" is not known here (lux_project.yml:3:1)',
      'ERROR project     LUX-1004 "model" is not known here (lux_project.yml:4:1)',
    ])
  })

  it("says of a password only that it is set, and that nobody listens", async () => {
    const { code, lines } = await debug(project(postgres(1), "dialect: postgres\n"))
    expect(code).toBe(1)
    expect(lines.join("\n")).not.toContain("hush")
    expect(lines.slice(4)).toEqual([
      "OK    connection  Postgres protocol: database x, schema public, host 127.0.0.1:1, user ada, password set, sslmode prefer",
      expect.stringMatching(/^ERROR warehouse {3}LUX-2631 .*ECONNREFUSED/),
      expect.stringContaining("hint: Look at host, port"),
    ])
  })

  it("prints a line before what it has to wait for", async () => {
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      sockets.push(socket.on("error", () => undefined))
    })
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    let waits = false
    const { code, stdout } = await lux(["debug"], {
      cwd: project(postgres(port), "dialect: postgres\n"),
      onOutput: (text) => {
        if (!/^OK +connection/m.test(text)) return
        waits = !text.includes("warehouse")
        // Until then the server says nothing.
        setInterval(() => {
          for (const socket of sockets) socket.destroy()
        }, 50).unref()
      },
    })
    expect([code, waits]).toEqual([1, true])
    expect(stdout).toMatch(/ERROR warehouse {3}LUX-26\d\d /)
  })
})

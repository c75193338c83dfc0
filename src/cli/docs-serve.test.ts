/** `lux docs serve`, as it is started, asked and stopped. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { lux } from "../dev/lux-process.testkit.ts"

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "makes the site, serves it to this machine alone, and %s ends it with %i",
  async (signal, exitCode) => {
    const folder = mkdtempSync(join(tmpdir(), "lux-serve-"))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    mkdirSync(join(folder, "models"))
    writeFileSync(
      join(folder, "lux_project.yml"),
      "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
    )
    writeFileSync(join(folder, "models/orders.sql"), "select 1 as id\n")
    const answers: Promise<readonly (readonly [string, Answer])[]>[] = []
    const { code, stdout } = await lux(["docs", "serve", "--no-browser", "--port", "0"], {
      cwd: folder,
      onOutput(text, kill) {
        const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(text)?.[0]
        if (address !== undefined) answers.push(asked(address).finally(() => kill(signal)))
      },
    })
    expect(code).toBe(exitCode)
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/ {2}\(Ctrl-C stops it\)\n$/)
    const found = new Map(await answers[0])
    expect(found.get("page")).toMatchObject({ status: 200, text: expect.stringContaining("<title>p · ") })
    expect(found.get("data")).toMatchObject({ status: 200, text: expect.stringContaining("orders") })
    expect(found.get("outside")?.status).toBe(404)
    expect(found.get("another host")?.status).toBe(403)
    expect(found.get("written to")?.status).toBe(405)
  },
)

interface Answer {
  readonly status: number | undefined
  readonly text: string
}

async function asked(address: string): Promise<readonly (readonly [string, Answer])[]> {
  const questions = {
    page: ask(address),
    data: ask(`${address}data/index.js`),
    outside: ask(`${address}data/..%2f..%2f..%2flux_project.yml`),
    "another host": ask(address, { headers: { host: "example.com" } }),
    "written to": ask(address, { method: "POST" }),
  }
  return Promise.all(Object.entries(questions).map(async ([name, answer]) => [name, await answer] as const))
}

function ask(address: string, options: Parameters<typeof request>[1] = {}): Promise<Answer> {
  return new Promise((done, fail) => {
    const sent = request(address, options, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece
      })
      response.on("end", () => done({ status: response.statusCode, text }))
    })
    sent.on("error", fail)
    sent.end()
  })
}

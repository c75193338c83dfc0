/** `lux collect` with the collector that docs/guides/collectors.md shows, and `lux lambdas package`. */
import { readdirSync, readFileSync, symlinkSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join, resolve } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { LuxError } from "../../errors.ts"
import { createLux } from "../create-lux.ts"
import type { CollectOptions, CollectReport, LuxOptions } from "../types.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const root = resolve(import.meta.dirname, "../../..")
const page = readFileSync(join(root, "docs/guides/collectors.md"), "utf8")
const shown = (language: string): string =>
  new RegExp(`## A collector of your own.*?\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(page)?.[1] ?? ""

/** The project of the page, whose stations answer at an address. */
function weather(address: string, files: Readonly<Record<string, string>> = {}): TemporaryProject {
  const project = temporaryProject({
    "lambdas/collect-weather/index.ts": shown("ts"),
    "lambdas/collectors.yml": `version: 1\n${shown("yaml").replace("https://weather.example.com/v1", address).replace("settings:", "limits: { attempts: 1 }\n    settings:")}`,
    "models/stage.sql": `{{config materialized="stage"}} select id, celsius from {{source "lake" "weather"}}`,
    "models/readings.sql": `{{config materialized="incremental" incremental_strategy="append"}} select * from {{ref "stage"}}`,
    ...files,
  })
  symlinkSync(join(root, "node_modules"), join(project.folder, "node_modules"))
  return project
}

const at = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString()

function lux({ folder }: TemporaryProject, env: LuxOptions["env"] = {}) {
  return createLux({ projectDir: folder, env })
}

async function collected(
  project: TemporaryProject,
  options: CollectOptions = {},
  env: LuxOptions["env"] = {},
) {
  try {
    return await lux(project, env).collect(options)
  } catch (error) {
    if (error instanceof LuxError) return `${error.code} ${error.place?.file ?? ""}`.trim()
    throw error
  }
}

/** Kew answers two pages. Oslo has nothing there until it is open. */
async function stations() {
  let isOpen = false
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost")
    const isFound = pathname === "/stations/kew" || isOpen
    const name = pathname.slice("/stations/".length)
    const second = searchParams.get("page") === "2"
    const observations = [second ? { id: `${name}-2` } : { id: `${name}-1`, temp_c: 7.5 }]
    response.writeHead(isFound ? 200 : 404, { "content-type": "application/json" })
    response.end(JSON.stringify(isFound ? { observations, next: second ? undefined : "2" } : {}))
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}`, open: () => (isOpen = true) }
}

describe("the collector of the page", () => {
  it("is collected, built, and kept in the quality history; what failed comes with the next attempt", async () => {
    const { address, open } = await stations()
    const project = weather(address)
    const first = await collected(project, { at })
    expect(first).toMatchObject({
      outcome: "partial",
      reports: [{ collector: "weather", attempt: 1, units: { got: ["kew"], failed: [{ unit: "oslo" }] } }],
    })
    expect(await lux(project).missedTicks()).toMatchObject([
      { collector: "weather", outcome: "partial", units: ["oslo"] },
    ])
    open()
    expect(await collected(project, { at })).toMatchObject({
      outcome: "complete",
      reports: [
        { attempt: 2, units: { got: ["oslo"], already: ["kew"] }, missing: { weather: { celsius: 1 } } },
      ],
    })
    expect(await project.statuses("build")).toMatchObject({ stage: "ok", readings: "ok" })
    expect(await project.query("select id, celsius from readings order by id")).toEqual([
      { id: "kew-1", celsius: 7.5 },
      { id: "kew-2", celsius: null },
      { id: "oslo-1", celsius: 7.5 },
      { id: "oslo-2", celsius: null },
    ])
    expect(
      await project.query(
        "select relation, status, rows_affected from quality.node_result where kind = 'collector' order by started_at",
      ),
    ).toEqual([
      { relation: "weather", status: "warn", rows_affected: "2" },
      { relation: "weather", status: "ok", rows_affected: "2" },
    ])
    expect(
      await project.query(
        "select relation, metric, column_name, sum(value) as value from quality.metric where metric in ('collected', 'missing') group by all order by metric",
      ),
    ).toEqual([
      { relation: "lake.weather", metric: "collected", column_name: null, value: 4 },
      { relation: "lake.weather", metric: "missing", column_name: "celsius", value: 2 },
    ])
  }, 60_000)

  it("is refused where it cannot be run", async () => {
    const project = weather("http://127.0.0.1:9")
    expect(await collected(project, { collectors: ["wether"] })).toBe("LUX-3238")
    expect(await collected(project, { at: "noon" })).toBe("LUX-9004")
    expect(await collected(project, {}, { LUX_LAKE: "data/lake" })).toBe("LUX-3239")
    project.write({ "lambdas/collect-weather/index.ts": "export const handler = async () => 1" })
    expect(await collected(project)).toBe("LUX-3240 lambdas/collectors.yml")
    project.write({ "lambdas/collect-weather/index.ts": "export const handler =" })
    expect(await collected(project)).toBe("LUX-3236 lambdas/collect-weather/index.ts")
    project.remove("lambdas/collect-weather")
    expect(await collected(project)).toBe("LUX-3235 lambdas/collectors.yml")
    project.remove("lambdas")
    project.remove("models")
    expect(await collected(project)).toBe("LUX-3237")
  }, 60_000)
})

describe("a deployed function", () => {
  const report = { outcome: "partial", collector: "weather" }

  it.each<
    [name: string, status: number, error: string | undefined, body: unknown, expected: string | undefined]
  >([
    ["answers with its report", 200, undefined, "report", undefined],
    ["throws its report", 200, "Unhandled", { errorType: "NotComplete", errorMessage: "report" }, undefined],
    ["fails", 200, "Unhandled", { errorType: "Error", errorMessage: "no memory" }, "LUX-3242"],
    ["is not there", 404, undefined, { Message: "Function not found" }, "LUX-3241"],
  ])(
    "that %s",
    async (_name, status, error, body, expected) => {
      const { address } = await stations()
      const project = weather(address)
      const own = await collected(project, { at })
      const [known] = typeof own === "string" ? [] : own.reports
      const written = JSON.stringify(known satisfies CollectReport | undefined)
      const text = JSON.stringify(body).replace(
        '"report"',
        body === "report" ? written : JSON.stringify(written),
      )
      const asked: string[] = []
      const server = createServer((request, response) => {
        asked.push(request.url ?? "")
        response.writeHead(status, error === undefined ? {} : { "x-amz-function-error": error })
        response.end(text)
      })
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
      onTestFinished(() => void server.close())
      const { port } = server.address() as AddressInfo
      const env = {
        AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}`,
        AWS_REGION: "eu-west-1",
      }
      process.env["AWS_ACCESS_KEY_ID"] ??= "test"
      process.env["AWS_SECRET_ACCESS_KEY"] ??= "test"
      const found = await collected(project, { at, invoke: true }, env)
      if (expected !== undefined) expect(found).toBe(expected)
      else expect(found).toMatchObject({ outcome: "partial", reports: [report] })
      expect(asked).toEqual(["/2015-03-31/functions/p-collect-weather/invocations"])
    },
    60_000,
  )
})

describe("lux lambdas package", () => {
  it("gives the same bytes for the same sources, and a name of its own for others", async () => {
    const zips: string[] = []
    for (const folder of ["one", "two"]) {
      const project = weather("http://127.0.0.1:9")
      const [first] = await lux(project).packageFunctions({ outputDir: folder })
      zips.push(`${first?.file.slice(folder.length + 1)} ${first?.sha256} ${first?.bytes}`)
      expect(readdirSync(join(project.folder, folder)).sort()).toEqual([
        first?.file.slice(folder.length + 1),
        "functions.json",
      ])
      project.write({ "lambdas/collect-weather/index.ts": shown("ts").replace("stations/", "places/") })
      const [other] = await lux(project).packageFunctions({ outputDir: folder })
      expect(other?.file).not.toBe(first?.file)
    }
    expect(zips[1]).toBe(zips[0])
    expect(zips[0]).toMatch(/^collect-weather-[0-9a-f]{16}\.zip /)
  }, 60_000)
})

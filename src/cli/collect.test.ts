/** `lux collect --replay-rejected` through the real command, from the reject to the table. */
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"

const declaration = (address: string, values: string): string => `version: 1
units:
  stations:
    key: station
    items: [{ station: kew }, { station: oslo }]
collectors:
  - name: weather
    function: collect-weather
    schedule: { every: { count: 1, period: hour } }
    units: stations
    settings: { address: ${address} }
    limits: { attempts: 1 }
    writes:
      - source: lake.weather
        key: [id]
        fields:
          - { name: id, data_type: varchar(30), required: true }
          - { name: kind, data_type: varchar(20), values: [${values}] }
`

const collector = `import { collector } from "lux-sql/collect"
import * as z from "zod"

export const handler = collector({
  settings: z.strictObject({ address: z.string() }),
  begin: ({ settings, calls }) => ({
    async *collect({ station }) {
      const url = new URL(settings.address + "/" + station)
      yield { model: "weather", records: await calls.json({ url }, z.array(z.unknown())) }
    },
  }),
})
`

async function stations(): Promise<string> {
  const server = createServer(({ url = "" }, response) => {
    const kinds = url === "/kew" ? ["SUN", "RAIN", "HAIL"] : ["RAIN", "FROGS", undefined]
    const records = kinds.map((kind, at) => ({
      id: at === 2 && url !== "/kew" ? undefined : `${url}${at}`,
      kind,
    }))
    response.end(JSON.stringify(records))
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
}

it("what was rejected is taken when the declaration allows it: once, and the counts add up", async () => {
  const address = await stations()
  const project = temporaryProject({
    "lambdas/collect-weather/index.ts": collector,
    "lambdas/collectors.yml": declaration(address, "SUN"),
    "models/stage.sql": `{{config materialized="stage"}} select id, kind from {{source "lake" "weather"}}`,
    "models/readings.sql": `{{config materialized="incremental" incremental_strategy="append"}} select * from {{ref "stage"}}`,
  })
  symlinkSync(join(repositoryRoot, "node_modules"), join(project.folder, "node_modules"))
  const run = (...args: readonly string[]) => warmLux(args, { cwd: project.folder })
  const collect = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run("collect", ...args, "--output", "json")
    return { code, stderr, report: JSON.parse(stdout) }
  }
  const rejects = () =>
    filesIn(join(project.folder, "data/lake/rejected")).flatMap((path) =>
      JSON.parse(readFileSync(path, "utf8")),
    )

  const first = await collect("weather")
  expect([first.code, first.report.records, first.report.rejected[0].reasons]).toEqual([
    0,
    { weather: 1 },
    {
      'kind: "RAIN" is not declared': 2,
      'kind: "HAIL" is not declared': 1,
      'kind: "FROGS" is not declared': 1,
      "id is missing": 1,
    },
  ])
  const unchanged = await collect("--replay-rejected")
  expect(unchanged.report.replayed).toEqual({ taken: 0, rejected: 5 })

  writeFileSync(join(project.folder, "lambdas/collectors.yml"), declaration(address, "SUN, RAIN, HAIL"))
  const replayed = await collect("--replay-rejected")
  expect([replayed.code, replayed.stderr, replayed.report.replayed, replayed.report.records]).toEqual([
    0,
    "",
    { taken: 3, rejected: 2 },
    { weather: 3 },
  ])
  expect(rejects().map(({ reason }) => reason)).toEqual(['kind: "FROGS" is not declared', "id is missing"])
  const again = await run("collect", "weather", "--replay-rejected")
  expect([again.code, again.stdout]).toEqual([
    0,
    expect.stringContaining("  replayed: 0 taken, 2 still rejected\n"),
  ])

  expect((await run("build")).code).toBe(0)
  expect(await project.query("select id, kind from readings order by id")).toEqual([
    { id: "/kew0", kind: "SUN" },
    { id: "/kew1", kind: "RAIN" },
    { id: "/kew2", kind: "HAIL" },
    { id: "/oslo0", kind: "RAIN" },
  ])
  // As many as the stations answered, and what was rejected is counted once.
  expect(
    await project.query(
      "select metric, sum(value)::int as value from quality.metric where metric in ('collected', 'rejected') group by all order by metric",
    ),
  ).toEqual([
    { metric: "collected", value: 4 },
    { metric: "rejected", value: 5 },
  ])
}, 120_000)

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

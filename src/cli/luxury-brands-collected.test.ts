/** The luxury-brand project on what its own collectors got from the stand-in of the Graph API, hour by hour and at once. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { afterAll, expect, it } from "vitest"
import { createLux } from "../api/index.ts"
import { sized } from "../dev/acceptance.testkit.ts"
import type { FaultRule } from "../dev/instagram/faults.ts"
import { serveInstagram } from "../dev/instagram/instagram-server.ts"

const root = resolve(import.meta.dirname, "../..")
const folder = mkdtempSync(join(tmpdir(), "lux-collected-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const first = Date.parse("2026-01-05T06:00:00Z")
const hours = sized({ suite: 2, whole: 168 })
/** Of the hashtags' ticks, which are five minutes apart. */
const minutes = sized({ suite: [0, 30], whole: [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55] })

it("is the same in every table, and shows its token nowhere", {
  timeout: sized({ suite: 120_000, whole: 7_200_000 }),
}, async () => {
  await using server = await opened()
  const lake = join(folder, "lake")
  const shown: unknown[] = []
  const project = (name: string) =>
    createLux({
      projectDir: root,
      targetPath: join(folder, `${name}.target`),
      env: { ...server.environment, LUX_COLLECT_TO: lake, LUX_DATABASE: join(folder, `${name}.duckdb`) },
    })
  const collect = async (collector: string, minute: number, expected = "complete") => {
    const at = new Date(first + minute * 60_000).toISOString()
    const { outcome, reports } = await project("hourly").collect({ collectors: [collector], at })
    expect(outcome, JSON.stringify(reports)).toBe(expected)
    shown.push(reports)
  }
  for (let hour = 0; hour < hours; hour++) {
    // In the first hour a brand cannot be asked.
    server.fault([...altering, ...(hour === 0 ? [notFound] : [])])
    await collect("accounts", hour * 60, hour === 0 ? "partial" : "complete")
    for (const minute of minutes) await collect("hashtags", hour * 60 + minute)
    await built(project("hourly"))
  }
  // It comes late, when later hours are built.
  server.fault(altering)
  await collect("accounts", 0)
  await built(project("hourly"))
  await built(project("once"))
  expect(await digest("hourly")).toEqual(await digest("once"))
  // The stand-in hides the likes of some posts.
  const [posts] = await query(
    "once",
    "select sum(unrated_media_cnt) as unrated, sum(brand_media_cnt) as posts from analytics.engagement_coverage",
  )
  expect(Number(posts?.["unrated"])).toBeGreaterThan(0)
  expect(Number(posts?.["unrated"])).toBeLessThan(Number(posts?.["posts"]) / 2)

  const token = server.environment["LUX_INSTAGRAM_TOKEN"] ?? "none"
  expect(JSON.stringify(shown)).not.toContain(token)
  expect(filesWith(folder, token)).toEqual([])
})

async function opened() {
  const server = await serveInstagram({ clock: new Date(first) })
  return { ...server, [Symbol.asyncDispose]: () => server.close() }
}

const notFound: FaultRule = { kind: "account-not-found", unit: "dior", endpoint: "business_discovery" }
/** What is wrong with records. */
const altering: readonly FaultRule[] = (
  ["hidden-likes", "unknown-fields", "wrong-types", "no-id", "new-media-type", "short-page"] as const
).map((kind) => ({ kind, probability: 0.05 }))

async function built(lux: ReturnType<typeof createLux>): Promise<void> {
  const { nodes } = await lux.build()
  expect(
    // What is wrong with records may be a warning.
    nodes
      .filter(({ status }) => status !== "ok" && status !== "warn")
      .map(({ label, status }) => `${label} ${status}`),
  ).toEqual([])
}

async function query(name: string, sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(join(folder, `${name}.duckdb`), { access_mode: "READ_ONLY" })
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Every row of every table of the two schemas, whatever the rows' order. */
async function digest(name: string): Promise<Record<string, unknown>> {
  const tables = await query(
    name,
    "select schema_name || '.' || table_name as name from duckdb_tables() where schema_name in ('raw_data', 'analytics') order by name",
  )
  const found: Record<string, unknown> = {}
  for (const { name: table } of tables)
    found[String(table)] = await query(
      name,
      `select count(*) as rows, sum(hash(each)::hugeint) as digest from ${String(table)} as each`,
    )
  return found
}

function filesWith(place: string, text: string): readonly string[] {
  return readdirSync(place, { recursive: true, encoding: "utf8" }).filter((path) => {
    const file = join(place, path)
    return statSync(file).isFile() && readFileSync(file).includes(text)
  })
}

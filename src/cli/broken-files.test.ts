/** What comes of raw files with wrong records: the project at the repository's root on a lake of the generated world. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { warmLux } from "../dev/lux-process.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-broken-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Record = { [key: string]: unknown }

async function lux(
  place: string,
  ...args: readonly string[]
): Promise<{ code: number | null; output: string }> {
  const env = {
    LUX_LAKE: join(place, "lake"),
    LUX_DATABASE: join(place, "lux.duckdb"),
    LUX_TARGET_PATH: join(place, "target"),
    NO_COLOR: "1",
  }
  const { code, stdout, stderr } = await warmLux(args, { env })
  return { code, output: stdout + stderr }
}

const good = join(folder, "good")

beforeAll(async () => {
  expect((await lux(good, "dev", "lake", "--hours", "3", "--folder", join(good, "lake"))).code).toBe(0)
  expect((await lux(good, "build")).code).toBe(0)
}, 60_000)

/** A place with the three good hours built, and one more file whose first record is changed. Tells its path and what it should have been. */
function withWrongFile(
  place: string,
  kind: "brand" | "media",
  change: (first: Record) => readonly Record[],
): { readonly path: string; readonly repaired: string } {
  cpSync(good, place, { recursive: true })
  const day = join(place, "lake", "raw", `${kind}_2024-03-04`)
  const last = readdirSync(day).sort().at(-1) ?? ""
  const [first = {}, ...rest]: Record[] = JSON.parse(readFileSync(join(day, last), "utf8"))
  const path = join(day, last.replace(/_02/, "_03"))
  writeFileSync(path, JSON.stringify([...change(first), ...rest]))
  return { path, repaired: JSON.stringify([first, ...rest]) }
}

/** All rows of some tables, as JSON, by the table. */
async function contents(place: string, tables: readonly string[]): Promise<{ [table: string]: unknown[] }> {
  const instance = await DuckDBInstance.create(join(place, "lux.duckdb"), { access_mode: "READ_ONLY" })
  const connection = await instance.connect()
  try {
    const found: { [table: string]: unknown[] } = {}
    for (const table of tables) {
      const reader = await connection.runAndReadAll(`select * from ${table} order by all`)
      found[table] = reader.getRowObjectsJson()
    }
    return found
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

describe("a raw file with", () => {
  const tables = [
    "raw_data.media",
    "raw_data.brand",
    "analytics.brand_information",
    "analytics.popularity_calculation",
  ]
  it.each([
    {
      what: "a post twice",
      kind: "media",
      change: (first: Record) => [first, first],
      told: ["REJECTED stage       stage_media", "FAIL primary_key_stage_media"],
      check: "primary_key_stage_media_media_id___collected_at",
      goesOn: "OK       incremental raw_data.brand_log",
    },
    {
      what: "a follower count that falls by nine tenths and more",
      kind: "brand",
      change: (first: Record) => [
        { ...first, followers_count: Math.floor(Number(first["followers_count"]) / 20) },
      ],
      told: [
        "REJECTED incremental raw_data.brand_log",
        "FAIL followers_do_not_collapse 1 row",
        "SKIP     incremental raw_data.brand ",
      ],
      check: "followers_do_not_collapse",
      goesOn: "OK       stage       stage_media ",
    },
  ] as const)(
    "$what is caught, nothing of it is published, and once it is repaired the next build is well",
    async (each) => {
      const place = join(folder, each.what.replaceAll(" ", "-"))
      const file = withWrongFile(place, each.kind, each.change)
      const before = await contents(good, tables)
      const { code, output } = await lux(place, "build")
      expect(code).toBe(1)
      for (const told of [...each.told, each.goesOn]) expect(output).toContain(told)
      // What depends on neither the file nor the other kind may have seen nothing new: all of it is as it was.
      for (const table of tables) expect(before[table]?.length, table).toBeGreaterThan(0)
      expect(await contents(place, tables)).toEqual(before)
      const quality = await lux(place, "quality")
      expect(quality.output).toMatch(new RegExp(`FAIL ${each.check} on [\\w.]+\n  1 row; since .*, once`))
      writeFileSync(file.path, file.repaired)
      // What was staged already is staged again on request alone.
      const again = await lux(
        place,
        "build",
        ...(each.kind === "brand" ? ["--full-refresh", "--select", "stage_brand+"] : []),
      )
      expect(again.code, again.output).toBe(0)
      expect((await lux(place, "quality")).output).not.toContain("FAIL ")
    },
    120_000,
  )

  it.each([
    {
      what: "a post without an id",
      change: ({ media_id: _, ...first }: Record) => [first],
      told: 'record 1: reject_if "no post": media_id is null',
    },
    {
      what: "a negative number of likes",
      change: (first: Record) => [{ ...first, like_count: -5 }],
      told: "record 1: check non_negative_stage_media_like_count",
    },
    {
      what: "a text in a number",
      change: (first: Record) => [{ ...first, like_count: "many" }],
      told: 'record 1: like_count: expected bigint, found "many"',
    },
  ])(
    "$what is staged without that record, which arrives once it is repaired",
    async (each) => {
      const place = join(folder, each.what.replaceAll(" ", "-"))
      const file = withWrongFile(place, "media", each.change)
      const rows = async () =>
        (await contents(place, ["raw_data.media_log"]))["raw_data.media_log"]?.length ?? 0
      const { code, output } = await lux(place, "build")
      expect(code, output).toBe(0)
      expect(output).toMatch(/WARN +stage +stage_media .*rows of 1 file; 1 record rejected: /)
      expect(output).toContain(each.told)
      const before = await rows()
      writeFileSync(file.path, file.repaired)
      expect((await lux(place, "build", "--select", "stage_media")).output).toContain("LUX-2204")
      const retried = await lux(place, "retry", "--rejects")
      expect(retried.output).toContain("1 row of 1 record rejected before")
      expect((await lux(place, "build", "--select", "+media_log")).code).toBe(0)
      expect(await rows()).toBe(before + 1)
      expect((await lux(place, "show", "stage_media", "--rejects")).output).toContain("0 rows")
    },
    120_000,
  )
})

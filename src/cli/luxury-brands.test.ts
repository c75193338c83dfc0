/** The project at the repository's root on twelve recorded hours, through the real command. */
import { spawn } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { basename, join, resolve } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { afterAll, beforeAll, expect, it } from "vitest"
import { createLux } from "../api/index.ts"
import { sized } from "../dev/acceptance.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"

const root = resolve(import.meta.dirname, "../..")
const recorded = join(root, "../shared/data/lake")
const expectedFile = join(root, "../shared/data/expected/hours_00_11.json")
const recordedHours = existsSync(expectedFile)

const folder = mkdtempSync(join(tmpdir(), "lux-brands-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface EmbeddedEngine {
  readonly lake: string
  readonly database: string
}

function embeddedEngine(name: string): EmbeddedEngine {
  mkdirSync(join(folder, name), { recursive: true })
  return { lake: join(folder, name, "lake"), database: join(folder, name, "lux.duckdb") }
}

function own(place: EmbeddedEngine): Record<string, string> {
  return { LUX_LAKE: place.lake, LUX_DATABASE: place.database, NO_COLOR: "1" }
}

function environment(place: EmbeddedEngine): NodeJS.ProcessEnv {
  return { ...process.env, ...own(place) }
}

async function lux(
  place: EmbeddedEngine,
  ...args: string[]
): Promise<{ code: number | null; output: string }> {
  const command = [...args, "--target-path", `${place.database}.target`]
  const { code, stdout, stderr } = await warmLux(command, { env: own(place) })
  return { code, output: stdout + stderr }
}

async function build(place: EmbeddedEngine, ...args: string[]): Promise<void> {
  const { code, output } = await lux(place, "build", ...args)
  expect(code, output).toBe(0)
}

/** Puts the raw files of the named hours (0 to 11) into a lake. */
function deliver(place: EmbeddedEngine, hours: readonly number[]): void {
  for (const day of readdirSync(join(recorded, "raw")))
    for (const file of readdirSync(join(recorded, "raw", day))) {
      const hour = Number(/_(\d{2})\d{4}\.json$/.exec(file)?.[1])
      if (hours.includes(hour)) cpSync(join(recorded, "raw", day, file), join(place.lake, "raw", day, file))
    }
}

type Row = Record<string, unknown>

async function query<T>(
  place: EmbeddedEngine,
  read: (ask: (sql: string) => Promise<Row[]>) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(place.database, { access_mode: "READ_ONLY" })
  const connection = await instance.connect()
  try {
    return await read(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson())
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const numbers = (rows: readonly Row[]): Row[] =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value,
      ]),
    ),
  )

/** Everything that the expected figures cover, in their shape. */
async function figures(place: EmbeddedEngine, expected: Expected): Promise<Expected> {
  return query(place, async (ask) => {
    const count = async (relation: string) =>
      Number((await ask(`select count(*) as n from ${relation}`))[0]?.["n"])
    const sum = async (path: string) => {
      const column = path.slice(path.lastIndexOf(".") + 1)
      const relation = path.slice(0, path.lastIndexOf("."))
      return Number((await ask(`select sum(${column}) as n from ${relation}`))[0]?.["n"])
    }
    const mart = async (name: string) =>
      numbers(await ask(`select * from analytics.${name} order by tag_name`))
    return {
      hours: expected.hours,
      rows: Object.fromEntries(
        await Promise.all(Object.keys(expected.rows).map(async (key) => [key, await count(key)])),
      ),
      sums: Object.fromEntries(
        await Promise.all(Object.keys(expected.sums).map(async (key) => [key, await sum(key)])),
      ),
      aggregated_brand_information: await mart("aggregated_brand_information"),
      aggregated_hashtag_search: await mart("aggregated_hashtag_search"),
      popularity_factor: await mart("popularity_factor"),
      popularity_calculation: await mart("popularity_calculation"),
      hashtag_count_top30: numbers(
        await ask(
          "select * from analytics.hashtag_count order by hashtag_frequency desc, related_hashtag limit 30",
        ),
      ),
      upload_time_distribution: numbers(
        await ask(
          "select day_of_week, post_time, count(*) as media from analytics.brand_media_post_time group by all order by all",
        ),
      ),
    }
  })
}

interface Expected {
  readonly hours: string
  readonly rows: Readonly<Record<string, number>>
  readonly sums: Readonly<Record<string, number>>
  readonly [mart: string]: unknown
}

async function rowCounts(place: EmbeddedEngine): Promise<Record<string, number>> {
  return query(place, async (ask) => {
    const tables = await ask(
      "select schema_name || '.' || table_name as name from duckdb_tables() where schema_name in ('raw_data', 'analytics')",
    )
    const counts: Record<string, number> = {}
    for (const { name } of tables)
      counts[String(name)] = Number((await ask(`select count(*) as n from ${String(name)}`))[0]?.["n"])
    return counts
  })
}

/** A digest of every row of every table of the two schemas, whatever the rows' order. */
async function digest(place: EmbeddedEngine): Promise<Record<string, string>> {
  return query(place, async (ask) => {
    const tables = await ask(
      "select schema_name || '.' || table_name as name from duckdb_tables() where schema_name in ('raw_data', 'analytics') order by name",
    )
    const digests: Record<string, string> = {}
    for (const { name } of tables) {
      const [row] = await ask(
        `select count(*) || ' rows ' || sum(hash(each)::hugeint) as digest from ${String(name)} as each`,
      )
      digests[String(name)] = String(row?.["digest"])
    }
    return digests
  })
}

const allHours = Array.from({ length: 12 }, (_, hour) => hour)

const kills = sized({ suite: 8, whole: 20 })

/** Hours as they are delivered: each by itself, in the suite several at once. */
function deliveries(hours: readonly number[]): readonly (readonly number[])[] {
  const atOnce = sized({ suite: 3, whole: 1 })
  return Array.from({ length: hours.length / atOnce }, (_, at) => hours.slice(at * atOnce, (at + 1) * atOnce))
}

needing("the recorded hours of ../shared/data", recordedHours).describe(
  "the luxury-brand project on twelve recorded hours",
  () => {
    const expected: Expected = recordedHours
      ? JSON.parse(readFileSync(expectedFile, "utf8"))
      : { hours: "", rows: {}, sums: {} }
    const atOnce = embeddedEngine("at-once")

    beforeAll(async () => {
      deliver(atOnce, allHours)
      await build(atOnce)
    }, 120_000)

    it("gives every expected figure when all hours come at once", async () => {
      expect(await figures(atOnce, expected)).toEqual(close(expected))
    })

    it("gives every table the columns that dashboards read", async () => {
      const columns = await query(atOnce, (ask) =>
        ask(
          "select schema_name || '.' || table_name as name, string_agg(column_name, ' ' order by column_index) as columns from duckdb_columns() where schema_name in ('raw_data', 'analytics') and not starts_with(column_name, '_') group by 1",
        ),
      )
      const found = Object.fromEntries(columns.map((row) => [String(row["name"]), String(row["columns"])]))
      expect(found).toMatchObject({
        "raw_data.brand":
          "user_id user_name tag_name name profile_picture_url followers_count media_count del_yn updated_at",
        "raw_data.brand_log": "user_id followers_count media_count created_at",
        "raw_data.media":
          "media_id user_id like_count comments_count media_product_type media_type caption permalink media_url ts del_yn created_at updated_at",
        "raw_data.media_log": "media_id user_id like_count comments_count created_at",
        "raw_data.media_hashtag":
          "user_id media_id media_type caption comments_count like_count ts created_at",
        "analytics.brand_basic_info": "tag_name profile_picture_url followers_count user_id",
        "analytics.brand_information":
          "tag_name user_id media_count followers_count updated_at media_id like_count comments_count ts media_type media_product_type engagement engagement_rate post_time day_of_week post_day_of_week",
        "analytics.brand_media_post_time": "ts tag_name post_time day_of_week post_day_of_week",
        "analytics.followers_growth": "tag_name followers_count created_at",
        "analytics.aggregated_brand_information": "tag_name avg_engagement_rate brand_media_cnt",
        "analytics.aggregated_hashtag_search": "tag_name hashtaged_media_cnt",
        "analytics.popularity_factor":
          "tag_name avg_engagement_rate hashtaged_media_cnt followers_count rank_avg_engagement_rate rank_hashtaged_media_cnt rank_followers_count",
        "analytics.popularity_calculation": "tag_name sum_rank popularity_rank",
        "analytics.hashtag_count": "related_hashtag hashtag_frequency",
      })
    })

    it("changes nothing when it is built again", async () => {
      const before = await digest(atOnce)
      await build(atOnce)
      expect(await digest(atOnce)).toEqual(before)
    })

    it.each([
      ["one after another", deliveries(allHours)],
      ["in a random order", deliveries([7, 2, 11, 0, 5, 9, 1, 10, 3, 8, 6, 4])],
    ])(
      "ends in the same tables when the hours come %s",
      async (name, delivered) => {
        const place = embeddedEngine(name.replaceAll(" ", "-"))
        for (const hours of delivered) {
          deliver(place, hours)
          await build(place)
        }
        expect(await figures(place, expected)).toEqual(close(expected))
        expect(await digest(place)).toEqual(await digest(atOnce))
      },
      240_000,
    )

    it("replays every batch into the same tables", async () => {
      const before = await digest(atOnce)
      await build(atOnce, "--full-refresh")
      expect(await digest(atOnce)).toEqual(before)
    })

    it("skips a file that is delivered again at another path, and stops at one whose content changed", async () => {
      const place = embeddedEngine("delivered-twice")
      deliver(place, [0, 1])
      await build(place)
      const before = await digest(place)
      const day = "media_2023-09-02"
      const file = readdirSync(join(place.lake, "raw", day))[0] ?? ""
      cpSync(
        join(place.lake, "raw", day, file),
        join(place.lake, "raw/media/year=2023/month=09/day=02/hour=00", file),
      )
      const again = await lux(place, "build")
      expect(again.code, again.output).toBe(0)
      expect(again.output).toMatch(/1 (file )?(was )?delivered (twice|again)/)
      expect(await digest(place)).toEqual(before)

      cpSync(
        join(place.lake, "raw", day, readdirSync(join(place.lake, "raw", day))[1] ?? ""),
        join(place.lake, "raw", day, file),
      )
      utimesSync(join(place.lake, "raw", day, file), 1, 1)
      const changed = await lux(place, "build")
      expect(changed.code).toBe(1)
      expect(changed.output).toContain(file)
      expect(changed.output).toContain("--full-refresh")
      expect(await digest(place)).toEqual(before)
    }, 60_000)

    it("says which table is stale after its batch was staged again from a changed file, until it is replayed", async () => {
      const place = embeddedEngine("restaged")
      deliver(place, [0, 1])
      await build(place)
      const day = join(place.lake, "raw/media_2023-09-02")
      const [first = "", second = ""] = readdirSync(day).sort()
      cpSync(join(day, second), join(day, first))
      await build(place, "--full-refresh", "--select", "stage_media")
      const stale = await lux(place, "build")
      expect(stale.code).toBe(1)
      expect(stale.output).toContain("LUX-2208")
      expect(stale.output).toContain("lux build --full-refresh --select media+")
      await build(place, "--full-refresh", "--select", "stage_media+")
      await build(place)
      const likes = await query(place, (ask) =>
        ask(
          "select count(distinct likes) as n from (select created_at, sum(like_count) as likes from raw_data.media_log group by 1)",
        ),
      )
      expect(likes).toEqual([{ n: "1" }])
    }, 60_000)

    it("stages a missing batch again, and refuses a full refresh while one is unavailable", async () => {
      const place = embeddedEngine("missing-batch")
      deliver(place, [0, 1])
      await build(place)
      const before = await digest(place)
      const batches = `${place.database.replace(/\.duckdb$/, "")}.batches`
      rmSync(batches, { recursive: true })
      await build(place, "--full-refresh")
      expect(await digest(place)).toEqual(before)

      rmSync(batches, { recursive: true })
      const day = join(place.lake, "raw/media_2023-09-02")
      rmSync(join(day, readdirSync(day)[0] ?? ""))
      const refused = await lux(place, "build", "--full-refresh")
      expect(refused.code).toBe(1)
      expect(refused.output).toContain("stage_media")
      expect((await digest(place))["raw_data.media"]).toEqual(before["raw_data.media"])
    }, 60_000)

    it("never shows another connection a missing, empty or half table while it builds", async () => {
      const place = embeddedEngine("read-without-pause")
      deliver(place, allHours)
      await build(place)
      const rows = await rowCounts(place)
      // The same process must share the instance: two on one file would not see each other.
      const instance = await DuckDBInstance.fromCache(place.database)
      const reader = await instance.connect()
      const lux = createLux({
        projectDir: root,
        targetPath: `${place.database}.target`,
        env: environment(place),
      })
      const seen: string[] = []
      let reads = 0
      let building = true
      const reading = (async () => {
        while (building)
          for (const [table, expectedRows] of Object.entries(rows)) {
            reads++
            try {
              const counted = (await reader.runAndReadAll(`select count(*) from ${table}`)).getRowsJson()
              if (Number(counted[0]?.[0]) !== expectedRows)
                seen.push(`${table} had ${String(counted[0]?.[0])} rows`)
            } catch (error) {
              seen.push(`${table}: ${String(error)}`)
            }
          }
      })()
      for (let round = 0; round < 4; round++) {
        const { nodes } = await lux.execute("build", { fullRefresh: round % 2 === 1 })
        expect(nodes.map((node) => node.status)).not.toContain("error")
      }
      building = false
      await reading
      reader.closeSync()
      instance.closeSync()
      expect(seen).toEqual([])
      expect(reads).toBeGreaterThan(200)
    }, 120_000)

    it("ends in the same tables after being killed again and again", async () => {
      const whole = await digest(atOnce)
      const place = embeddedEngine("killed")
      deliver(place, allHours)
      let seed = 20230902
      const random = (): number => {
        seed = (seed * 1103515245 + 12345) % 2147483648
        return seed / 2147483648
      }
      for (let attempt = 0; attempt < kills; attempt++) {
        if (attempt % (kills / 4) === 0) {
          rmSync(place.database, { force: true })
          rmSync(`${place.database}.wal`, { force: true })
          rmSync(`${place.database.replace(/\.duckdb$/, "")}.batches`, { recursive: true, force: true })
        }
        await killedAfter(place, 150 + random() * 2500)
      }
      await build(place)
      expect(await digest(place)).toEqual(whole)
      expect(await leftovers(place)).toEqual([])
    }, 240_000)
  },
)

/** Rates are compared within 0.0001, everything else exactly. */
function close(value: unknown): unknown {
  if (typeof value === "number" && !Number.isInteger(value)) return expect.closeTo(value, 4)
  if (Array.isArray(value)) return value.map(close)
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, close(each)]))
  return value
}

async function killedAfter(place: EmbeddedEngine, milliseconds: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(root, "dist/lux.js"), "build", "--target-path", `${place.database}.target`],
    {
      cwd: root,
      env: environment(place),
      stdio: "ignore",
    },
  )
  const ended = new Promise((done) => child.once("exit", done))
  const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds)
  await ended
  clearTimeout(timer)
}

async function leftovers(place: EmbeddedEngine): Promise<string[]> {
  const tables = await query(place, (ask) =>
    ask(
      "select table_name as name from duckdb_tables() where table_name like '%candidate%' or table_name like '%rejected%'",
    ),
  )
  const known = await query(place, (ask) => ask("select location from _lux.batch"))
  const kept = new Set(known.map((row) => basename(String(row["location"]))))
  const batches = `${place.database.replace(/\.duckdb$/, "")}.batches`
  const files = readdirSync(batches, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.[a-z]+$/.test(file),
  )
  return [...tables.map((row) => String(row["name"])), ...files.filter((file) => !kept.has(basename(file)))]
}

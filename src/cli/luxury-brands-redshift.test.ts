/**
 * The marts on Redshift, with what stands in for it, over raw tables that come through COPY. How the raw tables come about is
 * not tested here.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createLux } from "../api/index.ts"
import type { Lux } from "../api/types.ts"
import { objectStore } from "../dev/redshift/object-store.ts"
import { type ObjectStoreProcess, startObjectStore } from "../dev/redshift/object-store-process.ts"
import { type RedshiftServer, startRedshiftServer } from "../dev/redshift/redshift-server.ts"

const root = resolve(import.meta.dirname, "../..")
const recorded = join(root, "../shared/data/lake")
const expectedFile = join(root, "../shared/data/expected/hours_00_11.json")
const isThere = existsSync(expectedFile)
if (!isThere) console.warn("skipped: the recorded hours are not on this machine (../shared/data)")

const folder = mkdtempSync(join(tmpdir(), "lux-brands-redshift-"))
const marts = [
  "brand_basic_info",
  "brand_information",
  "brand_media_post_time",
  "followers_growth",
  "aggregated_brand_information",
  "aggregated_hashtag_search",
  "hashtag_count",
  "popularity_factor",
  "popularity_calculation",
]
const env = (): Record<string, string> => ({
  LUX_LAKE: join(folder, "lake"),
  LUX_DATABASE: join(folder, "lux.duckdb"),
  LUX_REDSHIFT_WORKGROUP: "brands",
  LUX_REDSHIFT_REGION: "eu-west-1",
  LUX_REDSHIFT_ENDPOINT: server.endpoint,
})
let server: RedshiftServer
let store: ObjectStoreProcess

function luxOf(target: string): Lux {
  return createLux({ projectDir: root, target, targetPath: join(folder, "target", target), env: env() })
}

async function rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await luxOf("prod").show({ inline: sql, limit: -1 })).rows
}

describe.runIf(isThere)("the luxury-brand project on Redshift", () => {
  const expected = isThere ? JSON.parse(readFileSync(expectedFile, "utf8")) : {}

  beforeAll(async () => {
    process.env["AWS_ACCESS_KEY_ID"] ??= "test"
    process.env["AWS_SECRET_ACCESS_KEY"] ??= "test"
    store = await startObjectStore(["lake"])
    server = await startRedshiftServer({ objectStore: store })
    for (const day of readdirSync(join(recorded, "raw")))
      for (const file of readdirSync(join(recorded, "raw", day)))
        if (Number(/_(\d{2})\d{4}\.json$/.exec(file)?.[1]) < 12)
          cpSync(join(recorded, "raw", day, file), join(folder, "lake", "raw", day, file))
    const staged = await luxOf("dev").execute("build")
    expect(staged.nodes.filter(({ status }) => status !== "ok").map(({ message }) => message)).toEqual([])
    await copyRawTables()
  }, 240_000)

  afterAll(async () => {
    await server?.stop()
    await store?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it("gives the expected figures, from the author's own text inside lux's statement", async () => {
    const built = await luxOf("prod").execute("build", {
      select: ["path:models/marts", "path:seeds"],
    })
    expect(
      built.nodes.filter(({ status }) => status !== "ok").map(({ label, message }) => [label, message]),
    ).toEqual([])

    // Models that are published together read the new versions of each other.
    const sent = server.calls().flatMap((call) => [call, ...call.parts].map(({ sql }) => sql))
    for (const mart of marts) {
      const authored = readFileSync(
        join(folder, "target/prod/compiled/luxury_brands/models/marts", `${mart}.sql`),
        "utf8",
      ).trimEnd()
      expect([mart, sent.some((sql) => sql.replaceAll("__lux_candidate", "").includes(authored))]).toEqual([
        mart,
        true,
      ])
    }

    const counts: Record<string, number> = {}
    for (const relation of Object.keys(expected.rows))
      counts[relation] = Number((await rows(`select count(*) as n from ${relation}`))[0]?.["n"])
    expect(counts).toEqual(expected.rows)
    for (const mart of [
      "popularity_factor",
      "popularity_calculation",
      "aggregated_brand_information",
      "aggregated_hashtag_search",
    ])
      expect(numbers(await rows(`select * from analytics.${mart} order by tag_name`))).toEqual(
        numbers(expected[mart]),
      )
    expect(
      numbers(
        await rows(
          "select top 30 related_hashtag, hashtag_frequency from analytics.hashtag_count order by hashtag_frequency desc, related_hashtag",
        ),
      ),
    ).toEqual(numbers(expected.hashtag_count_top30))
    expect(
      numbers(
        await rows(
          "select day_of_week, post_time, count(*) as media from analytics.brand_media_post_time group by 1, 2 order by 1, 2",
        ),
      ),
    ).toEqual(numbers(expected.upload_time_distribution))
  }, 240_000)
})

/** Decimals come as texts, and are compared as numbers of four places. */
function numbers(found: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown>[] {
  return found.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const isNumber =
          typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value))
        return [name, isNumber ? Math.round(Number(value) * 1e4) / 1e4 : value]
      }),
    ),
  )
}

/** The raw tables as they were built on DuckDB, through files of the object store. */
async function copyRawTables(): Promise<void> {
  const instance = await DuckDBInstance.create(env()["LUX_DATABASE"], { access_mode: "READ_ONLY" })
  const connection = await instance.connect()
  const objects = objectStore(store)
  const { openWarehouse } = await import("../warehouse/open.ts")
  const warehouse = await openWarehouse(target(), { threads: 1, lockTimeoutSeconds: 0, settings: [] })
  try {
    const tables = await connection.runAndReadAll(
      "select table_name, list(column_name || ' ' || case data_type when 'VARCHAR' then 'varchar(65535)' else data_type end order by column_index) as columns from duckdb_columns() where schema_name = 'raw_data' and table_name <> 'known_brands' group by all",
    )
    await warehouse.withSession(async (session) => {
      await session.run("create schema if not exists raw_data")
      for (const { table_name: table, columns } of tables.getRowObjectsJson()) {
        const file = join(folder, `${table}.csv`)
        await connection.run(`copy raw_data.${table} to '${file}' (header false, nullstr '\\N')`)
        await objects.put(`s3://lake/${table}.csv`, readFileSync(file))
        await session.run(
          `create table raw_data.${table} (${Array.isArray(columns) ? columns.join(", ") : ""})`,
        )
        await session.run(
          `copy raw_data.${table} from 's3://lake/${table}.csv' iam_role 'arn:aws:iam::123456789012:role/lux' format as csv`,
        )
      }
    })
  } finally {
    objects.close()
    await warehouse.close()
    connection.closeSync()
    instance.closeSync()
  }
}

function target() {
  return {
    name: "prod",
    type: "redshift",
    schema: "public",
    schemaPrefix: "",
    threads: 1,
    batches: "",
    place: { file: "lux_project.yml", line: 1, column: 1 },
    statementTimeout: undefined,
    queryGroup: undefined,
    iamRole: undefined,
    database: "dev",
    connection: {
      kind: "data-api",
      clusterId: undefined,
      workgroup: "brands",
      dbUser: undefined,
      secretArn: undefined,
      region: "eu-west-1",
      endpoint: server.endpoint,
    },
  } as const
}

/**
 * The project on Redshift, with what stands in for it: raw files in an object store are staged as batches there, which COPY
 * loads into the raw tables that the marts are made of.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { createLux } from "../api/index.ts"
import type { Lux } from "../api/types.ts"
import { needing } from "../dev/needing.testkit.ts"
import { objectStore } from "../dev/redshift/object-store.ts"
import { type ObjectStoreProcess, startObjectStore } from "../dev/redshift/object-store-process.ts"
import { type RedshiftServer, startRedshiftServer } from "../dev/redshift/redshift-server.ts"
import { numbers } from "./figures.testkit.ts"

const root = resolve(import.meta.dirname, "../..")
const recorded = join(root, "../shared/data/lake")
const expectedFile = join(root, "../shared/data/expected/hours_00_11.json")
const isThere = existsSync(expectedFile)

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
  LUX_LAKE: "s3://lake",
  LUX_BATCHES: "s3://batches/luxury_brands",
  AWS_ENDPOINT_URL_S3: store.endpoint,
  LUX_REDSHIFT_WORKGROUP: "brands",
  LUX_SPARK_RUN_ON: "none",
  LUX_REDSHIFT_REGION: "eu-west-1",
  LUX_REDSHIFT_ENDPOINT: server.endpoint,
})
let server: RedshiftServer
let store: ObjectStoreProcess

function lux(): Lux {
  return createLux({ projectDir: root, target: "prod", targetPath: join(folder, "target"), env: env() })
}

async function rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await lux().show({ inline: sql, limit: -1 })).rows
}

needing("the recorded hours of ../shared/data", isThere).describe(
  "the luxury-brand project on Redshift",
  () => {
    const expected = isThere ? JSON.parse(readFileSync(expectedFile, "utf8")) : {}

    beforeAll(async () => {
      store = await startObjectStore(["lake", "batches"])
      process.env["AWS_ACCESS_KEY_ID"] = store.accessKeyId
      process.env["AWS_SECRET_ACCESS_KEY"] = store.secretAccessKey
      server = await startRedshiftServer({ objectStore: store })
    }, 240_000)

    afterAll(async () => {
      await server?.stop()
      await store?.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    it("gives the expected figures, from the author's own text inside lux's statement", async () => {
      for (const [from, to] of [
        [0, 7],
        [7, 12],
      ] as const) {
        await putHours(from, to)
        await build()
      }
      // Once more, with nothing new: what is there is not loaded again.
      await build()
      const loads = await rows(
        "select relation, count(*) as n, count(distinct batch_id) as batches from _lux.batch_load group by 1 order by 1",
      )
      expect(loads).toEqual(
        ["brand", "brand_log", "media", "media_hashtag", "media_log"].map((table) => ({
          relation: `raw_data.${table}`,
          n: 2,
          batches: 2,
        })),
      )

      // Models that are published together read the new versions of each other.
      const sent = server.calls().flatMap((call) => [call, ...call.parts].map(({ sql }) => sql))
      for (const mart of marts) {
        const authored = readFileSync(
          join(folder, "target/compiled/luxury_brands/models/marts", `${mart}.sql`),
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
  },
)

/** Files of these hours of the day, as the collectors write them. */
async function putHours(from: number, to: number): Promise<void> {
  const objects = objectStore(store)
  for (const day of readdirSync(join(recorded, "raw")))
    for (const file of readdirSync(join(recorded, "raw", day))) {
      const hour = Number(/_(\d{2})\d{4}\.json$/.exec(file)?.[1])
      if (hour >= from && hour < to)
        await objects.put(`s3://lake/raw/${day}/${file}`, readFileSync(join(recorded, "raw", day, file)))
    }
  objects.close()
}

async function build(): Promise<void> {
  const { nodes } = await lux().execute("build", {})
  expect(nodes.filter(({ status }) => status !== "ok").map(({ label, message }) => [label, message])).toEqual(
    [],
  )
}

/** The project on Postgres: its marts are written in Redshift's SQL, and translated. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { createLux } from "../api/index.ts"
import { needing } from "../dev/needing.testkit.ts"
import { type PostgresProcess, startPostgres } from "../dev/redshift/postgres-process.ts"
import { numbers } from "./figures.testkit.ts"

const root = resolve(import.meta.dirname, "../..")
const recorded = join(root, "../shared/data/lake/raw")
const expectedFile = join(root, "../shared/data/expected/hours_00_11.json")
const isThere = existsSync(expectedFile)

const folder = mkdtempSync(join(tmpdir(), "lux-brands-postgres-"))
let postgres: PostgresProcess

needing("the recorded hours of ../shared/data", isThere).describe(
  "the luxury-brand project on Postgres",
  () => {
    beforeAll(async () => {
      postgres = await startPostgres()
      for (const part of ["models", "tests", "macros", "seeds", "lambdas/collectors.yml"])
        cpSync(join(root, part), join(folder, part), { recursive: true })
      const { host, user, database } = postgres
      const written = readFileSync(join(root, "lux_project.yml"), "utf8")
      const target = `targets:\n  ci: {type: postgres, host: ${host}, user: ${user}, database: ${database}, threads: 4}\n`
      writeFileSync(
        join(folder, "lux_project.yml"),
        written
          .replace("target: dev\n", "target: ci\n")
          .replace(/^targets:\n(?: .*\n|\n)*(?=\w)/m, `${target}\n`),
      )
      for (const day of readdirSync(recorded))
        for (const file of readdirSync(join(recorded, day)))
          if (Number(/_(\d{2})\d{4}\.json$/.exec(file)?.[1]) < 12)
            cpSync(join(recorded, day, file), join(folder, "lake/raw", day, file))
    }, 60_000)

    afterAll(async () => {
      await postgres?.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    it("gives the expected figures", async () => {
      const lux = () => createLux({ projectDir: folder, env: { LUX_LAKE: join(folder, "lake") } })
      const { nodes } = await lux().execute("build")
      expect(
        nodes.filter(({ status }) => status !== "ok").map(({ label, message }) => [label, message]),
      ).toEqual([])
      const expected = JSON.parse(readFileSync(expectedFile, "utf8"))
      const rows = async (inline: string) => numbers((await lux().show({ inline, limit: -1 })).rows)
      for (const mart of [
        "popularity_factor",
        "popularity_calculation",
        "aggregated_brand_information",
        "aggregated_hashtag_search",
      ])
        expect(await rows(`select * from analytics.${mart} order by tag_name`)).toEqual(
          numbers(expected[mart]),
        )
      expect(
        await rows(
          "select top 30 related_hashtag, hashtag_frequency from analytics.hashtag_count order by hashtag_frequency desc, related_hashtag",
        ),
      ).toEqual(numbers(expected.hashtag_count_top30))
    }, 240_000)
  },
)

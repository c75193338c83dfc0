/** The marts of the project at the repository's root, read while they are rebuilt: no query mixes two runs. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { expect, it, onTestFinished } from "vitest"
import { createLux } from "../api/index.ts"
import { sized } from "../dev/acceptance.testkit.ts"
import { lux as luxProcess, repositoryRoot } from "../dev/lux-process.testkit.ts"

const rebuilds = sized({ suite: 20, whole: 100 })

/** Each rebuild has other numbers of followers; of one run both marts have the same. */
const mixed = `
  select count(*)
  from analytics.brand_basic_info as info
  full join analytics.popularity_factor as factor on factor.tag_name = info.tag_name
  where factor.followers_count is distinct from info.followers_count`

it("a reader of two marts sees no two runs mixed while they are rebuilt again and again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-together-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const env = { ...process.env, LUX_LAKE: join(folder, "lake"), LUX_DATABASE: join(folder, "lux.duckdb") }
  const { code } = await luxProcess(["dev", "lake", "--hours", "2", "--folder", env.LUX_LAKE])
  expect(code).toBe(0)
  const lux = createLux({ projectDir: repositoryRoot, targetPath: join(folder, "target"), env })
  expect((await lux.build({ excludeResourceTypes: ["unit_test"] })).success).toBe(true)

  // The same process must share the instance: two on one file would not see each other.
  const instance = await DuckDBInstance.fromCache(env.LUX_DATABASE)
  const [reader, writer] = [await instance.connect(), await instance.connect()]
  const followers = async () =>
    String(
      (await reader.runAndReadAll("select sum(followers_count) from analytics.popularity_factor")).getRows(),
    )
  const before = await followers()
  let building = true
  let reads = 0
  const wrong = new Set<string>()
  const reading = (async () => {
    while (building) {
      reads++
      try {
        const [[rows] = []] = (await reader.runAndReadAll(mixed)).getRowsJson()
        if (Number(rows) !== 0) wrong.add("two runs were mixed")
      } catch (error) {
        wrong.add(String(error))
      }
    }
  })()
  try {
    for (let round = 0; round < rebuilds; round++) {
      await writer.run("update raw_data.brand set followers_count = followers_count + 1")
      const { success } = await lux.build({ select: ["tag:marts"], excludeResourceTypes: ["unit_test"] })
      expect(success).toBe(true)
    }
  } finally {
    building = false
    await reading
  }
  expect([...wrong]).toEqual([])
  expect(reads).toBeGreaterThan(rebuilds)
  expect(Number(await followers()) - Number(before)).toBe(11 * rebuilds)
  for (const connection of [reader, writer]) connection.closeSync()
  instance.closeSync()
}, 300_000)

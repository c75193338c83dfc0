/** The numbers of dashboards' pages over the recorded hours: those of SQL on the warehouse, whatever is filtered. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { afterAll, beforeAll, expect, it } from "vitest"
import { createLux } from "../api/index.ts"
import { repositoryRoot } from "../dev/lux-process.testkit.ts"
import { needingShared, sharedFile } from "../dev/needing.testkit.ts"
import type { DashboardData, TileData } from "../site/dashboards/dashboard-data.ts"
import { readState } from "../site/dashboards/dashboard-state.ts"
import { tileRows } from "../site/dashboards/tile-rows.ts"
import type { SiteIndex } from "../site/data.ts"

needingShared("data/lake").describe("the pages of dashboards over the recorded hours", () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-pages-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const lux = () =>
    createLux({
      projectDir: repositoryRoot,
      targetPath: join(folder, "target"),
      env: { LUX_LAKE: sharedFile("data/lake"), LUX_DATABASE: join(folder, "lux.duckdb") },
    })
  const pages = new Map<string, DashboardData>()
  beforeAll(async () => {
    expect((await lux().run()).success).toBe(true)
    await lux().generateDocs({})
    const part = <Part>(name: string) => readPart<Part>(join(folder, "target/site/data", `${name}.js`))
    for (const [at, { name }] of part<SiteIndex>("index").dashboards.entries())
      pages.set(name, part<DashboardData>(`dashboard-${at}`))
  }, 180_000)

  it("each tile has the rows of lux show --tile, in its order", async () => {
    const page = pages.get("popularity")
    const tiles = page?.tiles.filter(({ model }) => model !== undefined) ?? []
    expect(tiles.length).toBeGreaterThanOrEqual(3)
    for (const { name } of tiles) {
      const { rows } = await lux().show({ tile: `popularity.${name}`, limit: -1 })
      expect(numbers(page, name, ""), name).toEqual(rows.map((row) => values(Object.values(row))))
    }
  })

  const posts = "from analytics.brand_information where "
  const brandsOnce = (where: string) =>
    `(select tag_name, max(followers_count) as f, max(media_count) as m ${posts}${where} group by tag_name)`

  it.each([
    ["", "true"],
    ["brand=is:chanel&brand=is:dior", "tag_name in ('chanel', 'dior')"],
    ["weekday=is:Friday", "post_day_of_week = 'Friday'"],
    ["upload_hour=from:10&upload_hour=to:14", "post_time between 10 and 14"],
    [
      "upload_date=from:2023-08-28&upload_date=to:2023-08-30",
      "cast(ts as date) between date '2023-08-28' and date '2023-08-30'",
    ],
    [
      "upload_date=to:2023-08-20&brand=is:gucci&upload_hour=from:12",
      "cast(ts as date) <= date '2023-08-20' and tag_name = 'gucci' and post_time >= 12",
    ],
    ["weekday=not:Friday&brand=not:ysl", "post_day_of_week <> 'Friday' and tag_name <> 'ysl'"],
    ["brand=is:nobody", "false"],
    ["click.brand_followers=tag_name%3Dis%253Aprada", "tag_name = 'prada'"],
    ["click.heat_map=day_of_week%3Dis%253A6%26post_time%3Dis%253A12", "day_of_week = 6 and post_time = 12"],
  ])("with %s each tile has the numbers of SQL that is written apart", async (params, where) => {
    const page = pages.get("detailed_analysis")
    const state = params.startsWith("click.") ? params.slice(6, params.indexOf("=")) : ""
    const asked: Readonly<Record<string, string>> = {
      brand_followers: `select tag_name, f from ${brandsOnce(where)} order by f desc, tag_name`,
      posts: `select sum(m) from ${brandsOnce(where)}`,
      followers: `select sum(f) from ${brandsOnce(where)}`,
      post_types: `select media_type, count(distinct media_id) as n ${posts}${where} group by 1 order by n desc, 1`,
      engaging_types: `select media_type, avg(engagement_rate) as r, sum(engagement) ${posts}${where} group by 1 order by r desc nulls last, 1`,
      video_types: `select media_product_type, count(distinct media_id) ${posts}${where} and media_type = 'VIDEO' group by 1 order by 2 desc, 1`,
      brand_table: `select tag_name, max(followers_count) as f, max(media_count), avg(like_count), avg(comments_count), avg(engagement_rate) ${posts}${where} group by 1 order by f desc, 1`,
      daily_rate: `select cast(ts as date) as d, tag_name, avg(engagement_rate), count(distinct media_id) ${posts}${where} group by 1, 2 order by 1, 2`,
      upload_activity: `select cast(ts as date) as d, tag_name, count(distinct media_id) ${posts}${where} group by 1, 2 order by 1, 2`,
      heat_map: `select day_of_week, post_time, count(distinct media_id) ${posts}${where} group by 1, 2 order by 1, 2`,
    }
    expect(Object.keys(asked).sort()).toEqual(page?.tiles.map(({ name }) => name).sort())
    const instance = await DuckDBInstance.create(join(folder, "lux.duckdb"), { access_mode: "READ_ONLY" })
    const connection = await instance.connect()
    try {
      for (const [tile, sql] of Object.entries(asked)) {
        if (tile === state) continue
        const rows = (await connection.runAndReadAll(sql)).getRowsJson()
        expect(numbers(page, tile, params), tile).toEqual(rows.map(values))
      }
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  })

  it("the heat map has a cell for each hour of each weekday, also where nothing was posted", () => {
    const rows = rowsOf(pages.get("detailed_analysis"), "heat_map", "brand=is:celine")
    expect(rows.length).toBe(7 * 24)
    expect(rows.filter(({ metrics }) => metrics[0] === 0).length).toBeGreaterThan(100)
  })
})

/** Those of the tile, without the rows that only fill it. */
function numbers(data: DashboardData | undefined, name: string, params: string): readonly string[] {
  return rowsOf(data, name, params, false).map(({ dimensions, metrics }) =>
    values([...dimensions, ...metrics]),
  )
}

function rowsOf(data: DashboardData | undefined, name: string, params: string, fill = true) {
  const tile = data?.tiles.find((each) => each.name === name)
  const model = data?.models[tile?.model ?? -1]
  if (data === undefined || tile === undefined || model === undefined) throw new Error(`no tile ${name}`)
  const asked: TileData = fill ? tile : { ...tile, fill: false }
  const others = data.tiles.map((each) => (each === tile ? asked : each))
  const page = { ...data, tiles: others }
  return tileRows(asked, model, page, readState(new URLSearchParams(params), page)).rows
}

/** Sums of doubles in another order differ in the last digits. */
function values(row: readonly unknown[]): string {
  return row
    .map((value) =>
      value === null || value === "" || Number.isNaN(Number(value))
        ? String(value)
        : Number(value).toPrecision(12),
    )
    .join(" ")
}

function readPart<Part>(file: string): Part {
  let found: Part | undefined
  const read = new Function("luxData", readFileSync(file, "utf8"))
  read((_: string, text: string) => {
    found = JSON.parse(text)
  })
  if (found === undefined) throw new Error(`${file} has no data`)
  return found
}

/** The numbers of dashboards' pages over the recorded hours: those of SQL on the warehouse, whatever is filtered. */
import { beforeAll, expect, it } from "vitest"
import { needingShared } from "../dev/needing.testkit.ts"
import type { DashboardData } from "../site/dashboards/dashboard-data.ts"
import { pagesIn, rowsOnPage, rowText } from "../site/dashboards/page-rows.testkit.ts"
import { recordedHours } from "./luxury-dashboards.testkit.ts"

needingShared("data/lake").describe("the pages of dashboards over the recorded hours", () => {
  const { target, lux, querying } = recordedHours("lux-pages-")
  let pages: ReadonlyMap<string, DashboardData> = new Map()
  beforeAll(async () => {
    await lux().generateDocs({})
    pages = pagesIn(target)
  }, 60_000)

  it("each tile has the rows of lux show --tile, in its order", async () => {
    const page = pages.get("popularity")
    const tiles = page?.tiles.filter(({ model }) => model !== undefined) ?? []
    expect(tiles.length).toBeGreaterThanOrEqual(3)
    for (const { name } of tiles) {
      const { rows } = await lux().show({ tile: `popularity.${name}`, limit: -1 })
      expect(numbers(page, name, ""), name).toEqual(rows.map((row) => rowText(Object.values(row))))
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
    await querying(async (query) => {
      for (const [tile, sql] of Object.entries(asked)) {
        if (tile === state) continue
        const rows = await query(sql)
        expect(numbers(page, tile, params), tile).toEqual(rows.map((row) => rowText(Object.values(row))))
      }
    })
  })

  it("the heat map has a cell for each hour of each weekday, also where nothing was posted", () => {
    const rows = rowsOnPage(pages.get("detailed_analysis"), "heat_map", {
      params: "brand=is:celine",
      fill: true,
    })
    expect(rows.length).toBe(7 * 24)
    expect(rows.filter(({ metrics }) => metrics[0] === 0).length).toBeGreaterThan(100)
  })
})

/** Those of the tile, without the rows that only fill it. */
function numbers(data: DashboardData | undefined, name: string, params: string): readonly string[] {
  return rowsOnPage(data, name, { params }).map(({ dimensions, metrics }) =>
    rowText([...dimensions, ...metrics]),
  )
}

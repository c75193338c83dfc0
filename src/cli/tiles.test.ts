/** The numbers of the dashboards' tiles over the recorded hours, equal to those that SQL written apart gives. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { needingShared, sharedFile } from "../dev/needing.testkit.ts"
import { sqlOfDashboard } from "../looker/lookml-sql.testkit.ts"
import { parseLookml } from "../looker/parse-lookml.ts"
import { recordedHours } from "./luxury-dashboards.testkit.ts"

const expectedFile = "data/expected/tiles_00_11.json"

/** Of each figure the tile, and which column of the tile each column of the figure is. */
const tiles: readonly (readonly [figure: string, tile: string, columns: Readonly<Record<string, string>>])[] =
  [
    ["pyramid", "popularity.pyramid", { tag_name: "tag_name", popularity_rank: "popularity" }],
    [
      "index_ranks",
      "popularity.index_ranks",
      {
        tag_name: "tag_name",
        media: "media_index",
        follower: "follower_index",
        community: "community_index",
      },
    ],
    [
      "hashtags_top20_without_searched",
      "popularity.related_hashtags",
      { related_hashtag: "related_hashtag", hashtag_frequency: "related_hashtag_posts" },
    ],
    [
      "brand_followers",
      "detailed_analysis.brand_followers",
      { tag_name: "tag_name", followers_count: "followers" },
    ],
    ["posts_all_brands", "detailed_analysis.posts", { posts: "brand_posts" }],
    ["post_types", "detailed_analysis.post_types", { media_type: "media_type", posts: "collected_posts" }],
    [
      "engaging_types",
      "detailed_analysis.engaging_types",
      { media_type: "media_type", rate: "average_engagement_rate", total: "total_engagement" },
    ],
    [
      "video_types",
      "detailed_analysis.video_types",
      { media_product_type: "media_product_type", posts: "video_posts" },
    ],
    [
      "brand_table",
      "detailed_analysis.brand_table",
      {
        tag_name: "tag_name",
        followers: "followers",
        posts: "brand_posts",
        likes: "average_likes",
        comments: "average_comments",
        rate: "average_engagement_rate",
      },
    ],
    [
      "daily_rate",
      "detailed_analysis.daily_rate",
      { tag_name: "tag_name", d: "ts__day", rate: "average_engagement_rate", posts: "collected_posts" },
    ],
    [
      "heat_map",
      "detailed_analysis.heat_map",
      { day_of_week: "day_of_week", post_time: "post_time", posts: "collected_posts" },
    ],
  ]

needingShared(expectedFile, "data/lake").describe("tiles over the recorded hours", () => {
  const { folder, lux, querying } = recordedHours("lux-tiles-")
  const figures: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = JSON.parse(
    readFileSync(sharedFile(expectedFile), "utf8"),
  )

  it("has each figure", () => {
    expect(tiles.map(([figure]) => figure).sort()).toEqual(Object.keys(figures).sort())
  })

  it.each(tiles)("%s is what %s shows", async (figure, tile, columns) => {
    const { rows } = await lux().show({ tile, limit: -1 })
    const expected = figures[figure] ?? []
    const isTop = figure.includes("top20")
    const shown = sorted(isTop ? rows.slice(0, expected.length) : rows, Object.values(columns))
    const due = sorted(expected, Object.keys(columns))
    expect(shown.length).toBe(due.length)
    for (const [index, row] of due.entries())
      for (const [name, column] of Object.entries(columns)) {
        const value = shown[index]?.[column]
        const within = tolerance[name]
        if (within === undefined)
          expect(String(value).slice(0, 30), `${name} of row ${index}`).toBe(String(row[name]))
        else
          expect(Math.abs(Number(value) - Number(row[name])), `${name} of row ${index}`).toBeLessThanOrEqual(
            within,
          )
      }
  })

  it("the LookML of each tile, as SQL, gives the same numbers", async () => {
    const output = join(folder, "looker")
    await lux().generateLooker({ output })
    const read = (path: string): string => readFileSync(join(output, path), "utf8")
    const views = readdirSync(join(output, "views")).flatMap((path) =>
      parseLookml({ path, text: read(`views/${path}`) }),
    )
    const queries = ["popularity", "detailed_analysis"].flatMap((dashboard) =>
      [...sqlOfDashboard(read(`dashboards/${dashboard}.dashboard.lookml`), views)].map(
        ([name, sql]) => [`${dashboard}.${name}`, sql] as const,
      ),
    )
    expect(queries.map(([name]) => name)).toEqual(
      expect.arrayContaining([...tiles.map(([, tile]) => tile), "detailed_analysis.upload_activity"]),
    )
    const looker = new Map<string, readonly Row[]>()
    await querying(async (query) => {
      for (const [name, sql] of queries) looker.set(name, await query(sql))
    })
    for (const [name] of queries) {
      const { rows } = await lux().show({ tile: name, limit: -1 })
      expect(values(looker.get(name) ?? []), name).toEqual(values(rows))
    }
  }, 120_000)
})

/** The figures have rates to four decimals and averages to two. */
const tolerance: Readonly<Record<string, number>> = { rate: 0.0001, likes: 0.005, comments: 0.005 }

type Row = Readonly<Record<string, unknown>>

/** By the columns that tell the rows apart, which go first. */
function sorted(rows: readonly Row[], columns: readonly string[]): readonly Row[] {
  const key = (row: Row): string =>
    columns
      .slice(0, 2)
      .map((column) => String(row[column]))
      .join(" ")
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** Sums of doubles in another order differ in the last digits. */
function values(rows: readonly Row[]): readonly string[] {
  return rows
    .map((row) =>
      Object.values(row)
        .map((value) => (Number.isNaN(Number(value)) ? String(value) : Number(value).toPrecision(12)))
        .join(" "),
    )
    .sort()
}

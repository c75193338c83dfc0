/** `lux show --metric` and `--tile` give the same numbers on every warehouse, and so do the pages of dashboards. */
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { pagesIn, rowsOnPage, rowText } from "../../site/dashboards/page-rows.testkit.ts"
import { everyWarehouse, sharedNetwork } from "./every-warehouse.testkit.ts"
import { networkProject } from "./network-project.testkit.ts"

const network = sharedNetwork()

const files = {
  "seeds/given.csv": `brand,followers,media_id,media_type,likes,ts,price,is_new,user_id,share
a,100,m1,IMAGE,10,2024-03-01 10:00:00,1.10,true,9007199254740993,0.5
a,100,m2,VIDEO,30,2024-03-01 11:00:00.25,2.25,false,9007199254740992,0.25
b,7,m3,VIDEO,5,2024-03-02 10:00:00,0.05,,17841401234567890,
b,7,m4,,,2024-03-05 23:00:00,,true,17841401234567891,-1.5
`,
  "seeds/given.yml": `seeds:
  - name: given
    config:
      column_types: {brand: varchar(10), followers: bigint, media_id: varchar(10), media_type: varchar(10), likes: bigint, ts: timestamp, price: 'decimal(18,2)', is_new: boolean, user_id: bigint, share: double precision}
`,
  "models/posts.sql":
    '{{config materialized="table"}}select brand, followers, media_id, media_type, likes, ts, cast(ts as date) as day, price, is_new, user_id, share from {{ref "given"}}',
  "models/posts.yml": `models:
  - name: posts
    agg_time_dimension: ts
    metrics:
      - { name: posts, agg: count, expr: 1 }
      - { name: videos, agg: count_distinct, expr: media_id, filter: media_type = 'VIDEO' }
      - { name: total_followers, agg: sum, expr: followers, per: brand }
      - { name: total_likes, agg: sum, expr: likes }
      - { name: average_likes, agg: average, expr: likes }
      - { name: fewest, agg: min, expr: likes }
      - { name: most, agg: max, expr: likes }
      - { name: total_price, agg: sum, expr: price }
      - { name: average_share, agg: average, expr: share }
      - { name: users, agg: count_distinct, expr: user_id }
      - { name: newest_time, agg: max, expr: ts }
      - { name: first_day, agg: min, expr: day }
      - { name: likes_per_follower, type: ratio, numerator: total_likes, denominator: total_followers }
`,
  "models/dashboards.yml": `dashboards:
  - name: d
    owner: { name: Ada }
    model: ref('posts')
    filters:
      - { name: user, field: user_id }
      - { name: fresh, field: is_new }
      - { name: at, field: ts, control: date_range }
      - { name: day, field: ts__day, control: date_range }
      - { name: cost, field: price, control: range }
    tiles:
      - { name: values, chart: table, by: [is_new, user_id], metrics: [total_price, average_share, users, newest_time, first_day], layout: { row: 20, column: 0, width: 12, height: 4 } }
      - { name: moments, chart: table, by: [ts, day, price], metrics: [likes_per_follower, total_followers], sort: -price, layout: { row: 24, column: 0, width: 12, height: 4 } }
      - { name: weeks, chart: table, by: [metric_time__week, day__month, ts__hour], metrics: [most, fewest], layout: { row: 28, column: 0, width: 12, height: 4 } }
      - { name: some, chart: table, by: media_type, metrics: [posts, total_likes], filters: { is_new: [true, null], price: { min: 0.05 }, day: { max: '2024-03-02' }, ts: { min: '2024-03-01 10:00:00' }, total_likes: { min: 5 } }, sort: -posts, layout: { row: 32, column: 0, width: 12, height: 4 } }
      - { name: days, chart: table, by: [ts__day, brand], metrics: [posts, total_likes], layout: { row: 0, column: 0, width: 12, height: 4 } }
      - { name: best, chart: bar, by: brand, metrics: total_likes, sort: -total_likes, limit: 1, layout: { row: 4, column: 0, width: 12, height: 4 } }
      - { name: recent, chart: table, by: brand, metrics: posts, filters: { ts: { last: 4 days } }, layout: { row: 8, column: 0, width: 12, height: 4 } }
      - { name: earlier, chart: table, by: brand, metrics: posts, filters: { ts: { last: 2 days, as_of: 2024-03-02 } }, layout: { row: 36, column: 0, width: 12, height: 4 } }
      - { name: until, chart: table, by: brand, metrics: posts, filters: { day: { last: 1 week, as_of: '2024-03-01 12:00' } }, layout: { row: 40, column: 0, width: 12, height: 4 } }
      - { name: kinds, chart: table, by: media_type, metrics: average_likes, filters: { media_type: [VIDEO, null] }, layout: { row: 12, column: 0, width: 12, height: 4 } }
`,
}

const all = "posts,videos,total_followers,total_likes,average_likes,fewest,most,likes_per_follower".split(",")

const questions: readonly (readonly [
  by: readonly string[],
  where: string | undefined,
  rows: readonly string[],
])[] = [
  [[], undefined, ["4 2 107 45 15 5 30 0.4206"]],
  [["brand"], undefined, ["a 2 1 100 40 20 10 30 0.4", "b 2 1 7 5 5 5 5 0.7143"]],
  [["media_type"], "brand = 'b'", ["VIDEO 1 1 7 5 5 5 5 0.7143", "- 1 0 7 - - - - -"]],
  [
    ["ts__day"],
    undefined,
    ["2024-03-01 2 1 100 40 20 10 30 0.4", "2024-03-02 1 1 7 5 5 5 5 0.7143", "2024-03-05 1 0 7 - - - - -"],
  ],
]

const tiles: readonly (readonly [tile: string, rows: readonly string[]])[] = [
  ["d.days", ["2024-03-01 a 2 40", "2024-03-02 b 1 5", "2024-03-05 b 1 -"]],
  ["d.best", ["a 40"]],
  ["d.recent", ["b 2"]],
  ["d.earlier", ["a 2", "b 1"]],
  ["d.until", ["a 2"]],
  ["d.kinds", ["VIDEO 17.5", "- -"]],
]

const filtered: readonly (readonly [tile: string, params: string, rows: readonly string[]])[] = [
  ["best", "user=is:17841401234567890&user=is:17841401234567891", ["b 5"]],
  ["best", "user=is:9007199254740993", ["a 10"]],
  ["recent", "fresh=is:true&fresh=none", ["b 2"]],
  ["days", "at=to:2024-03-01 10:30:00", ["2024-03-01 a 1 10"]],
  ["days", "day=from:2024-03-02&day=to:2024-03-05", ["2024-03-02 b 1 5", "2024-03-05 b 1 "]],
  ["days", "cost=from:1.1&cost=to:2", ["2024-03-01 a 1 10"]],
  ["days", "click.kinds=media_type%3Dnone", ["2024-03-05 b 1 "]],
]

/** Warehouses differ in how they write a number and a day. */
function written(row: Readonly<Record<string, unknown>>): string {
  return Object.values(row)
    .map((value) => {
      if (value === null) return "-"
      if (value instanceof Date) return value.toISOString().slice(0, 10)
      const text = String(value)
      if (/^-?\d+(\.\d+)?$/.test(text)) return String(Math.round(Number(text) * 10_000) / 10_000)
      return text.replace(/^(\d{4}-\d\d-\d\d)[ T]00:00:00.*$/, "$1")
    })
    .join(" ")
}

describe.each(everyWarehouse)("metrics on %s", (type) => {
  it("are what they are on every other", async () => {
    const target =
      type === "duckdb"
        ? "{type: duckdb, path: test.duckdb, schema: metrics}"
        : network().target(type, "schema: metrics, threads: 2")
    const project = networkProject(`dialect: redshift\ntargets: {prod: ${target}}\n`, files)
    onTestFinished(() => project.remove())
    await project.execute("build")
    const lux = project.lux()
    for (const [by, where, rows] of questions) {
      const shown = await lux.show({ metrics: { metrics: all, by, where }, limit: -1 })
      expect(shown.rows.map(written), `by ${by.join(", ")}`).toEqual(rows)
    }
    for (const [tile, rows] of tiles) {
      const shown = await lux.show({ tile, limit: -1 })
      expect(shown.rows.map(written), tile).toEqual(rows)
    }
    await lux.generateDocs()
    const page = pagesIn(join(project.folder, "target")).get("d")
    for (const { name } of page?.tiles ?? []) {
      const { rows } = await lux.show({ tile: `d.${name}`, limit: -1 })
      const shown = rowsOnPage(page, name).map(({ dimensions, metrics }) =>
        rowText([...dimensions, ...metrics]),
      )
      expect(shown, name).toEqual(rows.map((row) => rowText(Object.values(row))))
    }
    for (const [tile, params, rows] of filtered)
      expect(
        rowsOnPage(page, tile, { params }).map(({ dimensions, metrics }) =>
          [...dimensions, ...metrics].join(" "),
        ),
        `${tile} with ${params}`,
      ).toEqual(rows)
  })
})

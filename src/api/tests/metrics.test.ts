import { readFileSync, statSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { LuxErrors } from "../../errors.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const posts = `select * from (values
  ('a', 100, 'm1', 'IMAGE', 10, timestamp '2024-03-01 10:00:00'),
  ('a', 100, 'm2', 'VIDEO', 30, timestamp '2024-03-01 11:00:00'),
  ('b', 7, 'm3', 'VIDEO', 5, timestamp '2024-03-02 10:00:00'),
  ('b', 7, 'm4', null, null, timestamp '2024-03-02 23:00:00')
) as v(brand, followers, media_id, media_type, likes, ts)`

const metrics = `
      - { name: posts, agg: count, expr: 1 }
      - { name: videos, agg: count_distinct, expr: media_id, filter: "{{ Dimension('post__media_type') }} = 'VIDEO'" }
      - { name: total_followers, agg: sum, expr: followers, per: brand }
      - { name: total_likes, agg: sum, expr: likes }
      - { name: average_likes, type: simple, agg: average, expr: likes }
      - { name: fewest, agg: min, expr: likes }
      - { name: most, agg: max, expr: likes }
      - { name: likes_of_videos, agg: sum, expr: likes, filter: media_type = 'VIDEO' }
      - { name: likes_per_follower, type: ratio, numerator: total_likes, denominator: total_followers }`

function project(yaml = metrics, more = "") {
  return temporaryProject({
    "models/posts.sql": posts,
    "models/posts.yml": `models:
  - name: posts
    semantic_model: { enabled: true }
    agg_time_dimension: ts
    columns:
      - { name: media_id, entity: { type: primary, name: post } }${more}
    metrics:${yaml}
`,
  })
}

async function built(yaml?: string, more?: string) {
  const made = project(yaml, more)
  await made.execute("build")
  return (names: string, by: string[] = [], where?: string) =>
    made
      .lux()
      .show({ metrics: { metrics: names.split(","), by, where }, limit: -1 })
      .then(({ rows }) =>
        rows.map((row) =>
          Object.values(row).map((value) => (typeof value === "bigint" ? Number(value) : value)),
        ),
      )
}

it("the page shows what its YAML gives", async () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../../docs/guides/metrics.md"), "utf8")
  const yaml = /^```yaml title=models\/posts.yml\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? ""
  const made = temporaryProject({
    "models/posts.sql": `${posts} where media_id <> 'm4'`,
    "models/posts.yml": yaml,
  })
  await made.execute("build")
  const { columns, rows } = await made
    .lux()
    .show({ metrics: { metrics: ["post_count", "average_likes", "total_followers"], by: ["brand"] } })
  expect(page).toContain(
    [
      "brand  post_count  average_likes  total_followers",
      "a               2             20              100",
    ].join("\n"),
  )
  expect(columns.map(({ name }) => name)).toEqual(["brand", "post_count", "average_likes", "total_followers"])
  expect(rows.map((row) => Object.values(row).join(" "))).toEqual(["a 2 20 100", "b 1 5 7"])
  const [day] = (
    await made.lux().show({
      metrics: {
        metrics: ["post_count", "video_likes", "likes_per_follower"],
        by: ["ts__day"],
        where: "media_type = 'VIDEO'",
      },
    })
  ).rows
  expect(Object.values(day ?? {}).map(String)).toEqual(["2024-03-01", "1", "30", "0.3"])
})

describe("metrics", () => {
  it("are computed over all rows, by columns and by times", async () => {
    const show = await built()
    expect(await show("posts,videos,total_likes,average_likes,fewest,most")).toEqual([[4, 2, 45, 15, 5, 30]])
    expect(await show("posts", ["ts__day"])).toEqual([
      ["2024-03-01", 2],
      ["2024-03-02", 2],
    ])
    expect(await show("posts", ["metric_time__day"], "brand = 'b'")).toEqual([["2024-03-02", 2]])
  })

  it("count a value that rows repeat once for each key, in each group", async () => {
    const show = await built()
    expect(await show("total_followers")).toEqual([[107]])
    expect(await show("total_followers,posts", ["media_type"])).toEqual([
      ["IMAGE", 100, 1],
      ["VIDEO", 107, 2],
      [null, 7, 1],
    ])
    expect(await show("likes_per_follower,likes_of_videos", ["brand"])).toEqual([
      ["a", 0.4, 30],
      ["b", 5 / 7, 5],
    ])
  })

  it.each([
    ["- { name: x, agg: sum, expr: nothing }", "LUX-3123"],
    ["- { name: likes, agg: sum }", undefined],
    ["- { name: x, agg: sum, expr: likes, per: nobody }", "LUX-3123"],
    ["- { name: x, agg: sum, expr: likes, filter: nothing = 1 }", "LUX-3123"],
    ["- { name: x, agg: sum, expr: likes, agg_time_dimension: nothing }", "LUX-3123"],
    ["- { name: x, agg: sum, expr: followers * 2 }", "LUX-3124"],
    ["- { name: x, agg: average, expr: followers }", "LUX-3124"],
    ["- { name: x, agg: max, expr: followers }", undefined],
    ["- { name: x }", "LUX-3120"],
    ["- { name: 'x y', agg: count, expr: 1 }", "LUX-3120"],
    ["- { name: x, agg: max, expr: likes, per: brand }", "LUX-3120"],
    ["- { name: x, agg: sum, expr: likes, filter: '{{ Entity() }}' }", "LUX-3120"],
    ["- { name: x, type: ratio, numerator: y }", "LUX-3120"],
    ["- { name: x, type: ratio, numerator: y, denominator: y }", "LUX-3120"],
    ["- { name: x, agg: sum, exprr: likes }", "LUX-1004"],
    ["- { name: x, agg: total, expr: likes }", "LUX-1005"],
    ["- { name: x, agg: sum, expr: likes }\n      - { name: x, agg: sum, expr: likes }", "LUX-3121"],
  ])("%s is %s", async (metric, code) => {
    const made = project(`\n      ${metric}`, "\n      - { name: followers, per: brand }")
    const told = await made
      .lux()
      .parse()
      .then(
        () => [],
        (error) => (error instanceof LuxErrors ? error.errors : [error]),
      )
    const known = told.map((error) => `${error.code} ${error.place.file}`)
    expect(known).toEqual(code === undefined ? [] : [`${code} models/posts.yml`])
  })

  it.each(["build", "run"] as const)(
    "that do not fit are told by %s before anything is built",
    async (command) => {
      const made = project("\n      - { name: x, agg: sum, expr: nothing }")
      await expect(made.execute(command)).rejects.toMatchObject({ code: "LUX-3123" })
      await expect(made.query("select 1 from posts")).rejects.toThrow("nothing was built")
    },
  )

  it("are held against columns again only where the project changed", async () => {
    const made = project()
    const parse = () => made.lux().parse()
    for (let time = 0; time < 3; time++) await parse()
    const kept = readFileSync(join(made.folder, "target/checked.record"), "utf8")
    made.write({ "models/posts.sql": posts.replaceAll("likes", "hearts").replace("as v(", "as w(") })
    await expect(parse()).rejects.toThrow()
    await expect(parse()).rejects.toThrow()
    made.write({ "models/posts.sql": posts })
    await parse()
    await parse()
    expect(readFileSync(join(made.folder, "target/checked.record"), "utf8")).not.toBe(kept)
  })

  it("are not held against columns again by a build after a build, and are after a change", async () => {
    const made = project()
    const checkedAt = () => statSync(join(made.folder, "target/checked.record")).mtimeMs
    await made.execute("build")
    const before = checkedAt()
    await made.execute("build")
    expect(checkedAt()).toBe(before)
    await made.lux().parse()
    expect(readFileSync(join(made.folder, "target/checked.record"), "utf8")).toMatch(/ everything$/)
    made.write({ "models/posts.sql": posts.replaceAll("likes", "hearts").replace("as v(", "as w(") })
    await expect(made.execute("build")).rejects.toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ code: "LUX-3123" })]),
    })
  })

  it("of dbt that lux does not compute are kept, with a notice", async () => {
    const made = project(`
      - { name: middle, agg: median, expr: likes }
      - { name: total, agg: sum, expr: likes, fill_nulls_with: 0, join_to_timespine: true }
      - { name: gained, type: cumulative, input_metric: total, window: 7 days }`)
    const { warnings } = await made.lux().parse()
    expect(warnings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'LUX-3122 metric "middle": lux keeps "agg: median" and does not use it',
      'LUX-3122 metric "total": lux keeps "join_to_timespine" and does not use it',
      'LUX-3122 metric "total": lux keeps "fill_nulls_with" and does not use it',
      'LUX-3122 metric "gained": lux keeps "type: cumulative" and does not use it',
    ])
    await expect(made.lux().show({ metrics: { metrics: ["gained"] } })).rejects.toMatchObject({
      code: "LUX-3125",
    })
  })

  it("and dimensions that are not there are named", async () => {
    const show = await built()
    await expect(show("post")).rejects.toMatchObject({
      code: "LUX-3125",
      hint: expect.stringContaining("posts"),
    })
    await expect(show("posts", ["brnd"])).rejects.toMatchObject({ code: "LUX-3126" })
    await expect(show("posts", [], "nothing = 1")).rejects.toThrow("nothing")
  })
})

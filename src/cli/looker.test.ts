/** LookML of the project at the repository's root, read by lkml, and of small projects. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { createLux } from "../api/index.ts"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { repositoryRoot } from "../dev/lux-process.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"
import { LuxErrors } from "../errors.ts"
import { lookmlText } from "../looker/lookml.ts"
import { parseLookml } from "../looker/parse-lookml.ts"
import { pythonPackages, pythonReaders } from "./python-readers.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-looker-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const readers = pythonReaders()

/** Fields that users of the project's Looker know: columns of its marts; times without `_at`. */
const knownFields: Readonly<Record<string, string>> = {
  brand_basic_info: "tag_name profile_picture_url followers_count user_id",
  brand_information:
    "tag_name user_id media_count followers_count updated media_id like_count comments_count ts media_type media_product_type engagement engagement_rate post_time day_of_week post_day_of_week",
  brand_media_post_time: "ts tag_name post_time day_of_week post_day_of_week",
  followers_growth: "tag_name followers_count created",
  aggregated_brand_information: "tag_name avg_engagement_rate brand_media_cnt",
  aggregated_hashtag_search: "tag_name hashtaged_media_cnt",
  hashtag_count: "related_hashtag hashtag_frequency",
  popularity_factor:
    "tag_name avg_engagement_rate hashtaged_media_cnt followers_count rank_avg_engagement_rate rank_hashtaged_media_cnt rank_followers_count",
  popularity_calculation: "tag_name sum_rank popularity_rank",
}

needing(pythonPackages, readers !== undefined).it(
  "lkml reads the LookML of the luxury project, with the fields that are known already",
  async () => {
    const output = join(folder, "luxury")
    const lux = createLux({ projectDir: repositoryRoot, targetPath: join(folder, "target"), env: {} })
    await lux.generateLooker({ output })
    const files = readdirSync(join(output, "views")).map((name) => join(output, "views", name))
    const read = readers?.lookml([...files, join(output, "luxurybrands_looker.model.lkml")]) ?? {}
    const views = new Map(Object.values(read).flatMap((each) => Object.entries(each.views)))
    for (const [view, fields] of Object.entries(knownFields))
      expect(views.get(view), view).toEqual(expect.arrayContaining([...fields.split(" "), "count"]))
    expect(Object.values(read).flatMap(({ explores }) => explores)).toEqual([...views.keys()].sort())
  },
  120_000,
)

const files = {
  "models/posts.sql":
    "{{config materialized='table'}}\nselect 'a' as brand, 100 as followers, 'm1' as media_id, 'IMAGE' as media_type, 10 as likes, timestamp '2024-03-01 10:00:00' as posted_at, date '2024-03-01' as day, true as is_new",
  "models/brands.sql": "{{config materialized='table'}}\nselect 'a' as brand, 1 as \"order\"",
  "models/left_out.sql": "{{config materialized='table'}}\nselect 1 as one",
  "models/all.yml": `models:
  - name: left_out
    config: { meta: { looker: false } }
  - name: brands
    columns:
      - { name: brand, data_tests: [unique, not_null] }
  - name: posts
    description: 'Posts: "all" of them.'
    columns:
      - { name: media_id, data_tests: [unique, not_null] }
      - { name: brand, data_tests: [{ relationships: { to: ref('brands'), field: brand } }] }
      - { name: likes, description: Likes., data_type: integer, meta: { looker: { hidden: true, value_format: '0' } } }
      - { name: posted_at, data_type: timestamp }
      - { name: day, data_type: date }
      - { name: is_new, meta: { looker: false } }
    metrics:
      - { name: posts_with_likes, agg: count, expr: likes, filter: media_type = 'brand' }
      - { name: average_followers, agg: average, expr: followers, per: brand, format: '0.0' }
      - { name: total_likes, agg: sum, expr: likes }
      - { name: likes_per_follower, type: ratio, numerator: total_likes, denominator: average_followers }
`,
}

async function generated(more: Readonly<Record<string, string>> = {}) {
  const project = temporaryProject({ ...files, ...more })
  const output = join(project.folder, "looker")
  const generate = () => project.lux().generateLooker({ output })
  await generate()
  return { project, output, generate, text: (path: string) => readFileSync(join(output, path), "utf8") }
}

it("models become views and explores, metrics become measures that know their grain", async () => {
  const { output, text } = await generated()
  expect(readdirSync(output).sort()).toEqual(["p.model.lkml", "refinements", "views"])
  expect(readdirSync(join(output, "views")).sort()).toEqual(["brands.view.lkml", "posts.view.lkml"])
  const view = text("views/posts.view.lkml")
  for (const part of [
    "sql_table_name: main.posts ;;",
    "  dimension: media_id {\n    primary_key: yes\n    type: string\n    sql: ${TABLE}.media_id ;;\n  }",
    "  dimension_group: posted {\n    type: time\n    timeframes: [raw, time, hour, date, week, month, quarter, year]\n    convert_tz: no\n    datatype: timestamp\n    sql: ${TABLE}.posted_at ;;\n  }",
    "  dimension_group: day {\n    type: time\n    timeframes: [raw, date, week, month, quarter, year]\n    convert_tz: no\n    datatype: date",
    '  dimension: likes {\n    hidden: yes\n    description: "Likes."\n    type: number\n    value_format: "0"',
    "sql: case when (${TABLE}.media_type = 'brand') and (${TABLE}.likes) is not null then 1 else 0 end ;;",
    "type: average_distinct\n    sql_distinct_key: ${TABLE}.brand ;;\n    sql: cast(${TABLE}.followers as double precision) ;;",
    "sql: cast(${total_likes} as double precision) / nullif(${average_followers}, 0) ;;",
  ])
    expect(view).toContain(part)
  expect(view).not.toContain("is_new")
  expect(text("views/brands.view.lkml")).toContain('sql: ${TABLE}."order" ;;')
  const model = text("p.model.lkml")
  expect(model).toContain(
    'explore: posts {\n  description: "Posts: \\"all\\" of them."\n  join: brands {\n    type: left_outer\n    relationship: many_to_one\n    sql_on: ${posts.brand} = ${brands.brand} ;;',
  )
  for (const path of ["views/posts.view.lkml", "p.model.lkml"]) {
    const [mark = "", , ...rest] = text(path).split("\n")
    expect(`${mark}\n\n${lookmlText(parseLookml({ path, text: text(path) }))}`).toBe(
      [mark, "", ...rest].join("\n"),
    )
  }
})

it.each([
  [
    "a metric with the name of a column",
    "{ name: likes, agg: sum }",
    'metric "likes" has the name of a column of "posts"',
  ],
  [
    "a metric with the name of a time",
    "{ name: posted_date, agg: sum, expr: likes }",
    "has the name of a time",
  ],
  [
    "invalid meta.looker",
    "{ name: a, agg: sum, expr: likes, config: { meta: { looker: { hiden: true } } } }",
    "invalid meta.looker",
  ],
])("%s is told by lux parse where the project has looker:", async (_, metric, message) => {
  const settings = "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n"
  const wrong = {
    ...files,
    "models/all.yml": `${files["models/all.yml"]}      - ${metric}\n`,
  }
  const parse = (looker: string) => temporaryProject(wrong, `${settings}${looker}`).lux().parse()
  await expect(parse("looker: { connection: c }\n")).rejects.toMatchObject({
    code: "LUX-3140",
    message: expect.stringContaining(message),
  })
  await parse("")
})

it("the page shows YAML that gives views", async () => {
  const page = readFileSync(join(repositoryRoot, "docs/guides/looker.md"), "utf8")
  const yaml = (path: string) => new RegExp(`title=${path}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(page)?.[1] ?? ""
  const project = temporaryProject(
    {
      "models/posts.sql":
        "{{config materialized='table' tags='marts'}}\nselect 'm' as media_id, timestamp '2024-03-01' as ts, 1 as likes, 2 as followers",
      "models/posts.yml": yaml("models/posts.yml"),
    },
    `dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n${yaml("lux_project.yml")}`,
  )
  const { files } = await project.lux().generateLooker({ output: join(project.folder, "looker") })
  expect(files).toEqual(["views/lux_posts.view.lkml", "shop_looker.model.lkml"])
})

it("generating again changes no byte, keeps refinements, and removes views of models that are gone", async () => {
  const { project, output, generate, text } = await generated()
  const before = text("views/posts.view.lkml")
  const own = "view: +posts { measure: best { type: max sql: ${likes} ;; } }\n"
  writeFileSync(join(output, "refinements/refinements.lkml"), own)
  await generate()
  expect(text("views/posts.view.lkml")).toBe(before)
  expect(text("refinements/refinements.lkml")).toBe(own)
  project.write({ "models/brands.sql": "{{config enabled=false}}\nselect 1 as brand" })
  project.write({
    "models/all.yml": files["models/all.yml"].replace(/, data_tests: \[\{ relationships.*\}\] \}/, " }"),
  })
  await generate()
  expect(readdirSync(join(output, "views"))).toEqual(["posts.view.lkml"])
})

it("a file that lux did not write is not overwritten", async () => {
  const { output, generate } = await generated()
  writeFileSync(join(output, "views/mine.view.lkml"), "view: mine {}\n")
  await expect(generate()).rejects.toMatchObject({ code: "LUX-3141" })
  expect(readFileSync(join(output, "views/mine.view.lkml"), "utf8")).toBe("view: mine {}\n")
})

describe("lux looker check finds", () => {
  const refined = (fields: string) => `view: +posts {\n${fields}\n}\n`
  it.each<readonly [string, string, string]>([
    ["a field that is not there", refined("measure: m { type: sum sql: ${like} ;; }"), 'has no field "like"'],
    [
      "a column that is not there",
      refined("measure: m { type: sum sql: ${TABLE}.like_count ;; }"),
      'no column "like_count"',
    ],
    [
      "a view that is not there",
      refined("measure: m { type: sum sql: ${brand.brand} ;; }"),
      'no view "brand"',
    ],
    ["an unknown word", refined("dimension: d { typ: string sql: 1 ;; }"), 'no "typ"'],
    ["an unknown type", refined("dimension: d { type: text sql: 1 ;; }"), 'the type "text"'],
    [
      "two fields of one name",
      refined("dimension: d { sql: 1 ;; }\nmeasure: d { type: count }"),
      'two fields "d"',
    ],
    ["two primary keys", refined("dimension: d { primary_key: yes sql: 1 ;; }"), "more than one primary key"],
    ["a refinement of nothing", "view: +nothing { dimension: d { sql: 1 ;; } }", 'no view "nothing"'],
    ["two views of one name", "view: posts { dimension: d { sql: 1 ;; } }", 'two views "posts"'],
    ["an expression without an end", refined("dimension: d { sql: 1 }"), '";;" is missing'],
    ["a block without an end", "view: more { dimension: d { sql: 1 ;; }", '"}" is missing'],
    ["a text without an end", 'view: more { label: "x }', "a text is not closed"],
    ["a join of nothing", "explore: +posts { join: nobody { sql_on: 1=1 ;; } }", 'no view "nobody"'],
    [
      "a join by nothing",
      "explore: +posts { join: brands { sql_on: ${posts.brnd} = 1 ;; } }",
      'no field "brnd"',
    ],
  ])("%s", async (_, lookml, message) => {
    const { project, output } = await generated()
    writeFileSync(join(output, "refinements/refinements.lkml"), lookml)
    const error = await project
      .lux()
      .checkLooker(output)
      .then(
        () => undefined,
        (thrown) => thrown,
      )
    const all = error instanceof LuxErrors ? error.errors : [error]
    const found = all.find((each) => each?.message.includes(message))
    expect(found, all.map((each) => each?.message).join("\n")).toBeDefined()
    expect(found?.place.file).toContain("refinements/refinements.lkml")
  })

  it("a renamed column, in LookML and in dashboards that were written before", async () => {
    const { project, output } = await generated()
    writeFileSync(
      join(output, "old.dashboard.lookml"),
      "- dashboard: old\n  elements:\n    - name: a\n      explore: posts\n      fields: [posts.brand, posts.liked]\n      listen: {Brand: brands.name}\n    - name: b\n      explore: post\n",
    )
    project.write({ "models/posts.sql": files["models/posts.sql"].replace("as media_type", "as kind") })
    project.write({ "models/all.yml": files["models/all.yml"].replaceAll("media_type", "kind") })
    const error = await project
      .lux()
      .checkLooker(output)
      .then(
        () => undefined,
        (thrown) => thrown,
      )
    const told = (error instanceof LuxErrors ? error.errors : []).map(
      ({ place, message }) => `${place?.file.slice(output.length + 1)}:${place?.line} ${message}`,
    )
    expect(told).toEqual([
      'old.dashboard.lookml:5 view "posts" has no field "liked"',
      'old.dashboard.lookml:6 view "brands" has no field "name"',
      'old.dashboard.lookml:8 there is no explore "post"',
      expect.stringMatching(
        /views\/posts\.view\.lkml:\d+ the table of view "posts" has no column "media_type"/,
      ),
      expect.stringMatching(
        /views\/posts\.view\.lkml:\d+ the table of view "posts" has no column "media_type"/,
      ),
    ])
  })

  it("a folder without LookML", async () => {
    const { project } = await generated()
    await expect(project.lux().checkLooker(join(project.folder, "models"))).rejects.toMatchObject({
      code: "LUX-3143",
    })
  })
})

/** Records of raw files that are rejected, batches that fail, and what is decided of both, on the embedded engine. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { brokenColumns, brokenFiles } from "../../dev/broken-input.testkit.ts"
import type { NodeResult } from "../../run/results.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const redshift = "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n"
const external = "{format: json, path: 'raw/*.json', collected_at: 'posts_%Y-%m-%d_%H%M%S.json'}"
const columnsYaml = brokenColumns
  .map(({ name, dataType }) => `          - {name: ${name}, data_type: '${dataType}'}\n`)
  .join("")
const sources = `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: posts
        external: ${external}
        columns:
${columnsYaml}`
const names = brokenColumns.map(({ name }) => name)

function project(config = "", more: Record<string, string> = {}): TemporaryProject {
  const made = temporaryProject(
    {
      "models/sources.yml": sources,
      "models/stage_posts.sql": `{{config materialized="stage" ${config}}}\nselect ${names.join(", ")}, _collected_at from {{source "lake" "posts"}}\n`,
      "models/posts.sql": `{{config materialized="incremental" incremental_strategy="append"}}\nselect id, likes from {{ref "stage_posts"}}\n`,
      ...more,
    },
    redshift,
  )
  mkdirSync(join(made.folder, "lake/raw"), { recursive: true })
  return made
}

const file = (hour: number): string =>
  `posts_2024-01-${String(Math.floor(hour / 24) + 1).padStart(2, "0")}_${String(hour % 24).padStart(2, "0")}0000.json`
function put(made: TemporaryProject, hour: number, bytes: string | Buffer): void {
  writeFileSync(join(made.folder, "lake/raw", file(hour)), bytes)
}
const at = (made: TemporaryProject, hour: number): string => join(made.folder, "lake/raw", file(hour))

async function build(made: TemporaryProject, options = {}): Promise<Record<string, NodeResult>> {
  const { nodes } = await made.execute("build", options)
  return byName(nodes)
}
const byName = (nodes: readonly NodeResult[]): Record<string, NodeResult> =>
  Object.fromEntries(nodes.map((node) => [node.uniqueId.split(".")[2] ?? "", node]))
const ids = async (made: TemporaryProject): Promise<unknown> =>
  (await made.query("select id::int as id from posts order by id")).map(({ id }) => id)
const rejects = async (made: TemporaryProject): Promise<readonly unknown[]> =>
  (await made.lux().show({ node: "stage_posts", rejects: true, limit: -1 })).rows.map(
    ({ file, record, message }) => [String(file).slice(-11, -9), record, message],
  )
/** Of all batches: records, those rejected, rows. */
const counts = async (made: TemporaryProject): Promise<unknown> =>
  (
    await made.query(
      "select sum(record_count)::int as records, sum(rejected_count)::int as rejected, sum(row_count)::int as rows from _lux.batch",
    )
  )[0]
const folderOf = (made: TemporaryProject): readonly string[] => {
  const folder = join(made.folder, "test.batches", "stage_posts")
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

describe("broken raw files", () => {
  it("are staged without their bad records, which are kept with their text and the reason", async () => {
    const made = project("", {
      "models/posts.sql": `{{config materialized="table"}}\nselect * from {{ref "stage_posts"}}\n`,
    })
    for (const [hour, { bytes }] of brokenFiles.entries()) put(made, hour, bytes)
    const { stage_posts: stage } = await build(made)
    const expected = brokenFiles.flatMap(({ rejects }, hour) =>
      rejects.map((each) => ({ file: at(made, hour), ...each })),
    )
    expect(stage?.status).toBe("warn")
    expect(stage?.message).toContain(`; ${expected.length} records rejected: `)
    const { rows } = await made.lux().show({ node: "stage_posts", rejects: true, limit: -1 })
    expect(rows).toEqual(expected)
    const texts = names.map((name) => `cast(${name} as varchar) as "${name}"`).join(", ")
    const staged = await made.query(
      `select _collected_at, ${texts} from posts order by _collected_at, id::bigint`,
    )
    for (const [hour, { title, staged: good }] of brokenFiles.entries()) {
      const time = `${file(hour).slice(6, 16)} ${file(hour).slice(17, 19)}:00:00`
      const own = staged
        .filter((row) => row["_collected_at"] === time)
        .map(({ _collected_at: _, ...row }) =>
          Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
        )
      expect([title, own]).toEqual([title, good])
    }
    const good = brokenFiles.reduce((sum, each) => sum + each.staged.length, 0)
    expect(await counts(made)).toEqual({
      records: good + expected.length,
      rejected: expected.length,
      rows: good,
    })
    expect((await build(made))["stage_posts"]?.message).toBe("nothing new")
  })

  it("are an error where no stage keeps what is bad", async () => {
    const made = project("", {
      "models/direct.sql": `{{config materialized="table"}}\nselect id from {{source "lake" "posts"}}\n`,
    })
    put(made, 1, '[{"id":1},{"id":1.5},7]')
    const { direct } = await build(made)
    expect(direct?.error?.code).toBe("LUX-3251")
    expect(direct?.error?.message).toMatch(
      /^source "lake\.posts" has bad records: .*posts_2024-01-01_010000\.json, record 2: id: expected bigint, found 1\.5, and 1 more$/,
    )
  })
})

describe("rules for records", () => {
  const yml = `models:
  - name: stage_posts
    config:
      reject_if:
        - {name: negative, sql: likes < 0}
        - caption = 'spam'
    columns:
      - name: id
        data_tests: [{not_null: {on_fail: reject}}]
      - name: code
        data_tests: [{accepted_values: {values: [a, b], on_fail: reject}}]
`

  it("take the records out that break one, and the batch goes on", async () => {
    const made = project("", { "models/models.yml": yml })
    put(made, 1, '[{"id":1},{"id":2,"likes":-1},{"likes":3},{"id":4,"code":"x"},{}]')
    put(made, 2, '[{"id":5,"code":"a"},{"id":6,"caption":"spam","price":1.5}]')
    put(made, 3, '[{"id":7,"price":12345678901234567.89}]')
    const first = await build(made)
    expect([first["stage_posts"]?.status, first["stage_posts"]?.error?.message]).toEqual(["warn", undefined])
    expect(await ids(made)).toEqual([1, 5, 7])
    expect(await rejects(made)).toEqual(
      [
        ["01", 2, 'reject_if "negative": likes < 0'],
        ["01", 3, "check not_null_stage_posts_id"],
        ["01", 4, "check accepted_values_stage_posts_code__a__b"],
        ["01", 5, "none of the declared fields is in the record"],
        ["02", 2, "reject_if: caption = 'spam'"],
      ].map(([name, ...rest]) => [String(name), ...rest]),
    )
    expect(
      first["stage_posts"]?.checks.map(({ name, status, failures, message }) => [
        name,
        status,
        failures,
        message,
      ]),
    ).toEqual([
      ["accepted_values_stage_posts_code__a__b", "warn", 1, "1 record rejected"],
      ["not_null_stage_posts_id", "warn", 1, "1 record rejected"],
    ])
    expect(await counts(made)).toEqual({ records: 8, rejected: 5, rows: 3 })
  })

  it.each([
    ["select distinct id, likes, caption, code from {{source 'lake' 'posts'}}", "it has distinct"],
    [
      "select a.id, a.likes, a.caption, a.code from {{source 'lake' 'posts'}} as a join {{source 'lake' 'posts'}} as b on a.id = b.id",
      "it has join",
    ],
    [
      "with a as (select * from {{source 'lake' 'posts'}}) select id, likes, caption, code from a",
      "it does not begin with select",
    ],
    [
      "select id, likes, caption, code, row_number() over (order by id) as n from {{source 'lake' 'posts'}}",
      "it has a window function",
    ],
  ])("need a select row by row: %s", async (sql, why) => {
    const made = project("", {
      "models/models.yml": yml,
      "models/stage_posts.sql": `{{config materialized="stage"}}\n${sql}\n`,
    })
    put(made, 1, '[{"id":1}]')
    const { stage_posts: stage } = await build(made)
    expect(stage?.error?.code).toBe("LUX-3250")
    expect(stage?.error?.message).toBe(`stage model "stage_posts" cannot reject records: ${why}`)
  })

  it("fail the batch above a share, whose files are set aside", async () => {
    const made = project('max_rejected="40%"')
    put(made, 1, '[{"id":1},{},{}]')
    const { stage_posts: stage, posts } = await build(made)
    expect(stage?.error?.code).toBe("LUX-3253")
    expect(stage?.error?.message).toBe(
      "2 of 3 records rejected (66.67%), max_rejected is 40%: none of the declared fields is in the record",
    )
    expect(posts?.status).toBe("skipped")
    expect(await rejects(made)).toHaveLength(2)
    put(made, 2, '[{"id":2},{"id":3},{}]')
    const second = await build(made)
    expect(second["stage_posts"]?.status).toBe("warn")
    expect(second["stage_posts"]?.message).toContain("1 file is set aside because its batch failed")
    expect(await ids(made)).toEqual([2, 3])
    const accepted = await made.lux().acceptFiles({ files: [file(1)] })
    expect(byName(accepted.nodes)["stage_posts"]?.status).toBe("warn")
    await build(made)
    expect(await ids(made)).toEqual([1, 2, 3])
    expect(await counts(made)).toEqual({ records: 6, rejected: 3, rows: 3 })
    expect((await build(made))["stage_posts"]?.message).toBe("nothing new")
  })
})

describe("a batch that failed", () => {
  const checked = {
    "models/models.yml":
      "models:\n  - name: stage_posts\n    columns: [{name: likes, data_tests: [not_null]}]\n",
  }
  async function failed(): Promise<TemporaryProject> {
    const made = project("", checked)
    put(made, 1, '[{"id":1,"likes":1},{"id":2}]')
    put(made, 2, '[{"id":3,"likes":3}]')
    const { stage_posts: stage } = await build(made)
    expect(stage?.status).toBe("rejected")
    expect(stage?.message).toContain(
      "2 files are set aside because their batch failed (check not_null_stage_posts_likes failed)",
    )
    put(made, 3, '[{"id":4,"likes":4}]')
    const next = await build(made)
    expect(next["stage_posts"]?.status).toBe("warn")
    expect(next["stage_posts"]?.message).toMatch(
      /^1 row of 1 file; 2 files are set aside because their batch failed/,
    )
    expect(await ids(made)).toEqual([4])
    const still = await build(made)
    expect(still["stage_posts"]?.message).toMatch(/^nothing new; 2 files are set aside/)
    return made
  }

  it("is staged whatever its checks say once it is accepted: what fails them is rejected", async () => {
    const made = await failed()
    const accepted = await made.lux().acceptFiles({ files: [at(made, 1), file(2)] })
    const { stage_posts: stage } = byName(accepted.nodes)
    expect(stage?.status).toBe("warn")
    expect(stage?.message).toContain("1 record rejected: ")
    expect((await build(made))["stage_posts"]?.message).toBe("nothing new")
    expect(await ids(made)).toEqual([1, 3, 4])
    expect(await rejects(made)).toEqual([["01", 2, "check not_null_stage_posts_likes"]])
    expect(folderOf(made).filter((name) => name.includes(".rejected."))).toEqual([])
  })

  it("is given up file by file; the others come with the next build", async () => {
    const made = await failed()
    expect(await made.lux().dropFiles({ files: [file(1)] })).toEqual([
      { stage: "stage_posts", file: at(made, 1) },
    ])
    expect((await build(made))["stage_posts"]?.message).toBe("1 row of 1 file")
    expect((await build(made))["stage_posts"]?.message).toBe("nothing new")
    expect(await ids(made)).toEqual([3, 4])
    expect(await made.query("select file_name, state from _lux.raw_file where state is not null")).toEqual([
      { file_name: file(1), state: "dropped" },
    ])
    await build(made, { fullRefresh: true })
    expect(await ids(made)).toEqual([3, 4])
    await expect(made.lux().dropFiles({ files: ["none.json"] })).rejects.toMatchObject({ code: "LUX-3255" })
  })

  it("comes by itself when one of its files is corrected", async () => {
    const made = await failed()
    put(made, 1, '[{"id":1,"likes":1},{"id":2,"likes":2}]')
    expect((await build(made))["stage_posts"]?.message).toBe("3 rows of 2 files")
    expect(await ids(made)).toEqual([1, 2, 3, 4])
  })

  it("is tried again after a change of the project", async () => {
    const made = await failed()
    made.write({ "models/models.yml": "models:\n  - name: stage_posts\n" })
    expect((await build(made))["stage_posts"]?.message).toMatch(/^nothing new; 2 files are set aside/)
    const retried = await made.lux().retry({ rejects: true })
    expect(byName(retried.nodes)["stage_posts"]?.message).toBe("3 rows of 2 files")
    await build(made)
    expect(await ids(made)).toEqual([1, 2, 3, 4])
  })

  it("is set aside too where its query fails for what it reads, and not where the query is wrong", async () => {
    const made = project("", {
      "models/stage_posts.sql": `{{config materialized="stage"}}\nselect cast(id as smallint) as id, likes, _collected_at from {{source "lake" "posts"}}\n`,
    })
    put(made, 1, '[{"id":100000}]')
    expect((await build(made))["stage_posts"]?.status).toBe("error")
    put(made, 2, '[{"id":1}]')
    expect((await build(made))["stage_posts"]?.status).toBe("warn")
    expect(await ids(made)).toEqual([1])
  })
})

describe("rejects that are retried", () => {
  it("arrive once after a correction of the file, and tables load them", async () => {
    const made = project()
    put(made, 1, '[{"id":1},{},{"id":"3"}]')
    await build(made)
    expect(await ids(made)).toEqual([1])
    put(made, 1, '[{"id":1}, {"id":2}, {"id":"3"}, {"id":4}]')
    expect((await build(made))["stage_posts"]?.error?.code).toBe("LUX-2204")
    const retried = byName((await made.lux().retry({ rejects: true })).nodes)
    expect(retried["stage_posts"]?.message).toMatch(
      /^2 rows of 2 records rejected before; 1 record rejected: /,
    )
    await build(made)
    expect(await ids(made)).toEqual([1, 2, 4])
    expect(await counts(made)).toEqual({ records: 4, rejected: 1, rows: 3 })
    expect(await rejects(made)).toEqual([["01", 3, 'id: expected bigint, found "3"']])
    await build(made, { fullRefresh: true })
    expect(await ids(made)).toEqual([1, 2, 4])
    expect(await counts(made)).toEqual({ records: 4, rejected: 1, rows: 3 })
    put(made, 1, '[{"id":1}, {"id":2}, {"id":3}, {"id":4}]')
    await made.lux().retry({ rejects: true })
    await build(made)
    expect(await ids(made)).toEqual([1, 2, 3, 4])
    expect(await rejects(made)).toEqual([])
  })

  it("arrive once after a change of the declaration", async () => {
    const made = project()
    put(made, 1, '[{"id":1,"likes":3000000000},{"id":2,"likes":2},{"id":3,"likes":true}]')
    await build(made)
    expect(await ids(made)).toEqual([2])
    made.write({
      "models/sources.yml": sources.replace(
        "name: likes, data_type: 'int'",
        "name: likes, data_type: 'bigint'",
      ),
    })
    await made.lux().retry({ rejects: true })
    await build(made)
    expect(await ids(made)).toEqual([1, 2])
    expect(await counts(made)).toEqual({ records: 3, rejected: 1, rows: 2 })
    const again = byName((await made.lux().retry({ rejects: true })).nodes)
    expect(again["stage_posts"]?.message).toMatch(/^1 record is rejected as before; 1 record rejected/)
    expect(await ids(made)).toEqual([1, 2])
  })

  it("go where the bad records were taken out of the file", async () => {
    const made = project()
    put(made, 1, '[{"id":1},{},{"id":3}]')
    await build(made)
    put(made, 1, '[{"id":1},{"id":3}]')
    await made.lux().retry({ rejects: true })
    expect((await build(made))["stage_posts"]?.message).toBe("nothing new")
    expect(await ids(made)).toEqual([1, 3])
    expect(await rejects(made)).toEqual([])
    expect(await counts(made)).toEqual({ records: 2, rejected: 0, rows: 2 })
  })

  it("stay where more than they was changed", async () => {
    const made = project()
    put(made, 1, '[{"id":1},{}]')
    await build(made)
    put(made, 1, '[{"id":9},{"id":2}]')
    const retried = byName((await made.lux().retry({ rejects: true })).nodes)
    expect(retried["stage_posts"]?.error?.code).toBe("LUX-2204")
    expect(await ids(made)).toEqual([1])
  })
})

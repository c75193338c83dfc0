import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { NodeResult } from "../../run/results.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const sources = `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: media
        external:
          format: json
          path: ["raw/media_*/*.json", "raw/media/year=*/*.json"]
          collected_at: media_%Y-%m-%d_%H%M%S.json
        columns:
          - {name: id, data_type: integer}
          - {name: likes, data_type: bigint}
          - {name: caption, data_type: varchar}
      - name: brand
        external: {format: csv, path: "raw/brand*.csv"}
        columns:
          - {name: id, data_type: integer}
          - {name: name, data_type: varchar}
`
const project = (more: Record<string, string> = {}): TemporaryProject => {
  const made = temporaryProject({
    "models/sources.yml": sources,
    "models/stage_media.sql": `{{config materialized="stage"}}\nselect id, likes, caption, _collected_at\nfrom {{source "lake" "media"}}\n`,
    "models/media.sql": `{{config materialized="incremental" unique_key="id" sequence_by="_collected_at"}}\nselect * from {{ref "stage_media"}}\n`,
    "models/media_count.sql": `{{config materialized="table"}}\nselect count(*)::int as n from {{ref "stage_media"}}\n`,
    "models/brand.sql": `{{config materialized="table"}}\nselect id, name, parse_filename(_file) as file from {{source "lake" "brand"}}\n`,
    ...more,
  })
  mkdirSync(join(made.folder, "lake"), { recursive: true })
  return made
}

const everything = { stage_media: "ok", media: "ok", media_count: "ok", brand: "ok" }
const at = (hour: string): string => `media_2024-01-01_${hour}0000.json`
const flat = (hour: string): string => `lake/raw/media_all/${at(hour)}`
const nested = (hour: string): string => `lake/raw/media/year=2024/${at(hour)}`
const media = (...rows: readonly (readonly [number, number, string?])[]): string =>
  JSON.stringify(
    rows.map(([id, likes, caption]) => ({ id, likes, ...(caption === undefined ? {} : { caption }) })),
  )

const batches = (made: TemporaryProject): string[] => {
  const folder = join(made.folder, "test.batches", "stage_media")
  return existsSync(folder) ? readdirSync(folder).sort() : []
}
const likes = async (made: TemporaryProject): Promise<unknown> =>
  (await made.query("select id, likes::int as likes from media order by id")).map(({ id, likes }) => [
    id,
    likes,
  ])
const count = async (made: TemporaryProject): Promise<unknown> =>
  (await made.query("select n from media_count"))[0]?.["n"]

async function nodes(made: TemporaryProject, options = {}): Promise<Record<string, NodeResult>> {
  const result = await made.execute("build", options)
  return Object.fromEntries(result.nodes.map((node) => [node.uniqueId.split(".")[2] ?? "", node]))
}

describe("a lake that grows", () => {
  it("gives empty tables with their columns while it is empty", async () => {
    const made = project()
    expect(await made.statuses("build")).toEqual(everything)
    const columns = await made.query(
      "select table_name || '.' || column_name || ' ' || data_type as c from duckdb_columns() where schema_name = 'main' and not internal order by table_name, column_index",
    )
    expect(columns.map((each) => each["c"])).toEqual([
      "brand.id INTEGER",
      "brand.name VARCHAR",
      "brand.file VARCHAR",
      "media.id INTEGER",
      "media.likes BIGINT",
      "media.caption VARCHAR",
      "media._collected_at TIMESTAMP",
      "media_count.n INTEGER",
    ])
    expect(await likes(made)).toEqual([])
    expect(batches(made)).toEqual([])
    made.write({ [flat("01")]: media([1, 10]) })
    expect(await made.statuses("build")).toEqual(everything)
    expect(await likes(made)).toEqual([[1, 10]])
  })

  it("is picked up file by file, late ones too, and a build without news changes nothing", async () => {
    const made = project({ "lake/raw/brand.csv": 'id,name\n1,"A, B"\n' })
    made.write({ [flat("02")]: media([1, 20], [2, 20, "two"]) })
    expect(await made.statuses("build")).toEqual(everything)
    made.write({ [nested("03")]: media([1, 30]), [flat("01")]: media([1, 10], [2, 10], [3, 10]) })
    made.write({ "lake/raw/brand_2.csv": "id,name\n2,C\n" })
    expect((await nodes(made))["stage_media"]?.message).toBe("4 rows of 2 files")
    expect(await likes(made)).toEqual([
      [1, 30],
      [2, 20],
      [3, 10],
    ])
    expect(await count(made)).toBe(6)
    expect(await made.query("select * from brand order by id")).toEqual([
      { id: 1, name: "A, B", file: "brand.csv" },
      { id: 2, name: "C", file: "brand_2.csv" },
    ])
    const before = batches(made)
    const again = await nodes(made)
    expect(again["stage_media"]?.message).toBe("nothing new")
    expect(again["media"]?.message).toBe("nothing new")
    expect(await likes(made)).toEqual([
      [1, 30],
      [2, 20],
      [3, 10],
    ])
    expect(batches(made)).toEqual(before)
    expect(before).toHaveLength(2)
    expect(
      await made.query("select count(*)::int as n from _lux.batch_load where relation = 'main.media'"),
    ).toEqual([{ n: 2 }])
  })

  it("counts a file once that is in both layouts, from the first or delivered again", async () => {
    const made = project()
    made.write({ [flat("01")]: media([1, 10]), [nested("01")]: media([1, 10]) })
    expect((await nodes(made))["stage_media"]?.message).toBe(
      "1 row of 1 file; 1 file delivered again, skipped",
    )
    expect(await count(made)).toBe(1)
    made.write({ [flat("02")]: media([2, 10]) })
    await made.execute("build")
    made.write({ [nested("02")]: media([2, 10]) })
    const { stage_media: stage } = await nodes(made)
    expect(stage?.message).toBe("nothing new; 2 files delivered again, skipped")
    expect(await count(made)).toBe(2)
    await made.execute("build", { fullRefresh: true })
    expect(await count(made)).toBe(2)
    expect(await likes(made)).toEqual([
      [1, 10],
      [2, 10],
    ])
  })

  it("refuses a file that changed, names both versions, and takes it with a full refresh", async () => {
    const made = project()
    made.write({ [flat("01")]: media([1, 10]), [flat("02")]: media([2, 10]) })
    await made.execute("build")
    made.write({ [flat("01")]: media([1, 11]), [flat("03")]: media([3, 10]) })
    const refused = await nodes(made)
    expect(refused["stage_media"]?.error?.code).toBe("LUX-2204")
    expect(refused["stage_media"]?.error?.message).toMatch(
      /^1 file changed after delivery: media_2024-01-01_010000\.json: [0-9a-f]{8} in batch \S+, [0-9a-f]{8} now at /,
    )
    expect(refused["media"]?.status).toBe("skipped")
    expect(await likes(made)).toEqual([
      [1, 10],
      [2, 10],
    ])
    expect(batches(made)).toHaveLength(1)
    expect(await made.statuses("build", { fullRefresh: true })).toEqual(everything)
    expect(await likes(made)).toEqual([
      [1, 11],
      [2, 10],
      [3, 10],
    ])
    expect((await nodes(made))["stage_media"]?.message).toBe("nothing new")
  })

  it("refuses two contents under one new name", async () => {
    const made = project()
    made.write({ [flat("01")]: media([1, 10]), [nested("01")]: media([1, 11]) })
    expect((await nodes(made))["stage_media"]?.error?.code).toBe("LUX-2204")
    expect(batches(made)).toEqual([])
  })

  it("takes the changed one of two copies with a full refresh only when it is the only one", async () => {
    const made = project()
    made.write({ [flat("01")]: media([1, 10]) })
    await made.execute("build")
    made.write({ [nested("01")]: media([1, 11]) })
    expect((await nodes(made))["stage_media"]?.error?.code).toBe("LUX-2204")
    const both = await nodes(made, { fullRefresh: true })
    expect(both["stage_media"]?.error?.code).toBe("LUX-2204")
    expect(await likes(made)).toEqual([[1, 10]])
    made.remove(flat("01"))
    expect(await made.statuses("build", { fullRefresh: true })).toEqual(everything)
    expect(await likes(made)).toEqual([[1, 11]])
    expect((await nodes(made))["stage_media"]?.message).toBe("nothing new")
  })

  it("may lose raw files and batches, but not both", async () => {
    const made = project()
    made.write({ [flat("01")]: media([1, 10]), [flat("02")]: media([2, 20]) })
    await made.execute("build")
    rmSync(join(made.folder, "test.batches"), { recursive: true })
    expect(await made.statuses("build")).toEqual(everything)
    expect(await count(made)).toBe(2)
    expect(batches(made)).toHaveLength(1)

    made.remove(flat("02"))
    expect(await made.statuses("build", { fullRefresh: true })).toEqual(everything)
    expect(await likes(made)).toEqual([
      [1, 10],
      [2, 20],
    ])

    rmSync(join(made.folder, "test.batches"), { recursive: true })
    const lost = await nodes(made, { fullRefresh: true })
    expect(lost["stage_media"]?.error?.code).toBe("LUX-2205")
    expect(lost["stage_media"]?.error?.message).toContain(at("02"))
    expect(lost["media"]?.status).toBe("skipped")
    expect(await likes(made)).toEqual([
      [1, 10],
      [2, 20],
    ])
  })

  it.each([
    ["a text", () => "damaged"],
    ["cut off", (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ["empty", () => ""],
  ])("says of a batch that is damaged (%s) how to make it again", async (_, damage) => {
    const made = project()
    made.write({ [flat("01")]: media([1, 10]), [flat("02")]: media([2, 20]) })
    await made.execute("build")
    const [name = ""] = batches(made)
    const file = join(made.folder, "test.batches", "stage_media", name)
    writeFileSync(file, damage(readFileSync(file)))
    const { media_count: reader } = await nodes(made)
    expect(reader?.error).toMatchObject({
      code: "LUX-2207",
      place: { file: "models/stage_media.sql" },
      hint: "Make it again of the raw files: lux build --full-refresh --select stage_media+",
    })
    expect(await count(made)).toBe(2)
    const again = await made.statuses("build", { fullRefresh: true, select: ["stage_media+"] })
    expect(again).toMatchObject({ stage_media: "ok", media: "ok", media_count: "ok" })
    expect(await count(made)).toBe(2)
  })

  it("is said to be missing, with its place, and nothing is touched", async () => {
    const made = project()
    made.write({ [flat("01")]: media([1, 10]) })
    await made.execute("build")
    made.remove("lake")
    const missing = await nodes(made)
    expect(missing["stage_media"]?.error?.code).toBe("LUX-2202")
    expect(missing["stage_media"]?.error?.message).toBe(`there is no lake at ${join(made.folder, "lake")}`)
    expect(missing["stage_media"]?.error?.place?.file).toBe("models/sources.yml")
    expect(missing["brand"]?.error?.code).toBe("LUX-2202")
    expect(missing["media"]?.status).toBe("skipped")
    expect(await likes(made)).toEqual([[1, 10]])
  })
})

describe("readers of a stage", () => {
  it("may read through an ephemeral model, each batch once", async () => {
    const made = project({
      "models/tidy.sql": `{{config materialized="ephemeral"}}\nselect id, likes + 1 as likes from {{ref "stage_media"}}\n`,
      "models/added.sql": `{{config materialized="incremental"}}\nselect * from {{ref "tidy"}}\n`,
    })
    const ok = { ...everything, added: "ok" }
    for (const [hour, total] of [
      ["01", 1],
      ["02", 2],
      ["03", 3],
    ] as const) {
      made.write({ [flat(hour)]: media([1, 10]) })
      expect(await made.statuses("build")).toEqual(ok)
      expect(await made.statuses("build")).toEqual(ok)
      expect(await made.query("select count(*)::int as n, max(likes)::int as likes from added")).toEqual([
        { n: total, likes: 11 },
      ])
    }
  })

  it("may not be a view", async () => {
    const made = project({ "models/seen.sql": `select * from {{ref "stage_media"}}\n` })
    await expect(made.execute("build")).rejects.toMatchObject({ code: "LUX-1404" })
  })

  it("get what they missed while they were not selected", async () => {
    const made = project()
    made.write({ [flat("01")]: media([1, 10]) })
    await made.execute("build")
    for (const hour of ["02", "03"]) {
      made.write({ [flat(hour)]: media([1, Number(hour) * 10], [Number(hour), 1]) })
      expect(await made.statuses("build", { select: ["stage_media"] })).toEqual({ stage_media: "ok" })
    }
    expect(await likes(made)).toEqual([[1, 10]])
    await made.execute("build", { select: ["media"] })
    expect(await likes(made)).toEqual([
      [1, 30],
      [2, 1],
      [3, 1],
    ])
  })

  it("load a batch again after a failure, not twice", async () => {
    const made = project({
      "models/media.sql": `{{config materialized="incremental"}}\nselect id, 100 / id as likes, error('no')::int as e from {{ref "stage_media"}}\n`,
    })
    made.write({ [flat("01")]: media([1, 10]) })
    expect((await made.statuses("build"))["media"]).toBe("error")
    made.write({
      "models/media.sql": `{{config materialized="incremental"}}\nselect id, likes from {{ref "stage_media"}}\n`,
      [flat("02")]: media([2, 10]),
    })
    for (let run = 0; run < 2; run++) {
      expect(await made.statuses("build")).toEqual(everything)
      expect(await likes(made)).toEqual([
        [1, 10],
        [2, 10],
      ])
    }
  })
})

describe("a batch", () => {
  const delivered = { [flat("01")]: media([1, 10]) }
  const known = (made: TemporaryProject) => made.query("select count(*)::int as n from _lux.batch")

  it("is not published where the ledger does not take it", async () => {
    const made = project(delivered)
    await made.execute("build")
    const before = batches(made)
    await made.change("create unique index only_one on _lux.batch (stage)")
    made.write({ [flat("02")]: media([2, 20]) })
    expect((await nodes(made))["stage_media"]?.status).toBe("error")
    expect(batches(made).filter((name) => !name.endsWith(".writing"))).toEqual(before)
    await made.change("drop index _lux.only_one")
    expect(await made.statuses("build")).toEqual(everything)
    expect(batches(made)).toHaveLength(2)
  })

  it("is known before it is published, and made again where that fails", async () => {
    const other = project(delivered)
    await other.execute("build")
    const [name = ""] = batches(other)
    const made = project(delivered)
    const inItsWay = join(made.folder, "test.batches", "stage_media", name)
    mkdirSync(join(inItsWay, "folder"), { recursive: true })
    await expect(made.execute("build")).rejects.toThrow(name)
    expect(await known(made)).toEqual([{ n: 1 }])
    rmSync(inItsWay, { recursive: true })
    expect(await made.statuses("build")).toEqual(everything)
    expect(batches(made)).toEqual([name])
    expect(await known(made)).toEqual([{ n: 1 }])
    expect(await likes(made)).toEqual([[1, 10]])
  })
})

describe("what is wrong with a delivery", () => {
  const checked = {
    "models/stage.yml": "models:\n  - name: stage_media\n    columns: [{name: id, data_tests: [not_null]}]\n",
  }

  it("a batch that a check rejects is kept next to, and its files come with the next good delivery", async () => {
    const made = project(checked)
    made.write({ [flat("01")]: media([1, 10]) })
    await made.execute("build")
    made.write({ [flat("02")]: '[{"likes": 5}, {"id": 2, "likes": 6}]' })
    const rejected = await nodes(made)
    expect(rejected["stage_media"]?.status).toBe("rejected")
    expect(rejected["stage_media"]?.checks.map((check) => [check.name, check.failures])).toEqual([
      ["not_null_stage_media_id", 1],
    ])
    expect([rejected["media"]?.status, rejected["media_count"]?.status, rejected["brand"]?.status]).toEqual([
      "skipped",
      "skipped",
      "ok",
    ])
    expect(await likes(made)).toEqual([[1, 10]])
    expect(batches(made).filter((name) => name.endsWith(".rejected.parquet"))).toHaveLength(1)
    expect(batches(made)).toHaveLength(2)
    expect(await made.query("select count(*)::int as n from _lux.raw_file where state is null")).toEqual([
      { n: 1 },
    ])

    made.write({ [flat("02")]: media([2, 6]), [flat("03")]: media([3, 7]) })
    expect((await nodes(made))["stage_media"]?.message).toBe("2 rows of 2 files")
    expect(await likes(made)).toEqual([
      [1, 10],
      [2, 6],
      [3, 7],
    ])
    expect(batches(made).filter((name) => name.endsWith(".rejected.parquet"))).toEqual([])
  })

  it.each([
    ["half an object", '[{"id": 2, "likes": 5}, {"id": 3,', [[2, 5]]],
    ["no JSON", "<html>too many requests</html>", []],
    ["a value of another type", '[{"id": "two", "likes": 5}]', []],
  ])("a JSON file with %s is named, and what is good in the delivery is loaded", async (_, text, good) => {
    const made = project()
    made.write({ [flat("01")]: media([1, 10]) })
    await made.execute("build")
    made.write({ [flat("02")]: text, [flat("03")]: media([3, 7]) })
    const broken = await nodes(made)
    expect(broken["stage_media"]?.status).toBe("warn")
    expect(broken["stage_media"]?.message).toContain(at("02"))
    expect(await likes(made)).toEqual([[1, 10], ...good, [3, 7]])
    expect((await nodes(made))["stage_media"]?.message).toBe("nothing new")
  })

  it.each([
    ["a value of another type", "id,name\nx,A\n"],
    ["a field too many", "id,name\n1,A,extra\n"],
    ["other columns than declared", "name,id\nA,1\n"],
  ])("a CSV file with %s is named, and the table stays", async (_, text) => {
    const made = project({ "lake/raw/brand.csv": "id,name\n1,A\n" })
    await made.execute("build")
    made.write({ "lake/raw/brand_2.csv": text })
    const { brand } = await nodes(made)
    expect([brand?.status, brand?.error?.message]).toEqual(["error", expect.stringContaining("brand_2.csv")])
    expect(await made.query("select id, name from brand")).toEqual([{ id: 1, name: "A" }])
  })

  it("a file whose name tells no time is named", async () => {
    const made = project()
    made.write({ "lake/raw/media_all/media_today.json": media([1, 1]) })
    const { stage_media: stage } = await nodes(made)
    expect(stage?.error?.code).toBe("LUX-2203")
    expect(stage?.error?.hint).toContain("media_today.json")
  })

  it("an empty list is not a rows, and an empty file is a reject", async () => {
    const made = project()
    made.write({ [flat("01")]: "[]", [flat("02")]: media([2, 5], [2, 5]), [flat("03")]: "" })
    expect((await nodes(made))["stage_media"]?.message).toMatch(
      /^2 rows of 3 files; 1 record rejected: .*: the file is empty /,
    )
    expect(await likes(made)).toEqual([[2, 5]])
  })
})

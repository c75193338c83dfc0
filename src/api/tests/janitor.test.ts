import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { lux } from "../../dev/lux-process.testkit.ts"
import type { JanitorFindings } from "../types.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const materializations = ["table", "view", "incremental"] as const

/** Two hundred relations, of which lux makes half; a quarter goes from the project. */
async function twoHundred(): Promise<TemporaryProject> {
  const models = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [
      `models/${at < 50 ? "gone/g" : "m"}${at}.sql`,
      `{{config materialized="${materializations[at % 3]}"}}\nselect ${at} as id\n`,
    ]),
  )
  const project = temporaryProject({ ...models, "models/keep.sql": "select 1 as id" })
  await project.execute("build")
  const byHand = Array.from({ length: 99 }, (_, at) =>
    at % 2 === 0
      ? `create table main.hand_${at} as select 1 as id`
      : `create view main."g${at}__rejected_by_hand" as select 1 as id`,
  )
  await project.change(`${byHand.join(";\n")};
    drop table main.g0; create table main.g0 as select 'mine' as id;
    create table main.g3__lux_candidate as select 1 as id;
    create table main.g6__rejected as select 1 as id;`)
  project.remove("models/gone")
  return project
}

const names =
  "select schema_name || '.' || table_name as name from duckdb_tables() where schema_name = 'main' union all select 'main.' || view_name from duckdb_views() where schema_name = 'main' and not internal order by 1"

async function relations(project: TemporaryProject): Promise<readonly string[]> {
  return (await project.query(names)).map(({ name }) => String(name))
}

describe("lux janitor", () => {
  it("drops exactly what lux made and nothing makes any more, of two hundred relations, killed in between", async () => {
    const project = await twoHundred()
    const before = await relations(project)
    const found = await project.lux().janitor()
    expect(await relations(project)).toEqual(before)
    const going = found.relations.filter(({ kept }) => kept === null).map(({ relation }) => relation)
    expect(going.sort()).toEqual(Array.from({ length: 49 }, (_, at) => `main.g${at + 1}`).sort())
    expect(found.relations.filter(({ kept }) => kept !== null)).toMatchObject([{ relation: "main.g0" }])

    let killed = false
    await lux(["janitor", "--drop"], {
      cwd: project.folder,
      onOutput(text, kill) {
        if (killed || !text.includes("dropped")) return
        killed = true
        kill("SIGKILL")
      },
    })
    const rest = (await relations(project)).length
    expect([killed, rest < before.length]).toEqual([true, true])
    const again = await lux(["janitor", "--drop"], { cwd: project.folder })
    expect(again.code).toBe(0)
    expect(await relations(project)).toEqual(before.filter((name) => !going.includes(name)))
    const after = await lux(["janitor"], { cwd: project.folder })
    expect(after).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing to drop"), stderr: "" })
    // What is left is as good as before.
    expect((await project.execute("build")).success).toBe(true)
  }, 60_000)

  it("forgets the runs that nothing is left of, and drops what one has left", async () => {
    const project = temporaryProject({ "models/keep.sql": "select 1 as id" })
    await project.execute("build")
    await project.execute("build")
    const [{ token } = {}] = await project.query("select token from _lux.run limit 1")
    await project.change(`create table main.keep__${token}__lux_candidate as select 1 as id`)
    const found = await project.lux().janitor({ drop: true })
    expect(found).toMatchObject({
      relations: [{ relation: `main.keep__${token}__lux_candidate`, what: "candidate", kept: null }],
      records: 1,
    })
    expect(await project.query("select * from _lux.run")).toEqual([])
    expect((await project.lux().janitor()).records).toBe(0)
  })

  it("says that there is no history, and takes no name that it does not find", async () => {
    const project = temporaryProject({ "models/keep.sql": "select 1 as id" })
    await expect(project.lux().janitor()).rejects.toMatchObject({ code: "LUX-2430" })
    await project.execute("build")
    await expect(project.lux().janitor({ names: ["keep"] })).rejects.toMatchObject({ code: "LUX-2351" })
  })
})

const settings = (retention: string) =>
  `dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb${retention}}}\n`
const lake = {
  "models/stage_media.sql": `{{config materialized="stage"}}\nselect id from {{source "lake" "media"}}\n`,
  "models/media.sql": `{{config materialized="incremental"}}\nselect id from {{ref "stage_media"}}\n`,
  "models/sources.yml": `sources:
  - name: lake
    tables:
      - name: media
        external: {root: lake, path: "media_*.json"}
        columns: [{name: id, data_type: integer}]
`,
}

/** Three hours, staged 40, 30 and 20 days ago. */
async function threeBatches(files: Readonly<Record<string, string>> = {}): Promise<TemporaryProject> {
  const project = temporaryProject({ ...lake, ...files }, settings(", batch_retention: 10d"))
  for (const [at, days] of [40, 30, 20].entries()) {
    project.write({ [`lake/media_${at}.json`]: `[{"id": ${at}}]` })
    await project.execute("build")
    await project.change(
      `update _lux.batch set created_at = created_at - interval ${days} day where created_at > now()::timestamp - interval 1 day`,
    )
  }
  return project
}

const batchFiles = ({ folder }: TemporaryProject): number =>
  readdirSync(join(folder, "test.batches", "stage_media")).length
const kept = ({ batches }: JanitorFindings) => batches.map((batch) => batch.kept)

describe("old batches", () => {
  it("go but for the newest, and are staged again where a full refresh needs them", async () => {
    const project = await threeBatches()
    const found = await project.lux().janitor()
    expect([kept(found), batchFiles(project)]).toEqual([[null, null], 3])
    expect((await project.lux().janitor({ drop: true })).dropped).toHaveLength(2)
    expect(batchFiles(project)).toBe(1)
    // A build needs none of them.
    project.write({ "lake/media_3.json": `[{"id": 3}]` })
    await project.execute("build")
    expect(batchFiles(project)).toBe(2)
    expect((await project.execute("build", { fullRefresh: true, select: ["media"] })).success).toBe(true)
    expect(await project.query("select count(*)::int as n from media")).toEqual([{ n: 4 }])
    expect(batchFiles(project)).toBe(4)
  })

  it("stay where a table has not loaded them, reads all of them, or their raw files are gone", async () => {
    const project = await threeBatches()
    project.write({ "models/other.sql": lake["models/media.sql"] })
    expect(kept(await project.lux().janitor())).toEqual(
      Array.from({ length: 2 }, () => "main.other has not loaded it"),
    )
    project.write({ "models/other.sql": lake["models/media.sql"].replace("incremental", "table") })
    expect(kept(await project.lux().janitor())[0]).toBe("main.other reads all batches whenever it is built")
    project.remove("models/other.sql")
    project.remove("lake/media_0.json")
    expect(kept(await project.lux().janitor({ drop: true }))).toEqual([
      "its raw file media_0.json is gone",
      null,
    ])
    expect(batchFiles(project)).toBe(2)
  })

  it("are none without a retention, and a retention is a span", async () => {
    const project = await threeBatches()
    project.write({ "lux_project.yml": `name: p\n${settings("")}` })
    expect((await project.lux().janitor()).batches).toEqual([])
    project.write({ "lux_project.yml": `name: p\n${settings(", batch_retention: soon")}` })
    await expect(project.lux().janitor()).rejects.toMatchObject({ code: "LUX-2630" })
    expect(existsSync(join(project.folder, "test.batches"))).toBe(true)
  })
})

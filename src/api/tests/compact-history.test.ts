import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const tables = ["invocation", "node_result", "check_result", "metric"] as const
const folder = join("test.batches", "quality_history")

/** Five builds, of which the first three are made 400, 300 and 200 days older; the check fails from the fourth on. */
async function fiveBuilds(): Promise<TemporaryProject> {
  const project = temporaryProject(
    {
      "models/orders.sql": 'select i as id from range({{var "rows"}}) as r(i)\n',
      "models/orders.yml":
        "models:\n  - name: orders\n    data_tests:\n      - row_count: {max: 8, config: {severity: warn}}\n",
    },
    "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\nvars: {rows: 6}\n",
  )
  for (const [rows, days] of [
    [6, 400],
    [7, 300],
    [9, 200],
    [9, 0],
    [10, 0],
  ] as const) {
    project.write({ "lux_project.yml": `${settings}vars: {rows: ${rows}}\n` })
    await project.execute("build")
    if (days === 0) continue
    const recent = "> now()::timestamp - interval 1 day"
    await project.change(`
      update quality.invocation set started_at = started_at - interval ${days} day where started_at ${recent};
      update quality.node_result set started_at = started_at - interval ${days} day where started_at ${recent};
      update quality.check_result set checked_at = checked_at - interval ${days} day where checked_at ${recent};
      update quality.metric set measured_at = measured_at - interval ${days} day where measured_at ${recent};`)
  }
  return project
}

const settings = "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n"

async function counts(project: TemporaryProject): Promise<Record<string, number>> {
  const all = await Promise.all(
    tables.map(async (table) => {
      const [row] = await project.query(`select count(*) as n from quality.${table}`)
      return [table, Number(row?.["n"])] as const
    }),
  )
  return Object.fromEntries(all)
}

describe("lux quality compact", () => {
  it("moves what is old to files, keeps how things stand, and still answers for all time", async () => {
    const project = await fiveBuilds()
    const before = await counts(project)
    const standing = await project.lux().quality()
    const all = await project.lux().qualityHistory("row_count_orders_8", { since: "2000w", limit: 100 })
    const measured = await project.lux().qualityMetrics("orders", { since: "2000w" })

    const counted = await project.lux().qualityCompact({ keep: "100d", dryRun: true })
    expect(await counts(project)).toEqual(before)
    const done = await project.lux().qualityCompact({ keep: "100d" })
    expect(done.moved.map(({ table, rows }) => [table, rows])).toEqual(
      counted.moved.map(({ table, rows }) => [table, rows]),
    )
    // Of the check the pass of 400 days ago goes; it fails since 200 days ago, so the latest pass stays, and each
    // invocation with what stays of it.
    expect(await counts(project)).toEqual({ invocation: 4, node_result: 2, check_result: 4, metric: 2 })
    expect(readdirSync(join(project.folder, folder))).toHaveLength(4)

    expect((await project.lux().quality()).map(({ failing }) => failing)).toEqual(
      standing.map(({ failing }) => failing),
    )
    const again = await project.lux().qualityHistory("row_count_orders_8", { since: "2000w", limit: 100 })
    expect(again.points).toEqual(all.points)
    expect((await project.lux().qualityMetrics("orders", { since: "2000w" })).points).toEqual(measured.points)
    expect((await project.lux().qualityHistory("row_count_orders_8")).points).toHaveLength(4)

    expect((await project.lux().qualityCompact({ keep: "100d" })).moved.map(({ rows }) => rows)).toEqual([
      0, 0, 0, 0,
    ])
    const [{ days } = {}] = await project.query(
      `select count(*) as days from read_parquet('${join(project.folder, folder)}/invocation_*.parquet')`,
    )
    expect(Number(days)).toBe(1)
  })

  it("keeps the files next to the database where batches are on S3", async () => {
    const project = await fiveBuilds()
    const onS3 = settings.replace("test.duckdb", "test.duckdb, batches: 's3://b/x'")
    project.write({ "lux_project.yml": `${onS3}vars: {rows: 10}\n` })
    await project.lux().qualityCompact({ keep: "100d" })
    expect(readdirSync(join(project.folder, folder))).toHaveLength(4)
    expect(existsSync("s3:")).toBe(false)
  })

  it("removes what a killed run left, whose rows are still in their table", async () => {
    const project = await fiveBuilds()
    const before = await counts(project)
    const own = join(project.folder, folder)
    mkdirSync(own, { recursive: true })
    const half = join(own, "metric_until_2023-01-01_0123abcd.parquet")
    // What another program writes into the table is not a file of lux's.
    const foreign = join(project.folder, "foreign.parquet")
    for (const file of [half, foreign]) writeFileSync(file, "PAR1 and no more")
    for (const file of [half, foreign, join(own, "metric_until_2023-01-02_0123abcd.parquet")])
      await project.change(
        `insert into quality.archive values ('metric', '${file}', 'writing', 3, now(), now(), now())`,
      )
    expect(
      (await project.lux().qualityHistory("row_count_orders_8", { since: "2000w" })).points,
    ).toHaveLength(5)
    const done = await project.lux().qualityCompact({ keep: "100d" })
    expect([half, foreign].map(existsSync)).toEqual([false, true])
    const [{ n } = {}] = await project.query(
      "select count(*) as n from quality.archive where state <> 'kept'",
    )
    expect(Number(n)).toBe(0)
    const after = await counts(project)
    for (const [index, table] of tables.entries())
      expect((after[table] ?? 0) + (done.moved[index]?.rows ?? 0)).toBe(before[table])
  })

  it("leaves every row in its table where a file cannot be written", async () => {
    const project = await fiveBuilds()
    const before = await counts(project)
    writeFileSync(join(project.folder, "test.batches"), "a file in the way")
    await expect(project.lux().qualityCompact({ keep: "100d" })).rejects.toThrowError(
      expect.objectContaining({ code: "LUX-2436" }),
    )
    expect(await counts(project)).toEqual(before)
  })

  it("deletes what is old where that is asked for, and keeps who made what", async () => {
    const project = await fiveBuilds()
    await project.change(
      "update quality.node_result set relation = 'main.gone' where started_at < now() - interval 350 day",
    )
    const done = await project.lux().qualityCompact({ keep: "100d", delete: true })
    expect(done.moved.map(({ rows, file }) => [rows, file])).toEqual([
      [0, undefined],
      [2, undefined],
      [1, undefined],
      [3, undefined],
    ])
    expect(await counts(project)).toEqual({ invocation: 5, node_result: 3, check_result: 4, metric: 2 })
    expect(existsSync(join(project.folder, folder))).toBe(false)
  })

  it("says what a time is, and which file is not there", async () => {
    const project = await fiveBuilds()
    await expect(project.lux().qualityCompact({ keep: "soon" })).rejects.toThrowError(
      expect.objectContaining({ code: "LUX-2431" }),
    )
    await project.lux().qualityCompact({ keep: "100d" })
    project.remove(folder)
    await expect(project.lux().qualityHistory("row_count_orders_8", { since: "2000w" })).rejects.toThrowError(
      expect.objectContaining({ code: "LUX-2435" }),
    )
    expect((await project.lux().qualityHistory("row_count_orders_8")).points).toHaveLength(4)
  })
})

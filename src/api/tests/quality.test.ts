import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { createLux } from "../create-lux.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const files = {
  "models/orders.sql": 'select i as id, i * 1.5 as price from range({{var "rows"}}) as r(i)\n',
  "models/orders.yml": `models:
  - name: orders
    data_tests:
      - row_count: {min: 5, max: 8, config: {severity: warn}}
    columns:
      - name: id
        data_tests: [unique, not_null]
      - name: price
        data_tests: [{column_mean: {min: 0}}]
`,
}

function project() {
  const made = temporaryProject(
    files,
    "dialect: duckdb\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: test.duckdb}\nvars: {rows: 6, api_token: hidden}\n",
  )
  const lux = (vars?: string) =>
    createLux({ projectDir: made.folder, ...(vars === undefined ? {} : { vars }) })
  return { ...made, lux }
}

describe("what the history tells", () => {
  it("says how each relation stands, and since when a check fails", async () => {
    const { lux } = project()
    await lux().build()
    await lux("{rows: 9}").build()
    await lux("{rows: 10}").build()
    const [orders, ...others] = await lux().quality()
    expect(others).toEqual([])
    expect(orders).toMatchObject({ relation: "main.orders", checks: 4 })
    expect(orders?.passRate).toBeCloseTo(10 / 12)
    const { points } = await lux().qualityHistory("row_count_orders_8__5")
    expect(
      points.map(({ status, observed, expected, totalRows }) => [status, observed, expected, totalRows]),
    ).toEqual([
      ["pass", "6", "between 5 and 8", 6],
      ["warn", "9", "between 5 and 8", 9],
      ["warn", "10", "between 5 and 8", 10],
    ])
    expect(orders?.failing).toEqual([
      {
        checkId: expect.stringContaining("row_count_orders"),
        name: "row_count_orders_8__5",
        status: "warn",
        failures: 1,
        observed: "10",
        expected: "between 5 and 8",
        failingSince: points[1]?.checkedAt,
        failuresInARow: 2,
      },
    ])
    await lux().build()
    expect((await lux().quality())[0]?.failing).toEqual([])
  })

  it("tells what was measured of a column and of the rows, whether or not it passed", async () => {
    const { lux } = project()
    await lux().build()
    await lux("{rows: 9}").build()
    const rows = await lux().qualityMetrics("orders")
    const price = await lux().qualityMetrics("main.orders.price")
    expect(rows.points.map(({ metric, value }) => [metric, value])).toEqual([
      ["row_count", 6],
      ["row_count", 9],
    ])
    expect(price.points.map(({ metric, value }) => [metric, value])).toEqual([
      ["mean", 3.75],
      ["mean", 6],
    ])
    expect((await lux().qualityMetrics("orders", { limit: 1 })).points).toHaveLength(1)
    expect((await lux().qualityMetrics("orders", { since: "2999-01-01" })).points).toEqual([])
  })

  it("keeps who ran what with what, but no secret", async () => {
    const { lux, query } = project()
    await lux().build()
    const [row] = await query(
      "select vars, node_version, warehouse, user_name is not null as user from quality.invocation",
    )
    expect(row).toEqual({
      vars: JSON.stringify({ rows: 6, api_token: "***" }),
      node_version: process.version,
      warehouse: "duckdb",
      user: true,
    })
  })

  it("keeps a check's fingerprint when its name and file change", async () => {
    const { lux, query, write, remove } = project()
    await lux().build()
    remove("models/orders.yml")
    write({
      "models/other.yml": `models:
  - name: orders
    columns:
      - name: id
        data_tests: [{unique: {name: renamed}}, {not_null: {where: id > 1}}]
`,
    })
    await lux().build()
    const prints = await query(
      "select test, count(*) as times, count(distinct fingerprint) as prints from quality.check_result where test in ('unique', 'not_null') group by test order by test",
    )
    expect(prints).toEqual([
      { test: "not_null", times: "2", prints: "2" },
      { test: "unique", times: "2", prints: "1" },
    ])
  })

  it.each([
    ["nothing was built", (lux: ReturnType<typeof createLux>) => lux.quality(), "LUX-2430", false],
    [
      "a check that nobody asked",
      (lux: ReturnType<typeof createLux>) => lux.qualityHistory("unique_orders"),
      "LUX-2432",
      true,
    ],
    [
      "a column that nothing measured",
      (lux: ReturnType<typeof createLux>) => lux.qualityMetrics("orders.id"),
      "LUX-2433",
      true,
    ],
    [
      "a time that is none",
      (lux: ReturnType<typeof createLux>) => lux.quality({ since: "yesterday" }),
      "LUX-2431",
      true,
    ],
  ] as const)("refuses: %s", async (_, ask, code, built) => {
    const { lux } = project()
    if (built) await lux().build()
    await expect(ask(lux())).rejects.toThrowError(expect.objectContaining({ code }))
  })
})

describe("the schema of the history", () => {
  it("is chosen, and has the target's prefix", async () => {
    const made = temporaryProject(
      files,
      `dialect: duckdb
targets: {dev: {type: duckdb, path: test.duckdb, schema_prefix: dev_}}
vars: {rows: 6}
quality: {schema: "data quality"}
`,
    )
    await made.execute("build")
    const [relation] = await made.lux().quality()
    expect(relation).toMatchObject({ relation: "dev_main.orders", checks: 4, passRate: 1 })
    const { points } = await made.lux().qualityMetrics("orders.price", {})
    expect(points.map(({ metric }) => metric)).toEqual(["mean"])
    const tables = await made.query(
      "select distinct table_schema as name from information_schema.tables where table_name in ('invocation', 'latest_check') order by name",
    )
    expect(tables).toEqual([{ name: "dev_data quality" }])
  })
})

describe("history that cannot be written", () => {
  it("is kept, told as a warning, left by clean, and delivered once by the next run", async () => {
    const { lux, query, change, folder } = project()
    await lux().build()
    await change("alter table quality.invocation rename to hidden")
    await change("create view quality.invocation as select * from quality.hidden")
    const warnings: string[] = []
    const failed = await lux("{rows: 7}").build({
      onEvent: (event) => event.type === "warning" && warnings.push(event.error.code),
    })
    expect(warnings).toEqual(["LUX-2402"])
    const kept = join(folder, "target", "undelivered")
    expect(failed.success).toBe(true)
    expect(readdirSync(kept)).toHaveLength(1)
    await lux().clean()
    expect(readdirSync(join(folder, "target"))).toEqual(["undelivered"])
    await change("drop view quality.invocation")
    await change("alter table quality.hidden rename to invocation")
    await lux("{rows: 8}").build()
    expect(existsSync(kept) ? readdirSync(kept) : []).toEqual([])
    const [{ invocations, rows } = {}] = await query(
      "select (select count(*) from quality.invocation) as invocations, (select string_agg(value, ',' order by measured_at) from quality.metric where metric = 'row_count') as rows",
    )
    expect([invocations, rows]).toEqual(["3", "6.0,7.0,8.0"])
  })
})

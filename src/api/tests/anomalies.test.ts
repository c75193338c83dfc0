import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryProject } from "./temporary-project.testkit.ts"

/** Rows of kind 0, 1 and 2 in turn. */
function rowsOf(count: number): string {
  return `select i as id, i % 3 as kind from range(${count}) as r(i)\n`
}

function withChecks(checks: string) {
  return temporaryProject({
    "models/media.sql": rowsOf(0),
    "models/after.sql": 'select count(*) as n from {{ref "media"}}\n',
    "models/models.yml": `models:\n  - name: media\n${checks}`,
  })
}

type Built = ReturnType<typeof withChecks>

async function build(project: Built, rows: number) {
  project.write({ "models/media.sql": rowsOf(rows) })
  const { nodes } = await project.execute("build")
  const media = nodes.find(({ label }) => label === "main.media")
  return {
    status: media?.status,
    check: media?.checks[0],
    after: nodes.find(({ label }) => label === "main.after"),
  }
}

const volume = `    data_tests:
      - volume_anomaly:
          arguments: { min_points: 4 }
`

describe("a volume anomaly", () => {
  it("is found after runs that taught what is usual, keeps the version out, and recovers", async () => {
    const project = withChecks(volume)
    for (const rows of [1000, 1010, 990, 1005]) {
      const { status, check } = await build(project, rows)
      expect([status, check?.status, check?.observed]).toEqual(["ok", "insufficient", rows])
    }
    expect((await build(project, 1002)).check?.status).toBe("pass")

    const dropped = await build(project, 120)
    expect(dropped.status).toBe("rejected")
    expect(dropped.after?.status).toBe("skipped")
    expect(dropped.check).toMatchObject({ status: "fail", failures: 1, observed: 120 })
    expect(dropped.check?.message).toMatch(
      /^row_count of main\.media is 120, expected 986\.\d+ to 1,01\d\.\d+ \(median of 5 runs ± 3\.5 MAD\), falling since \d{4}-\d\d-\d\d \d\d:\d\d$/,
    )
    expect(await project.query("select count(*)::integer as n from media")).toEqual([{ n: 1002 }])
    expect(await project.query("select count(*)::integer as n from media__rejected")).toEqual([{ n: 120 }])

    // The bad value is remembered, and has taught nothing.
    expect(
      await project.query(
        "select value::integer as value from quality.metric order by measured_at desc limit 1",
      ),
    ).toEqual([{ value: 120 }])
    expect((await build(project, 121)).status).toBe("rejected")
    const recovered = await build(project, 1001)
    expect([recovered.status, recovered.check?.status, recovered.after?.status]).toEqual(["ok", "pass", "ok"])
    expect(await project.query("select count(*)::integer as n from media")).toEqual([{ n: 1001 }])
  }, 60_000)
})

describe("what is remembered", () => {
  it("is of its rows, and shared by whatever asks for it", async () => {
    const project = withChecks(`    data_tests:
      - volume_anomaly: { min_points: 3, where: kind = 0 }
      - volume_anomaly: { name: all_rows, min_points: 3, sensitivity: 9 }
      - row_count: { where: kind = 1, min: 0 }
      - volume_anomaly: { name: by_kind, min_points: 3, group_by: kind }
    columns:
      - name: kind
        data_tests:
          - dimension_anomaly: { min_points: 3, min_change: 0.05 }
`)
    for (const rows of [300, 303, 297]) await build(project, rows)
    expect(
      await project.query(
        "select distinct metric, column_name, group_value, value from quality.metric where measured_at >= (select max(started_at) from quality.invocation) order by 1, 2, 3",
      ),
    ).toEqual([
      { metric: "row_count", column_name: null, group_value: "by kind, 0", value: 99 },
      { metric: "row_count", column_name: null, group_value: "by kind, 1", value: 99 },
      { metric: "row_count", column_name: null, group_value: "by kind, 2", value: 99 },
      { metric: "row_count", column_name: null, group_value: "kind = 0", value: 99 },
      { metric: "row_count", column_name: null, group_value: "kind = 1", value: 99 },
      { metric: "row_count", column_name: null, group_value: null, value: 297 },
      { metric: "row_share", column_name: "kind", group_value: "0", value: 1 / 3 },
      { metric: "row_share", column_name: "kind", group_value: "1", value: 1 / 3 },
      { metric: "row_share", column_name: "kind", group_value: "2", value: 1 / 3 },
    ])

    // A third of the rows is of another kind, and kind 2 is gone.
    project.write({
      "models/media.sql": "select i as id, [0, 1, 7][1 + i % 3] as kind from range(300) as r(i)\n",
    })
    const { nodes } = await project.execute("build")
    const checks = nodes.find(({ label }) => label === "main.media")?.checks ?? []
    expect(
      Object.fromEntries(checks.map(({ test, name, status }) => [name === "all_rows" ? name : test, status])),
    ).toMatchObject({
      all_rows: "pass",
      row_count: "pass",
      dimension_anomaly: "fail",
    })
    const dimension = checks.find(({ test }) => test === "dimension_anomaly")
    expect(dimension?.failures).toBe(2)
    expect(dimension?.message).toContain(
      'row_share of "7" of kind in main.media is 0.33333, expected 0 (median of 3 runs',
    )
    expect(dimension?.message).toContain('row_share of "2" of kind in main.media is 0, expected 0.31')
    expect(dimension?.sample).toHaveLength(2)
    const byKind = checks.find(({ name }) => name === "by_kind")
    expect([byKind?.status, byKind?.failures]).toEqual(["fail", 2])
  }, 60_000)

  it("teaches nothing where another check kept the version out", async () => {
    const project = withChecks(`    data_tests:
      - volume_anomaly: { strategy: absolute_change, max_increase: 10 }
      - expression_is_true: { expression: id <> 105 }
`)
    expect((await build(project, 100)).status).toBe("ok")
    const rejected = await build(project, 109)
    expect([rejected.status, rejected.check?.test]).toEqual(["rejected", "expression_is_true"])
    project.write({
      "models/models.yml":
        "models:\n  - name: media\n    data_tests: [{volume_anomaly: {strategy: absolute_change, max_increase: 10}}]\n",
    })
    // Eighteen more than what was published, though nine more than what was rejected.
    expect((await build(project, 118)).check?.message).toMatch(
      /is 118, expected at most 110 \(change from 100 before\), rising since/,
    )
    expect((await build(project, 110)).status).toBe("ok")
  }, 60_000)

  it("is judged again where an anomaly is acknowledged", async () => {
    const check = (more: string) =>
      `models:\n  - name: media\n    data_tests: [{volume_anomaly: {name: volume, min_points: 3${more}}}]\n`
    const project = temporaryProject({
      "models/media.sql": rowsOf(100),
      "models/models.yml": check(""),
    })
    for (const rows of [100, 101, 99]) await build(project, rows)
    expect((await build(project, 50)).status).toBe("rejected")
    const past = await project.query(
      "select (min(measured_at) - interval '1 day')::varchar as day from quality.metric",
    )
    const day = String(past[0]?.["day"]).slice(0, 10)
    project.write({
      "models/models.yml": check(
        `, acknowledged: [{from: "${day}", to: "2999-01-01", reason: two brands less}]`,
      ),
    })
    const known = await build(project, 50)
    expect([known.status, known.check?.status, known.check?.expected]).toEqual([
      "ok",
      "pass",
      "an acknowledged anomaly: two brands less",
    ])
    project.write({ "models/models.yml": check("") })
    expect((await build(project, 50)).status).toBe("rejected")
  }, 60_000)
})

describe("days of the table itself", () => {
  // Day 7 has no rows: it was an anomaly itself, and is none of the 14 days that count.
  it("are compared without any history, and a day without rows has none", async () => {
    const days = (last: number) =>
      `select timestamp '2023-09-01' + interval (d) day as posted_at, i % 2 as kind
from range(15) as t(d), range(case when d = 14 then ${last} when d = 7 then 0 else 100 + d % 3 end) as r(i)\n`
    const project = temporaryProject({
      "models/media.sql": days(101),
      "models/models.yml": `models:
  - name: media
    data_tests:
      - volume_anomaly: { timestamp_column: posted_at, min_change: 0.1 }
      - dimension_anomaly: { dimension: kind, timestamp_column: posted_at, min_change: 0.1 }
    columns:
      - name: kind
        data_tests: [{column_anomaly: {metric: mean, timestamp_column: posted_at, bucket: day, min_change: 0.2}}]
`,
    })
    const statuses = async () => {
      const { nodes } = await project.execute("build")
      return nodes[0]?.checks.map(({ test, status }) => `${test} ${status}`).sort()
    }
    expect(await statuses()).toEqual(["column_anomaly pass", "dimension_anomaly pass", "volume_anomaly pass"])
    project.write({ "models/media.sql": days(20) })
    const { nodes } = await project.execute("build")
    const volume = nodes[0]?.checks.find(({ test }) => test === "volume_anomaly")
    expect(volume?.message).toMatch(
      /^row_count of main\.media is 20, expected 90\.9 to 111\.1 \(median of 13 days ± 3\.5 MAD\), falling since 2023-09-15 00:00$/,
    )
  }, 60_000)
})

describe("arguments that do not go together", () => {
  it.each([
    ["volume_anomaly: {strategy: threshold}", "needs min or max"],
    ["volume_anomaly: {strategy: relative_change}", "needs max_increase or max_decrease"],
    ["volume_anomaly: {strategy: seasonal}", "needs season"],
    ["volume_anomaly: {strategy: holt_winters}", "needs period"],
    ["volume_anomaly: {bucket: day}", "needs timestamp_column"],
    ["volume_anomaly: {window: soon}", "is not a span"],
    ["volume_anomaly: {exclude: [christmas]}", "is not a time"],
    ["volume_anomaly: {acknowledged: [{at: 2023-09-02}]}", '"acknowledged"'],
    ["volume_anomaly: {acknowledged: [{from: 2023-09-02, reason: x}]}", "needs at, or from and to"],
    ["volume_anomaly: {acknowledged: [{at: 2023-09-02, as: fine, reason: x}]}", '"acknowledged"'],
  ])("%s", async (check, message) => {
    const project = withChecks(`    data_tests: [{${check}}]\n`)
    await expect(project.execute("build")).rejects.toMatchObject({
      code: "LUX-2411",
      message: expect.stringContaining(message),
      place: { file: "models/models.yml" },
    })
  })
})

describe("the page of anomalies", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../../docs/guides/anomalies.md"), "utf8")
  const [, path = "", yaml = ""] = /^```yaml title=(\S+)\n([\s\S]*?)^```$/m.exec(page) ?? []
  const media = (rows: number): string =>
    `select i as media_id, 100 + i % 3 as like_count, now()::timestamp as posted_at,
  case when i % 5 = 0 then 'VIDEO' else 'IMAGE' end as media_type
from range(${rows}) as r(i)\n`

  it("finds what it shows", async () => {
    const project = temporaryProject({ "models/media.sql": media(0), [path]: yaml })
    for (const rows of [1000, 1010, 990, 1005, 995, 1000]) {
      project.write({ "models/media.sql": media(rows) })
      expect(await project.statuses("build")).toEqual({ media: "ok" })
    }
    project.write({ "models/media.sql": media(120) })
    const { nodes } = await project.execute("build")
    const failed = nodes[0]?.checks.filter(({ status }) => status !== "pass" && status !== "insufficient")
    expect(failed?.map(({ name, message }) => `${name} ${message?.replace(/since .*/, "since")}`)).toEqual([
      /^FAIL (.* since) \d{4}/m.exec(page)?.[1],
    ])
    const passed = nodes[0]?.checks.filter(({ status }) => status === "pass").map(({ test }) => test)
    expect(passed?.sort()).toEqual(["column_anomaly", "dimension_anomaly"])
  }, 60_000)

  it("shows arguments that there are", async () => {
    const written = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, body = ""]) => body)
    expect(written).toHaveLength(2)
    const [acknowledged = "", days = ""] = written
    const lines = (text: string, by: number): string => text.replace(/^(?=.)/gm, " ".repeat(by))
    const project = temporaryProject({
      "models/media.sql": media(10),
      "models/media.yml": `models:\n  - name: media\n${lines(days, 4)}      - volume_anomaly:\n${lines(acknowledged, 10)}`,
    })
    const { nodes } = await project.execute("build")
    expect(nodes[0]?.checks.map(({ status, expected }) => [status, expected])).toEqual([
      ["insufficient", "nothing yet: 0 runs are remembered, 7 are needed"],
      ["insufficient", "nothing yet: there is nothing to compare"],
    ])
  })
})

import { describe, expect, it } from "vitest"
import { LuxError } from "../errors.ts"
import type { NodeResult } from "../run/results.ts"
import { dryRun } from "./dry-run.ts"
import { jsonLines } from "./json-lines.ts"
import { duration } from "./node-line.ts"
import { plainLines } from "./plain-lines.ts"
import { check, node, remembering, run } from "./test-results.testkit.ts"

const broken = new LuxError("LUX-1301", "listagg is not verified", {
  place: { file: "models/x.sql", line: 2, column: 1, lineText: "listagg(a)" },
})
const rejected = node({
  uniqueId: "model.luxury_brands.brand",
  label: "raw_data.brand",
  status: "rejected",
  message: "1 of 2 checks failed",
  checks: [
    check(),
    check({
      status: "fail",
      failures: 3,
      sample: [{ user_id: "17", n_records: 2 }],
      compiledPath: "target/compiled/tests/unique_brand_user_id.sql",
    }),
  ],
})

describe("a line of a node", () => {
  const cases: readonly (readonly [result: NodeResult, expected: string])[] = [
    [node(), " 12/244 OK       table       analytics.popularity_factor 0.03s 11 rows\n"],
    [node({ message: "" }), " 12/244 OK       table       analytics.popularity_factor 0.03s\n"],
    [
      node({ status: "skipped", message: "because brand did not come through" }),
      " 12/244 SKIP     table       analytics.popularity_factor because brand did not come through\n",
    ],
    [
      node({ status: "cancelled", message: "interrupted", kind: "incremental" }),
      " 12/244 CANCELLED incremental analytics.popularity_factor interrupted\n",
    ],
    [
      node({ status: "error", error: broken }),
      " 12/244 ERROR    table       analytics.popularity_factor 0.03s LUX-1301 listagg is not verified\n",
    ],
    [
      rejected,
      " 12/244 REJECTED table       raw_data.brand 0.03s 1 of 2 checks failed\n        FAIL unique_brand_user_id 3 rows\n",
    ],
    [
      node({
        status: "warn",
        checks: [check({ status: "warn", failures: 1 }), check({ status: "skipped" })],
      }),
      " 12/244 WARN     table       analytics.popularity_factor 0.03s 11 rows\n        WARN unique_brand_user_id 1 row\n",
    ],
  ]
  it.each(cases)("%#", (result, expected) => {
    const { options, written } = remembering()
    plainLines(options).onEvent({ type: "node-finished", result, index: 12, total: 244 })
    expect(written).toEqual({ out: expected, err: "", screen: expected })
  })

  it.each([
    [0, "0.00s"],
    [1234, "1.23s"],
    [59_994, "59.99s"],
    [59_996, "1m 00s"],
    [3_725_000, "62m 05s"],
  ])("%d ms is %s", (milliseconds, expected) => {
    expect(duration(milliseconds)).toBe(expected)
  })
})

describe("the end of a run", () => {
  it("is totals and the warehouse's place", () => {
    const { options, written } = remembering()
    plainLines(options).onEvent({
      type: "run-finished",
      result: run([node({ checks: [check(), check({ status: "warn" })] }), node({ status: "skipped" })]),
    })
    expect(written.out).toBe(
      "Done in 1.23s: 1 ok, 0 warn, 0 rejected, 0 error, 1 skipped; checks: 1 pass, 1 warn\nWarehouse: data/lux.duckdb\n",
    )
    expect(written.err).toBe("")
  })

  it("says what failed, with a sample and what to run again", () => {
    const { options, written } = remembering()
    const unwell = node({ status: "error", error: broken, compiledPath: "target/compiled/x.sql" })
    plainLines(options).onEvent({ type: "run-finished", result: run([rejected, unwell]) })
    expect(written.err).toBe(
      [
        "",
        "REJECTED raw_data.brand  1 of 2 checks failed",
        "  FAIL unique_brand_user_id 3 rows",
        "    declared: models/raw/raw.yml:12",
        "    compiled: target/compiled/tests/unique_brand_user_id.sql",
        "    user_id  n_records",
        "    ───────  ─────────",
        "    17               2",
        "",
        "ERROR analytics.popularity_factor",
        "LUX-1301 models/x.sql:2:1  listagg is not verified",
        "  2 | listagg(a)",
        "    | ^",
        "  compiled: target/compiled/x.sql",
        "",
        "Retry: lux retry --target-path out",
        "",
        "",
      ].join("\n"),
    )
  })

  it("of tests says so too", () => {
    const { options, written } = remembering()
    const failed = node({
      kind: "test",
      status: "fail",
      checks: [check(), check({ name: "other", status: "fail" })],
    })
    plainLines(options).onEvent({ type: "run-finished", result: run([failed]) })
    expect(written.err).toContain("Retry: lux retry --target-path out\n")
    expect(written.out).toContain("1 fail,")
  })

  it("that was cancelled says so", () => {
    const { options, written } = remembering()
    const result = run([node(), node({ status: "cancelled" })], { cancelled: true })
    plainLines(options).onEvent({ type: "run-finished", result })
    expect(written.out).toContain(
      "Cancelled after 1.23s: 1 ok, 0 warn, 0 rejected, 0 error, 0 skipped, 1 cancelled\n",
    )
  })
})

it("quiet tells failures and totals only", () => {
  const { options, written } = remembering({ quiet: true })
  const reporter = plainLines(options)
  reporter.onEvent({ type: "node-finished", result: node(), index: 1, total: 2 })
  reporter.onEvent({ type: "warning", error: broken })
  reporter.onEvent({ type: "notice", message: "2 files were seen before" })
  expect(written.screen).toBe("")
  reporter.onEvent({ type: "node-finished", result: rejected, index: 2, total: 2 })
  expect(written.out).toContain("REJECTED")
})

it("warnings go to standard error", () => {
  const { options, written } = remembering()
  plainLines(options).onEvent({ type: "warning", error: new LuxError("LUX-1212", "nothing selected") })
  expect(written).toEqual({
    out: "",
    err: "warning LUX-1212 nothing selected\n",
    screen: "warning LUX-1212 nothing selected\n",
  })
})

it("a dry run is a script on standard output", () => {
  const { options, written } = remembering()
  const reporter = dryRun(options)
  reporter.onEvent({
    type: "dry-run-sql",
    uniqueId: "model.p.a",
    purpose: "build",
    sql: "create table a as select 1",
  })
  reporter.onEvent({ type: "dry-run-sql", uniqueId: "model.p.a", purpose: "publish", sql: "drop table b;\n" })
  reporter.onEvent({
    type: "dry-run-sql",
    uniqueId: "model.p.a",
    purpose: "check",
    sql: "select 1",
    asks: { checks: ["test.p.b", "test.p.c"], why: "one scan" },
  })
  reporter.onEvent({ type: "run-finished", result: run([]) })
  expect(written.out).toBe(
    "-- model.p.a: build\ncreate table a as select 1;\n\n-- model.p.a: publish\ndrop table b;\n\n" +
      "-- model.p.a: check\n-- asks test.p.b\n-- asks test.p.c\n-- so planned: one scan\nselect 1;\n\n",
  )
  expect(written.err).toBe("dry run: 3 statements, nothing was touched\n")
})

it("json lines are one document an event", () => {
  const { options, written } = remembering()
  const reporter = jsonLines({ write: options.sink.out, now: () => new Date("2023-09-01T12:00:00Z") })
  const failed = check({ sample: [{ n: 9007199254740993n, m: 1n }] })
  reporter.onEvent({
    type: "node-finished",
    result: node({ status: "error", error: broken }),
    index: 1,
    total: 1,
  })
  reporter.onEvent({ type: "check-finished", result: failed })
  reporter.onEvent({ type: "run-finished", result: run([node(), node({ status: "error" })]) })
  const [first, second, third] = written.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  expect(first).toEqual({
    time: "2023-09-01T12:00:00.000Z",
    level: "error",
    type: "node-finished",
    message: "ERROR table analytics.popularity_factor 0.03s LUX-1301 listagg is not verified",
    index: 1,
    total: 1,
    unique_id: "model.luxury_brands.popularity_factor",
    label: "analytics.popularity_factor",
    kind: "table",
    status: "error",
    rows: 11,
    started_at: "2023-09-01T12:00:00.000Z",
    finished_at: "2023-09-01T12:00:00.030Z",
    duration_ms: 30,
    error: {
      code: "LUX-1301",
      message: "listagg is not verified",
      place: { file: "models/x.sql", line: 2, column: 1, line_text: "listagg(a)" },
    },
  })
  expect(second).toMatchObject({ type: "check-finished", sample: [{ n: "9007199254740993", m: 1 }] })
  expect(third).toMatchObject({ level: "error", success: false, nodes: { ok: 1, error: 1 } })
})

import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { RunEvent } from "../../run/events.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const table = (sql: string): string => `{{config materialized='table'}}\n${sql}\n`
const slow = "select sum(a.range * b.range) as s from range(10000000) as a, range(1000000) as b"

describe("a run", () => {
  it("skips what depends on a failure and nothing else", async () => {
    const project = temporaryProject({
      "models/broken.sql": table("select * from nowhere"),
      "models/behind.sql": table("select * from {{ref 'broken'}}"),
      "models/far_behind.sql": table("select * from {{ref 'behind'}}"),
      "models/beside.sql": table("select 1 as one"),
    })
    const { nodes } = await project.execute("run")
    expect(Object.fromEntries(nodes.map((node) => [node.label, node.status]))).toEqual({
      "main.broken": "error",
      "main.behind": "skipped",
      "main.far_behind": "skipped",
      "main.beside": "ok",
    })
    const broken = nodes.find((node) => node.label === "main.broken")
    expect(broken?.error).toMatchObject({
      code: "LUX-2010",
      place: { file: "models/broken.sql", line: 2, column: 15 },
    })
    expect(existsSync(join(project.folder, broken?.compiledPath ?? "?"))).toBe(true)
  })

  it("starts nothing new after a failure when it shall fail fast", async () => {
    const project = temporaryProject({
      "models/a_broken.sql": table("select * from nowhere"),
      "models/b.sql": table("select 1 as one"),
      "models/c.sql": table("select 1 as one"),
    })
    expect(await project.statuses("run", { threads: 1, failFast: true })).toEqual({
      a_broken: "error",
      b: "skipped",
      c: "skipped",
    })
  })

  it("reports every compile error together, before anything is touched", async () => {
    const project = temporaryProject({
      "models/a.sql": table("select {{var 'absent'}} as a"),
      "models/b.sql": table("select {{env 'ABSENT'}} as b"),
      "models/c.sql": table("select 1 as one"),
    })
    await expect(project.execute("build")).rejects.toMatchObject({
      errors: [
        { code: "LUX-1014", place: { file: "models/a.sql", line: 2, column: 8 } },
        { code: "LUX-1015", place: { file: "models/b.sql", line: 2, column: 8 } },
      ],
    })
    await expect(project.query("select * from c")).rejects.toThrowError()
  })

  it("stops what runs when it is cancelled, leaves every table whole, and says what was done", async () => {
    const project = temporaryProject({
      "models/quick.sql": table("select 1 as version"),
      "models/slow.sql": table("select 1 as version, 0 as s"),
      "models/after.sql": table("select version from {{ref 'slow'}}"),
    })
    await project.execute("run")
    project.write({ "models/slow.sql": table(`select 2 as version, s from (${slow})`) })
    const abort = new AbortController()
    const result = await project.execute("run", {
      signal: abort.signal,
      onEvent: (event: RunEvent) => {
        // Once the quick one is done the slow one is under way.
        if (event.type === "node-finished" && event.result.label === "main.quick")
          setImmediate(() => abort.abort())
      },
    })
    expect(result.cancelled).toBe(true)
    expect(Object.fromEntries(result.nodes.map((node) => [node.label, node.status]))).toEqual({
      "main.quick": "ok",
      "main.slow": "cancelled",
      "main.after": "skipped",
    })
    expect(await project.query("select version from slow union all select version from after")).toEqual([
      { version: 1 },
      { version: 1 },
    ])
    expect(
      await project.query("select status from quality.invocation order by started_at desc limit 1"),
    ).toEqual([{ status: "cancelled" }])
  })

  it("touches nothing in a dry run, and tells all of its SQL", async () => {
    const project = temporaryProject({
      "models/one.sql": table("select 1 as id"),
      "models/one.yml": "models:\n  - name: one\n    columns:\n      - {name: id, data_tests: [unique]}\n",
    })
    const told: string[] = []
    const onEvent = (event: RunEvent): void => {
      if (event.type === "dry-run-sql") told.push(event.purpose)
    }
    const result = await project.execute("build", { dryRun: true, onEvent })
    expect(result.nodes).toEqual([])
    expect(told).toEqual(["build the table", "audit the candidate", "audit the candidate", "publish"])
    expect(existsSync(project.database)).toBe(false)
  })
})

describe("the quality history", () => {
  it("appends every invocation, node and check, with a sample of what failed", async () => {
    const project = temporaryProject({
      "models/orders.sql": table("select * from (values (1), (1), (null)) as t(id)"),
      "models/orders.yml":
        "models:\n  - name: orders\n    columns:\n      - name: id\n        data_tests:\n          - unique\n          - not_null: {config: {severity: warn, warn_if: '> 5'}}\n",
    })
    await project.execute("build")
    await project.execute("build", { select: ["orders"] })
    expect(
      await project.query(
        "select command, selection, status, nodes, nodes_failed, checks, checks_failed from quality.invocation order by started_at",
      ),
    ).toEqual([
      {
        command: "build",
        selection: null,
        status: "failed",
        nodes: 1,
        nodes_failed: 1,
        checks: 2,
        checks_failed: 1,
      },
      {
        command: "build",
        selection: "--select orders",
        status: "failed",
        nodes: 1,
        nodes_failed: 1,
        checks: 2,
        checks_failed: 1,
      },
    ])
    const checks = await project.query(
      "select check_name, test, gates, relation, column_name, severity, warn_if, status, failures, sample from quality.check_result order by checked_at, check_name limit 2",
    )
    expect(checks).toEqual([
      {
        check_name: "not_null_orders_id",
        test: "not_null",
        gates: "model.p.orders",
        relation: "main.orders",
        column_name: "id",
        severity: "warn",
        warn_if: "> 5",
        status: "pass",
        failures: 1,
        sample: null,
      },
      expect.objectContaining({
        check_name: "unique_orders_id",
        status: "fail",
        failures: 1,
        sample: '[{"unique_field":1,"n_records":2}]',
      }),
    ])
    expect(await project.query("select relation, kind, status from quality.node_result limit 1")).toEqual([
      { relation: "main.orders", kind: "table", status: "rejected" },
    ])
  })
})

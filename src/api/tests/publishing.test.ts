import { describe, expect, it } from "vitest"
import { temporaryProject } from "./temporary-project.testkit.ts"

const tableWithTest = (rows: string, config = "materialized='table'") => ({
  "models/orders.sql": `{{config ${config}}}\nselect * from (values ${rows}) as t(id, amount)\n`,
  "models/orders.yml":
    "models:\n  - name: orders\n    columns:\n      - name: id\n        data_tests: [unique, not_null]\n",
  "models/totals.sql": "{{config materialized='table'}}\nselect sum(amount) as total from {{ref 'orders'}}\n",
})

const relations =
  "select table_name as name from duckdb_tables() where schema_name = 'main' union all select view_name from duckdb_views() where schema_name = 'main' and not internal order by 1"

describe("write, audit, publish", () => {
  it("keeps the live table when a check fails, keeps the new one for inspection, and skips what depends on it", async () => {
    const project = temporaryProject(tableWithTest("(1, 10), (2, 20)"))
    expect(await project.statuses("build")).toEqual({ orders: "ok", totals: "ok" })
    project.write(tableWithTest("(1, 10), (1, 5), (null, 7)"))
    const result = await project.execute("build")
    expect(result.nodes.map((node) => [node.label, node.status])).toEqual([
      ["main.orders", "rejected"],
      ["main.totals", "skipped"],
    ])
    expect(result.nodes[0]?.message).toBe(
      "2 of 2 checks failed; the new version is kept as main.orders__rejected",
    )
    expect(result.nodes[1]?.message).toMatch(/because orders failed (unique|not_null)_orders_id/)
    expect(await project.query("select * from orders order by id")).toEqual([
      { id: 1, amount: 10 },
      { id: 2, amount: 20 },
    ])
    expect(await project.query("select count(*)::int as n from orders__rejected")).toEqual([{ n: 3 }])
    expect(await project.query("select total::int as total from totals")).toEqual([{ total: 30 }])

    project.write(tableWithTest("(3, 1)"))
    expect(await project.statuses("build")).toEqual({ orders: "ok", totals: "ok" })
    expect(await project.query(relations)).toEqual([{ name: "orders" }, { name: "totals" }])
  })

  it("audits a view under a scratch name", async () => {
    const project = temporaryProject(tableWithTest("(1, 10)", "materialized='view'"))
    await project.execute("build")
    project.write(tableWithTest("(null, 1)", "materialized='view'"))
    expect(await project.statuses("build")).toEqual({ orders: "rejected", totals: "skipped" })
    expect(await project.query("select id from orders")).toEqual([{ id: 1 }])
    expect(await project.query(relations)).toEqual([
      { name: "orders" },
      { name: "orders__rejected" },
      { name: "totals" },
    ])
  })

  it.each([
    ["a check on rows", "(null, 1)", "not_null_orders_id"],
    ["a check on the whole table, inside the merging transaction", "(1, 99)", "unique_orders_id"],
  ])("keeps new rows of an incremental model out: %s", async (_, rows, failing) => {
    const project = temporaryProject(tableWithTest("(1, 10)", "materialized='incremental'"))
    await project.execute("build")
    project.write(tableWithTest(rows, "materialized='incremental'"))
    const result = await project.execute("build")
    const [orders] = result.nodes
    expect(orders?.status).toBe("rejected")
    expect(orders?.checks.filter((check) => check.status === "fail").map((check) => check.name)).toEqual([
      failing,
    ])
    expect(await project.query("select id, amount from orders")).toEqual([{ id: 1, amount: 10 }])
    expect(await project.query("select count(*)::int as n from orders__rejected")).toEqual([{ n: 1 }])
  })

  it("rejects when a check cannot run", async () => {
    const project = temporaryProject({
      ...tableWithTest("(1, 10)"),
      "tests/broken.sql": "select missing_column from {{ref 'orders'}}\n",
    })
    const result = await project.execute("build", { select: ["orders"] })
    const [orders] = result.nodes
    expect(orders?.status).toBe("rejected")
    const broken = orders?.checks.find((check) => check.name === "broken")
    expect(broken?.status).toBe("error")
    expect(broken?.error?.message).toContain("missing_column")
    expect(orders?.checks.filter((check) => check.status === "pass")).toHaveLength(2)
  })

  it("publishes with a warning when only checks of severity warn fail", async () => {
    const project = temporaryProject(tableWithTest("(1, 10), (1, 20)"))
    project.write({
      "models/orders.yml":
        "models:\n  - name: orders\n    columns:\n      - name: id\n        data_tests:\n          - unique: {config: {severity: warn}}\n",
    })
    expect(await project.statuses("build")).toEqual({ orders: "warn", totals: "ok" })
    expect(await project.query("select count(*)::int as n from orders")).toEqual([{ n: 2 }])
  })

  it("runs without asking checks under `run`, and asks the published tables under `test`", async () => {
    const project = temporaryProject(tableWithTest("(1, 10), (1, 20)"))
    expect(await project.statuses("run")).toEqual({ orders: "ok", totals: "ok" })
    const { nodes } = await project.execute("test")
    expect(nodes).toHaveLength(1)
    expect(nodes[0]?.status).toBe("fail")
    expect(nodes[0]?.checks.map((check) => [check.name, check.status, check.failures])).toEqual([
      ["not_null_orders_id", "pass", 0],
      ["unique_orders_id", "fail", 1],
    ])
    expect(nodes[0]?.checks[1]?.sample).toEqual([{ unique_field: 1, n_records: 2 }])
  })

  it("replaces a table by a view and a view by a table", async () => {
    const project = temporaryProject(tableWithTest("(1, 10)"))
    for (const kind of ["view", "table", "view", "incremental"]) {
      project.write(tableWithTest("(1, 10)", `materialized='${kind}'`))
      expect(await project.statuses("build")).toEqual({ orders: "ok", totals: "ok" })
      expect(await project.query("select id from orders")).toEqual([{ id: 1 }])
    }
  })

  it("removes the candidates of a crashed run, and nothing that only has such a name", async () => {
    const project = temporaryProject({
      ...tableWithTest("(1, 10)"),
      "lux_project.yml":
        "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\non-run-end:\n  - create table main.gone__lux_candidate as select 1 as one\n  - comment on table main.gone__lux_candidate is 'made by lux next to main.gone'\n  - create table main.mine__lux_candidate as select 1 as one\n",
    })
    await project.execute("build")
    expect(await project.query(relations)).toEqual([
      { name: "gone__lux_candidate" },
      { name: "mine__lux_candidate" },
      { name: "orders" },
      { name: "totals" },
    ])
    project.write({
      "lux_project.yml": "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
    })
    await project.execute("run", { select: ["orders"] })
    expect(await project.query(relations)).toEqual([
      { name: "mine__lux_candidate" },
      { name: "orders" },
      { name: "totals" },
    ])
  })
})

describe("gates", () => {
  const parentAndChild = {
    "models/parent.sql": "{{config materialized='table'}}\nselect 1 as id\n",
    "models/child.sql": "{{config materialized='table'}}\nselect 1 as parent_id\n",
    "models/reader.sql": "{{config materialized='table'}}\nselect * from {{ref 'parent'}}\n",
  }
  const related = (on: string, column: string, to: string, field: string) =>
    `models:\n  - name: ${on}\n    columns:\n      - name: ${column}\n        data_tests:\n          - relationships: {to: ref('${to}'), field: ${field}}\n`

  it("builds what a check reads before it is asked", async () => {
    const project = temporaryProject({
      ...parentAndChild,
      "models/p.yml": related("child", "parent_id", "parent", "id"),
    })
    const { nodes } = await project.execute("build", { threads: 1 })
    const order = nodes.map((node) => node.label)
    expect(order.indexOf("main.parent")).toBeLessThan(order.indexOf("main.child"))
    expect(nodes.map((node) => node.status)).toEqual(["ok", "ok", "ok"])
  })

  it("runs a check after both where its gate would close a circle, and holds back who depends on them", async () => {
    const project = temporaryProject({
      "models/parent.sql": "{{config materialized='table'}}\nselect 1 as id\n",
      "models/child.sql":
        "{{config materialized='table'}}\nselect id + 1 as parent_id from {{ref 'parent'}}\n",
      "models/reader.sql": "{{config materialized='table'}}\nselect * from {{ref 'child'}}\n",
      "models/p.yml": related("parent", "id", "child", "parent_id"),
    })
    const { nodes } = await project.execute("build")
    expect(Object.fromEntries(nodes.map((node) => [node.label, node.status]))).toEqual({
      "main.parent": "ok",
      "main.child": "ok",
      relationships_parent_id__parent_id__ref_child_: "fail",
      "main.reader": "skipped",
    })
  })

  it("lets a singular test gate the last of the models that it refs", async () => {
    const project = temporaryProject({
      ...parentAndChild,
      "models/grandchild.sql": "{{config materialized='table'}}\nselect * from {{ref 'child'}}\n",
      "tests/never.sql": "select * from {{ref 'child'}} join {{ref 'grandchild'}} using (parent_id)\n",
    })
    const { nodes } = await project.execute("build")
    const statuses = Object.fromEntries(nodes.map((node) => [node.label, node.status]))
    expect(statuses).toEqual({
      "main.parent": "ok",
      "main.child": "ok",
      "main.reader": "ok",
      "main.grandchild": "rejected",
    })
  })
})

describe("kept failures", () => {
  it.each([
    ["of a candidate", "materialized='table'", "(1, 1), (1, 2)", [{ unique_field: 1, n_records: 2 }]],
    [
      "of a merge that was rolled back",
      "materialized='incremental'",
      "(7, 1), (7, 2)",
      [{ unique_field: 7, n_records: 2 }],
    ],
  ])("are in a table: %s", async (_, config, rows, expected) => {
    const project = temporaryProject(tableWithTest("(1, 10)", config))
    await project.execute("build")
    project.write({
      ...tableWithTest(rows, config),
      "models/orders.yml":
        "models:\n  - name: orders\n    columns:\n      - name: id\n        data_tests:\n          - unique: {config: {store_failures: true}}\n",
    })
    const { nodes } = await project.execute("build", { select: ["orders"] })
    expect(nodes[0]?.status).toBe("rejected")
    expect(nodes[0]?.checks[0]?.storedIn).toBe("test_failures.unique_orders_id")
    const kept = await project.query(
      "select unique_field, n_records::int as n_records from test_failures.unique_orders_id",
    )
    expect(kept).toEqual(expected)
  })
})

it("a check that runs after what it reads holds back its readers, through an ephemeral model too", async () => {
  const project = temporaryProject({
    "models/a.sql": "select 1 as id union all select 2",
    "models/b.sql": 'select id from {{ref "a"}} where id = 1',
    "models/between.sql": '{{config materialized="ephemeral"}}select id from {{ref "b"}}',
    "models/c.sql": 'select id from {{ref "between"}}',
    "models/d.sql": "select 3 as id",
    // Declared on what the other is made of: it can only be asked once both are there.
    "models/a.yml":
      "models: [{name: a, columns: [{name: id, data_tests: [{relationships: {to: ref('b'), field: id}}]}]}]",
  })
  expect(await project.statuses("build")).toMatchObject({ a: "ok", b: "ok", c: "skipped", d: "ok" })
})

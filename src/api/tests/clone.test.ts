/** What another state has, made in the target. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { createLux } from "../create-lux.ts"
import { statuses, target, withProduction } from "./production-state.testkit.ts"
import type { TemporaryProject } from "./temporary-project.testkit.ts"

const files = {
  "models/orders.sql": "{{config materialized='table'}}\nselect 1 as id, '{{target.name}}' as made_in\n",
  "models/passing.sql": "{{config materialized='ephemeral'}}\nselect * from {{ref 'orders'}}\n",
  "models/revenue.sql": "{{config materialized='table'}}\nselect * from {{ref 'passing'}}\n",
  // In Redshift's SQL its function is one that lux brings.
  "models/seen.sql": "{{config materialized='view'}}\nselect *, cbrt(id) as edge from {{ref 'orders'}}\n",
  "models/models.yml": `models:
  - name: orders
    description: What was ordered.
    config:
      contract: {enforced: true}
      persist_docs: {relation: true, columns: true}
      indexes: [{columns: [made_in]}]
    constraints: [{type: primary_key, columns: [id]}]
    columns:
      - {name: id, data_type: integer, description: The key.}
      - {name: made_in, data_type: varchar, constraints: [{type: not_null}]}
`,
}

const results = ({ folder }: TemporaryProject) =>
  JSON.parse(readFileSync(join(folder, "target/run_results.json"), "utf8"))

describe("clone", () => {
  it.each([
    ["a schema of the same file", "test.duckdb", "duckdb"],
    ["another file", "production.duckdb", "duckdb"],
    ["another file, in Redshift's SQL", "production.duckdb", "redshift"],
  ])("of %s copies tables, makes views, and leaves what is there", async (_, prod, dialect) => {
    const project = await withProduction(files, prod, dialect)
    const state = join(project.folder, "state")
    await target(project, "dev").run({ select: ["orders"] })
    const first = await target(project, "dev").clone({ state })
    expect(statuses(first)).toEqual({ orders: "skipped", revenue: "ok", seen: "ok" })
    expect(await project.query("select made_in from dev.orders")).toEqual([{ made_in: "dev" }])
    expect(await project.query("select made_in from dev.revenue")).toEqual([{ made_in: "prod" }])

    const again = await target(project, "dev").clone({ state, select: ["orders+"], fullRefresh: true })
    expect(statuses(again)).toEqual({ orders: "ok", revenue: "ok", seen: "ok" })
    expect(await project.query("select made_in from dev.orders")).toEqual([{ made_in: "prod" }])
    expect(await project.query("select made_in from dev.seen")).toEqual([{ made_in: "prod" }])
    const kinds = await project.query(
      "select table_name, table_type from information_schema.tables where table_schema = 'dev' order by 1",
    )
    expect(kinds).toEqual([
      { table_name: "orders", table_type: "BASE TABLE" },
      { table_name: "revenue", table_type: "BASE TABLE" },
      { table_name: "seen", table_type: "VIEW" },
    ])
  })

  it("gives a copy the constraints, indexes and comments that the project declares", async () => {
    const project = await withProduction(files, "production.duckdb")
    const state = join(project.folder, "state")
    const told = async () => ({
      constraints: await project.query(
        "select constraint_text as text from duckdb_constraints() where schema_name = 'dev' order by 1",
      ),
      indexes: await project.query("select expressions from duckdb_indexes() where schema_name = 'dev'"),
      comments: await project.query(
        "select comment from duckdb_tables() where schema_name = 'dev' and table_name = 'orders' union all select comment from duckdb_columns() where schema_name = 'dev' and table_name = 'orders' and comment is not null",
      ),
    })
    await target(project, "dev").clone({ state, select: ["orders"] })
    const cloned = await told()
    expect(cloned).toEqual({
      constraints: [{ text: "NOT NULL" }, { text: "NOT NULL" }, { text: "PRIMARY KEY(id)" }],
      indexes: [{ expressions: "[made_in]" }],
      comments: [{ comment: "What was ordered." }, { comment: "The key." }],
    })
    await target(project, "dev").run({ select: ["orders"] })
    expect(await told()).toEqual(cloned)
  })

  it("copies a table as it is where its contract was another", async () => {
    const project = await withProduction(files, "test.duckdb")
    project.write({
      "models/models.yml": files["models/models.yml"].replace(
        "constraints: [{type: not_null}]}",
        "constraints: [{type: not_null}]}\n      - {name: fresh, data_type: integer}",
      ),
    })
    const cloned = await target(project, "dev").clone({
      state: join(project.folder, "state"),
      select: ["orders"],
    })
    expect(statuses(cloned)).toEqual({ orders: "ok" })
    expect(await project.query("select * from dev.orders")).toEqual([{ id: 1, made_in: "prod" }])
  })

  it("leaves its results, and is retried by them", async () => {
    const project = await withProduction(files, "test.duckdb")
    const state = join(project.folder, "state")
    await project.change("create schema dev; create view dev.seen as select 1 as one")
    await project.change("drop table prod.revenue")
    const first = await target(project, "dev").clone({ state, exclude: ["nothing"] })
    expect(statuses(first)).toEqual({ orders: "ok", revenue: "error", seen: "skipped" })
    const document = results(project)
    expect(document.args).toMatchObject({ which: "clone", state, exclude: ["nothing"], target: "dev" })
    expect(document.results).toMatchObject([
      {
        unique_id: "model.p.orders",
        status: "success",
        message: "1 row",
        relation_name: '"test"."dev"."orders"',
      },
      { unique_id: "model.p.revenue", status: "error", failures: null },
      {
        unique_id: "model.p.seen",
        status: "success",
        message: "because it is there; --full-refresh replaces it",
      },
    ])
    await project.change("create table prod.revenue as select 2 as id, 'prod' as made_in")
    const retried = await createLux({ projectDir: project.folder, env: {} }).retry()
    expect(retried.command).toBe("clone")
    expect(statuses(retried)).toEqual({ revenue: "ok" })
    expect((await createLux({ projectDir: project.folder, env: {} }).retry()).nodes).toEqual([])
  })

  it("leaves out what the state does not have, and needs a state", async () => {
    const project = await withProduction(files, "test.duckdb")
    project.write({ "models/fresh.sql": "select 1 as id\n" })
    const state = join(project.folder, "state")
    const { nodes, success } = await target(project, "dev").clone({ state, select: ["fresh"] })
    expect(nodes).toMatchObject([{ status: "skipped", message: "because the state does not have it" }])
    expect(success).toBe(true)
    await expect(target(project, "dev").clone({})).rejects.toMatchObject({ code: "LUX-1214" })
  })
})

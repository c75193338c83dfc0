/** Refs that mean another state's relations. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { CompileOptions, RunOptions, ShowOptions } from "../types.ts"
import { statuses, target, withProduction } from "./production-state.testkit.ts"
import type { TemporaryProject } from "./temporary-project.testkit.ts"

const files = {
  "models/orders.sql": "{{config materialized='table'}}\nselect 1 as id, '{{target.name}}' as made_in\n",
  "models/passing.sql": "{{config materialized='ephemeral'}}\nselect * from {{ref 'orders'}}\n",
  "models/revenue.sql": "{{config materialized='table'}}\nselect * from {{ref 'passing'}}\n",
  "models/seen.sql": "{{config materialized='view'}}\nselect * from {{ref 'orders'}}\n",
  "models/models.yml":
    "models:\n  - name: revenue\n    columns: [{name: id, data_tests: [{relationships: {to: ref('orders'), field: id}}]}]\n",
}

describe.each([
  ["a schema of the same file", "test.duckdb", "duckdb"],
  ["another file", "production.duckdb", "duckdb"],
  ["another file, in Redshift's SQL", "production.duckdb", "redshift"],
])("--defer to %s", (_, prod, dialect) => {
  it("reads what is not selected and not there from the state, through ephemeral models and in tests", async () => {
    const project = await withProduction(files, prod, dialect)
    const defer: RunOptions = { select: ["revenue"], defer: true, state: join(project.folder, "state") }
    expect(statuses(await target(project, "dev").build(defer))).toEqual({ revenue: "ok" })
    expect(await project.query("select made_in from dev.revenue")).toEqual([{ made_in: "prod" }])

    // What is there is read, unless the state is favoured; what is selected never is.
    await target(project, "dev").run({ select: ["orders"] })
    await target(project, "dev").run(defer)
    expect(await project.query("select made_in from dev.revenue")).toEqual([{ made_in: "dev" }])
    await target(project, "dev").run({ ...defer, favorState: true })
    expect(await project.query("select made_in from dev.revenue")).toEqual([{ made_in: "prod" }])
    await target(project, "dev").run({ ...defer, select: ["orders", "revenue"], favorState: true })
    expect(await project.query("select made_in from dev.revenue")).toEqual([{ made_in: "dev" }])
  })
})

describe("--defer", () => {
  it("warns where the state is the target folder itself", async () => {
    const project = await withProduction(files, "test.duckdb")
    const lux = target(project, "prod")
    await lux.run({ select: ["revenue"], defer: true, state: join(project.folder, "target") })
    expect(lux.warnings.map(({ code }) => code)).toEqual(["LUX-1219"])
    const other = target(project, "prod")
    await other.run({ select: ["revenue"], defer: true, state: join(project.folder, "state") })
    expect(other.warnings).toEqual([])
  })

  it("of a view needs a state in the same file", async () => {
    const same = await withProduction(files, "test.duckdb")
    const elsewhere = await withProduction(files, "production.duckdb")
    const run = (project: TemporaryProject) =>
      target(project, "dev").run({ select: ["seen"], defer: true, state: join(project.folder, "state") })
    expect(statuses(await run(same))).toEqual({ seen: "ok" })
    expect(await same.query("select made_in from dev.seen")).toEqual([{ made_in: "prod" }])
    await expect(run(elsewhere)).rejects.toMatchObject({ code: "LUX-1404" })
  })

  it("needs a state, and its database", async () => {
    const project = await withProduction(files, "production.duckdb")
    const run = (options: RunOptions) =>
      target(project, "dev").run({ select: ["revenue"], defer: true, ...options })
    await expect(run({})).rejects.toMatchObject({ code: "LUX-1214" })
    await expect(run({ state: join(project.folder, "models") })).rejects.toMatchObject({ code: "LUX-1240" })
    project.remove("production.duckdb")
    await expect(run({ state: join(project.folder, "state") })).rejects.toMatchObject({ code: "LUX-2350" })
  })
})

describe("compile and show with --defer", () => {
  it.each([
    ["a schema of the same file", "test.duckdb", "prod.orders"],
    ["another file", "production.duckdb", "orders__deferred"],
  ])("read from %s what is not there, or all that is not selected", async (_, prod, name) => {
    const project = await withProduction(files, prod)
    const state = join(project.folder, "state")
    const dev = () => target(project, "dev")
    const compiled = async (options: CompileOptions) =>
      (await dev().compile({ select: ["revenue"], indirectSelection: "empty", ...options }))[0]?.sql
    const shown = async (options: ShowOptions) =>
      (await dev().show(options)).rows.map((row) => row["made_in"])
    const inline = "select made_in from {{ref 'passing'}}"
    expect(await compiled({})).toContain("from dev.orders")
    expect(await compiled({ defer: true, state })).toContain(`from ${name}`)
    expect((await dev().compileInline(inline, { defer: true, state })).sql).toContain(`from ${name}`)
    expect(await shown({ node: "revenue", defer: true, state })).toEqual(["prod"])
    expect(await shown({ inline, defer: true, state })).toEqual(["prod"])

    await dev().run({ select: ["orders"] })
    expect(await compiled({ defer: true, state })).toContain("from dev.orders")
    expect(await shown({ inline, defer: true, state })).toEqual(["dev"])
    expect(await compiled({ defer: true, favorState: true, state })).toContain(`from ${name}`)
    expect(await shown({ node: "revenue", defer: true, favorState: true, state })).toEqual(["prod"])
    const both = { select: ["orders", "revenue"], defer: true, favorState: true, state }
    expect((await dev().compile(both)).find(({ name: each }) => each === "revenue")?.sql).toContain(
      "from dev.orders",
    )
    expect(await compiled({})).toContain("from dev.orders")
  })

  it("need no warehouse where the state is favoured, and a state", async () => {
    const project = await withProduction(files, "production.duckdb")
    const dev = target(project, "dev")
    const favoured = {
      select: ["revenue"],
      defer: true,
      favorState: true,
      state: join(project.folder, "state"),
    }
    await dev.compile(favoured)
    await dev.compile({ ...favoured, favorState: false })
    expect(existsSync(project.database)).toBe(false)
    await expect(dev.compile({ defer: true })).rejects.toMatchObject({ code: "LUX-1214" })
    await expect(dev.show({ node: "revenue", defer: true })).rejects.toMatchObject({ code: "LUX-1214" })
  })
})

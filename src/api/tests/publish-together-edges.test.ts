/** What goes on around `publish_together`: checks of several members, hooks, interrupts, dry runs, deferral. */
import { cpSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { createLux } from "../create-lux.ts"
import type { RunEvent, RunResult } from "../types.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const settings =
  "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\nmodels: {p: {marts: {+publish_together: marts, +materialized: table}}}\n"

const outside = (sql: string) => `{{config materialized='table'}}\n${sql}\n`

/** Two marts of which the second reads the first. */
const marts = (n: number, properties = "") => ({
  "models/marts/facts.sql": `select ${n} as n, {{var 'other' 0}} as other\n`,
  "models/marts/totals.sql": "select sum(n)::int as n from {{ref 'facts'}}\n",
  "models/marts/marts.yml": properties === "" ? "" : `models:\n${properties}`,
})

const relations = `
  select table_name as name from duckdb_tables() where schema_name = 'main'
  union all select view_name from duckdb_views() where schema_name = 'main' and not internal order by 1`

const names = async (project: TemporaryProject) => (await project.query(relations)).map(({ name }) => name)
const outcomes = ({ nodes }: RunResult) =>
  Object.fromEntries(nodes.map(({ label, status }) => [label, status]))
const live = async (project: TemporaryProject) =>
  project.query("select facts.n as facts, totals.n as totals from facts, totals")

describe("a check that reads several members", () => {
  const related = (from: string, to: string) =>
    `  - name: ${from}\n    columns: [{name: n, data_tests: [{relationships: {arguments: {to: ref('${to}'), field: n}}}]}]\n`

  it.each([
    ["totals", "facts"],
    ["facts", "totals"],
  ])("is asked of the new versions once all are built: %s", async (from, to) => {
    const project = temporaryProject(marts(1, related(from, to)), settings)
    for (const n of [1, 2]) {
      project.write(marts(n, related(from, to)))
      expect(outcomes(await project.execute("build"))).toEqual({ "main.facts": "ok", "main.totals": "ok" })
      expect(await live(project)).toEqual([{ facts: n, totals: n }])
    }
    project.write({
      ...marts(3, related(from, to)),
      "models/marts/totals.sql": "select sum(n)::int + 1 as n from {{ref 'facts'}}\n",
    })
    const result = await project.execute("build")
    expect(outcomes(result)).toEqual({ [`main.${from}`]: "rejected", [`main.${to}`]: "skipped" })
    expect(await live(project)).toEqual([{ facts: 2, totals: 2 }])
    expect(await names(project)).toEqual(["facts", `${from}__rejected`, "totals"].sort())
    // What is left on disk names what is published.
    const check = result.nodes.find(({ status }) => status === "rejected")?.checks[0]
    const compiled = readFileSync(join(project.folder, check?.compiledPath ?? ""), "utf8")
    expect(compiled).toContain("main.totals")
    expect(compiled).not.toContain("lux_candidate")
  })

  it("keeps the rows of a rejected view, whose table is rejected too", async () => {
    const project = temporaryProject(
      {
        ...marts(1, related("facts", "totals") + related("totals", "facts")),
        "models/marts/totals.sql": "{{config materialized='view'}}select n + 1 as n from {{ref 'facts'}}\n",
      },
      settings,
    )
    expect(outcomes(await project.execute("build"))).toEqual({
      "main.facts": "rejected",
      "main.totals": "rejected",
    })
    expect(await names(project)).toEqual(["facts__rejected", "totals__rejected"])
    expect(await project.query("select n from facts__rejected")).toEqual([{ n: 1 }])
    expect(await project.query("select n from totals__rejected")).toEqual([{ n: 2 }])
  })

  it("runs after the group where something behind it is read too, and holds back what reads either", async () => {
    const project = temporaryProject(
      {
        ...marts(1, related("facts", "behind")),
        "models/behind.sql": outside("select 5 as n, sum(n) as total from {{ref 'totals'}}"),
        "models/reader.sql": outside("select * from {{ref 'facts'}}"),
        "models/last.sql": outside("select * from {{ref 'behind'}}"),
      },
      settings,
    )
    expect(outcomes(await project.execute("build"))).toEqual({
      "main.facts": "ok",
      "main.totals": "ok",
      "main.behind": "ok",
      relationships_facts_n__n__ref_behind_: "fail",
      "main.reader": "skipped",
      "main.last": "skipped",
    })
  })

  it("has what else it reads built before", async () => {
    const project = temporaryProject(
      { ...marts(1, related("facts", "known")), "models/known.sql": outside("select 1 as n") },
      settings,
    )
    expect((await project.execute("build", { threads: 1 })).success).toBe(true)
  })
})

describe("nothing of a group is published", () => {
  const publishFirst = async (project: TemporaryProject) => {
    expect((await project.execute("build")).success).toBe(true)
    expect(await live(project)).toEqual([{ facts: 1, totals: 1 }])
  }

  it("where a post-hook of one fails", async () => {
    const project = temporaryProject(marts(1), settings)
    await publishFirst(project)
    project.write({
      ...marts(2),
      "models/marts/totals.sql":
        "{{config post_hook='insert into nowhere select 1'}}\nselect sum(n)::int as n from {{ref 'facts'}}\n",
    })
    const result = await project.execute("build")
    expect(outcomes(result)).toEqual({ "main.facts": "skipped", "main.totals": "error" })
    expect(result.nodes.find(({ status }) => status === "skipped")?.message).toBe(
      'because totals did not come through, and it is published together with "marts"',
    )
    expect(await live(project)).toEqual([{ facts: 1, totals: 1 }])
    expect(await names(project)).toEqual(["facts", "totals"])
  })

  it.each([1, 4])("where one of them, or what it reads, cannot be built (%i threads)", async (threads) => {
    const project = temporaryProject(
      {
        ...marts(1),
        "models/read.sql": outside("select 1 as n"),
        "models/marts/third.sql": "select n from {{ref 'read'}}\n",
      },
      settings,
    )
    await publishFirst(project)
    for (const [broken, error] of [
      ["models/read.sql", "main.read"],
      ["models/marts/third.sql", "main.third"],
    ] as const) {
      project.write({ ...marts(2), [broken]: outside("select nothing as n from nowhere") })
      const result = await project.execute("build", { threads })
      expect(outcomes(result)).toMatchObject({
        "main.facts": "skipped",
        "main.totals": "skipped",
        "main.third": "skipped",
        [error]: "error",
      })
      expect(await live(project)).toEqual([{ facts: 1, totals: 1 }])
      expect(await names(project)).toEqual(["facts", "read", "third", "totals"])
      project.write({
        "models/read.sql": outside("select 1 as n"),
        "models/marts/third.sql": "select n from {{ref 'read'}}\n",
      })
    }
  })

  it("where the run is interrupted, or ends at the first failure", async () => {
    const slow = "select sum(a.range * b.range) as n from range(10000000) as a, range(1000000) as b"
    const project = temporaryProject(marts(1), settings)
    await publishFirst(project)
    project.write({ ...marts(2), "models/marts/slow.sql": `${slow}\n` })
    const abort = new AbortController()
    let started = 0
    const interrupted = await project.execute("build", {
      signal: abort.signal,
      threads: 1,
      onEvent: (event) => {
        if (event.type === "node-started" && ++started === 2) setImmediate(() => abort.abort())
      },
    })
    expect(interrupted.cancelled).toBe(true)
    expect(outcomes(interrupted)["main.slow"]).toBe("cancelled")
    expect(Object.values(outcomes(interrupted))).not.toContain("ok")
    expect(await live(project)).toEqual([{ facts: 1, totals: 1 }])
    expect(await names(project)).toEqual(["facts", "totals"])

    project.remove("models/marts/slow.sql")
    project.write({ "models/a_fails.sql": outside("select nothing as n from nowhere") })
    const failFast = await project.execute("build", { threads: 1, failFast: true })
    const { "main.a_fails": failed, ...others } = outcomes(failFast)
    expect([failed, ...Object.values(others)]).toEqual(["error", "skipped", "skipped"])
    expect(await live(project)).toEqual([{ facts: 1, totals: 1 }])
    expect(await names(project)).toEqual(["facts", "totals"])
  })
})

describe("with a group", () => {
  it("contracts, descriptions, hooks and indexes are as with any model", async () => {
    const properties = `
  - name: facts
    description: The facts.
    config:
      contract: {enforced: true}
      persist_docs: {relation: true, columns: true}
      indexes: [{columns: [n], unique: true}]
      pre_hook: create table if not exists seen (what varchar)
      post_hook: ["insert into seen select 'facts has ' || count(*) from {{self}}", {sql: "insert into seen values ('after')", transaction: false}]
    columns: [{name: n, data_type: int, description: A number., constraints: [{type: not_null}]}, {name: other, data_type: int}]
`
    const project = temporaryProject(marts(1, properties), settings)
    for (let round = 0; round < 2; round++) expect((await project.execute("build")).success).toBe(true)
    expect(await project.query("select what from seen order by 1")).toEqual(
      ["after", "after", "facts has 1", "facts has 1"].map((what) => ({ what })),
    )
    expect(await project.query("select comment from duckdb_tables() where table_name = 'facts'")).toEqual([
      { comment: "The facts." },
    ])
    expect(await project.query("select index_name from duckdb_indexes()")).toEqual([
      { index_name: "facts_n_key" },
    ])
    project.write({ "models/marts/facts.sql": "select 'x' as n, 0 as other\n" })
    expect(outcomes(await project.execute("build"))).toEqual({
      "main.facts": "error",
      "main.totals": "skipped",
    })
    expect(await live(project)).toEqual([{ facts: 1, totals: 1 }])
  })

  it("a hook after the commit that fails takes nothing back, and is told of its model", async () => {
    const project = temporaryProject(marts(1), settings)
    const hooked =
      "  - {name: facts, config: {post_hook: {sql: insert into nowhere select 1, transaction: false}}}\n"
    project.write({ ...marts(1, hooked), "models/reader.sql": outside("select n from {{ref 'totals'}}") })
    expect(outcomes(await project.execute("build"))).toEqual({
      "main.facts": "error",
      "main.totals": "ok",
      "main.reader": "skipped",
    })
    expect(await live(project)).toEqual([{ facts: 1, totals: 1 }])
  })

  it("the script of a dry run does what the run does", async () => {
    const project = temporaryProject(
      { ...marts(1), "models/reader.sql": outside("select n from {{ref 'totals'}}") },
      settings,
    )
    await project.execute("build")
    project.write(marts(2))
    const told: Extract<RunEvent, { type: "dry-run-sql" }>[] = []
    await project.execute("build", {
      dryRun: true,
      onEvent: (event) => {
        if (event.type === "dry-run-sql") told.push(event)
      },
    })
    expect(told.map(({ uniqueId, purpose }) => `${uniqueId}: ${purpose}`)).toEqual([
      "model.p.facts: build the table",
      "model.p.totals: build the table",
      'publish_together.marts: publish "marts" together',
      "model.p.facts: drop the old version",
      "model.p.facts: publish",
      "model.p.totals: drop the old version",
      "model.p.totals: publish",
      'publish_together.marts: "marts" is published',
      "model.p.reader: build the table",
    ])
    await project.change(told.map(({ sql }) => `${sql};`).join("\n"))
    expect(await live(project)).toEqual([{ facts: 2, totals: 2 }])
    expect(await project.query("select n from reader")).toEqual([{ n: 2 }])
  })

  it("empty builds have columns and no rows", async () => {
    const project = temporaryProject(marts(1), settings)
    expect((await project.execute("build", { empty: true })).success).toBe(true)
    expect(await project.query("select n from totals")).toEqual([{ n: null }])
  })

  it("what is selected is read from the candidates, what is not from the state", async () => {
    const project = temporaryProject(
      {
        ...marts(1),
        "models/marts/third.sql":
          "select t.n as total, f.n as fact from {{ref 'totals'}} as t, {{ref 'facts'}} as f\n",
      },
      "dialect: duckdb\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: test.duckdb, schema: dev}\n  prod: {type: duckdb, path: test.duckdb, schema: prod}\nmodels: {p: {marts: {+publish_together: marts, +materialized: table}}}\n",
    )
    const on = (target: string) => createLux({ projectDir: project.folder, target, env: {} })
    expect((await on("prod").build()).success).toBe(true)
    cpSync(join(project.folder, "target"), join(project.folder, "state"), { recursive: true })
    project.write({ "models/marts/totals.sql": "select sum(n)::int + 7 as n from {{ref 'facts'}}\n" })
    const options = {
      select: ["totals", "third"],
      defer: true,
      favorState: true,
      state: join(project.folder, "state"),
    }
    expect((await on("dev").build(options)).success).toBe(true)
    expect(await project.query("select total, fact from dev.third")).toEqual([{ total: 8, fact: 1 }])
    expect(
      (await on("dev").list({ select: ["state:modified"], state: options.state })).map(({ name }) => name),
    ).toEqual(["totals"])
    project.write({
      "models/marts/facts.sql":
        "{{config publish_together=null}}\nselect 1 as n, {{var 'other' 0}} as other\n",
    })
    expect(
      (await on("dev").list({ select: ["state:modified.configs"], state: options.state })).map(
        ({ name }) => name,
      ),
    ).toEqual(["facts"])
  })

  it("what was measured of a version that was not published teaches an anomaly check nothing", async () => {
    const volume = "  - name: facts\n    data_tests: [{volume_anomaly: {arguments: {min_points: 3}}}]\n"
    const capped =
      "  - name: totals\n    columns: [{name: n, data_tests: [{accepted_range: {arguments: {max_value: 9}}}]}]\n"
    const project = temporaryProject(marts(1, volume + capped), settings)
    const rows = async (count: number, n: number) => {
      project.write({
        "models/marts/facts.sql": `select case when range = 0 then ${n} else 0 end as n from range(${count})\n`,
      })
      const { nodes } = await project.execute("build")
      const facts = nodes.find(({ label }) => label === "main.facts")
      return [facts?.status, facts?.checks[0]?.status]
    }
    // Held back by the check of another: fifty rows are not usual for that.
    for (let round = 0; round < 3; round++) expect(await rows(50, 20)).toEqual(["skipped", "insufficient"])
    for (const count of [100, 101, 100]) expect(await rows(count, 1)).toEqual(["ok", "insufficient"])
    expect(await rows(100, 1)).toEqual(["ok", "pass"])
    expect(await rows(50, 1)).toEqual(["rejected", "fail"])
  })
})

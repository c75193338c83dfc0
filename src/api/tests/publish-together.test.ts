/** `publish_together`: models that are published in one transaction, or not at all. */
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, it } from "vitest"
import type { RunEvent, RunOptions, RunResult } from "../types.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const settings = (more = "") =>
  `dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\nmodels:\n  p:\n    marts: {+materialized: table, +publish_together: marts}\n${more}`

/** Facts, and a view and a table that read each other through an ephemeral model. */
const marts = (n: number, check = "") => ({
  "models/source.sql": `{{config materialized='table'}}\nselect ${n} as n\n`,
  "models/marts/facts.sql": "select n from {{ref 'source'}}\n",
  "models/marts/looks.sql": "{{config materialized='ephemeral'}}\nselect n from {{ref 'facts'}}\n",
  "models/marts/shown.sql": "{{config materialized='view'}}\nselect n from {{ref 'looks'}}\n",
  "models/marts/totals.sql": "select sum(n)::int as n from {{ref 'shown'}}\n",
  "models/reader.sql": "{{config materialized='table'}}\nselect n from {{ref 'facts'}}\n",
  "models/marts/marts.yml": check === "" ? "" : `models:\n${check}`,
})

const checkOf = (model: string, below: number) =>
  `  - name: ${model}\n    columns: [{name: n, data_tests: [{accepted_range: {arguments: {max_value: ${below}}}}]}]\n`

const relations = `
  select table_name as name from duckdb_tables() where schema_name = 'main'
  union all select view_name from duckdb_views() where schema_name = 'main' and not internal order by 1`

const names = async (project: TemporaryProject) => (await project.query(relations)).map(({ name }) => name)

const outcomes = ({ nodes }: RunResult) =>
  Object.fromEntries(nodes.map(({ label, status }) => [label, status]))

const shown = (project: TemporaryProject) =>
  project.query("select facts.n as facts, shown.n as shown, totals.n as totals from facts, shown, totals")

const live = ["facts", "reader", "shown", "source", "totals"]

describe("models that are published together", () => {
  it.each([
    ["build", undefined],
    ["build", { auditFirst: false }],
    ["build", { threads: 1 }],
    ["run", undefined],
    ["run", { fullRefresh: true }],
  ] as const)(
    "are, and read each other under their own names then: %s %j",
    async (command, options?: RunOptions) => {
      const project = temporaryProject(marts(1, checkOf("totals", 9)), settings())
      for (const n of [1, 2]) {
        project.write(marts(n, checkOf("totals", 9)))
        const waited: string[] = []
        const onEvent = (event: RunEvent): void => {
          if (event.type === "node-built") waited.push(`${event.label} for ${event.together}`)
        }
        const result = await project.execute(command, { ...options, onEvent })
        expect(waited).toEqual(
          ["main.facts", "main.shown", "main.totals"].map((label) => `${label} for marts`),
        )
        expect(result.success).toBe(true)
        expect(await shown(project)).toEqual([{ facts: n, shown: n, totals: n }])
        expect(await project.query("select n from reader")).toEqual([{ n }])
        expect(await names(project)).toEqual(live)
      }
      const [view] = await project.query("select sql from duckdb_views() where view_name = 'shown'")
      expect(view?.["sql"]).not.toContain("lux_candidate")
    },
  )

  it.each(["facts", "shown", "totals"])(
    "all stay as they are where a check of one fails: %s",
    async (failing) => {
      const project = temporaryProject(marts(1, checkOf(failing, 1)), settings())
      await project.execute("build")
      project.write(marts(2, checkOf(failing, 1)))
      const result = await project.execute("build")
      expect(outcomes(result)).toEqual({
        "main.source": "ok",
        "main.facts": "skipped",
        "main.shown": "skipped",
        "main.totals": "skipped",
        "main.reader": "skipped",
        [`main.${failing}`]: "rejected",
      })
      for (const { status, message } of result.nodes)
        if (status === "skipped")
          expect(message).toMatch(new RegExp(`because ${failing} failed accepted_range_${failing}_n`))
      expect(await shown(project)).toEqual([{ facts: 1, shown: 1, totals: 1 }])
      expect(await names(project)).toEqual([...live, `${failing}__rejected`].sort())
      expect(await project.query(`select n from ${failing}__rejected`)).toEqual([{ n: 2 }])
      // A retry does the whole group again.
      project.write(marts(2, checkOf(failing, 2)))
      const again = await project.lux().retry()
      expect(outcomes(again)).toEqual({
        "main.facts": "ok",
        "main.shown": "ok",
        "main.totals": "ok",
        "main.reader": "ok",
      })
      expect(await shown(project)).toEqual([{ facts: 2, shown: 2, totals: 2 }])
      expect(await names(project)).toEqual(live)
    },
  )
})

it("does what the page of materializations shows", async () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../../docs/guides/materializations.md"), "utf8")
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block)
  const declared = blocks.find((block) => block.includes("publish_together")) ?? ""
  const project = temporaryProject({
    "lux_project.yml": `name: shop\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n${declared}`,
  })
  project.write(marts(1, checkOf("totals", 1)))
  await project.execute("build")
  project.write(marts(2, checkOf("totals", 1)))
  expect(outcomes(await project.execute("build"))).toMatchObject({
    "main.facts": "skipped",
    "main.totals": "rejected",
  })
  expect(await shown(project)).toEqual([{ facts: 1, shown: 1, totals: 1 }])
})

describe("what is published together", () => {
  const table = (sql: string, config = "") => `{{config materialized='table' ${config}}}\n${sql}\n`
  const group = "publish_together='marts'"

  it("is alone where one is selected, or is taken out", async () => {
    const project = temporaryProject(marts(1), settings())
    await project.execute("build")
    project.write({
      ...marts(2),
      "models/marts/totals.sql":
        "{{config publish_together=null}}\nselect sum(n)::int as n from {{ref 'shown'}}\n",
    })
    expect(outcomes(await project.execute("build", { select: ["source", "facts"] }))).toEqual({
      "main.source": "ok",
      "main.facts": "ok",
    })
    expect(await shown(project)).toEqual([{ facts: 2, shown: 2, totals: 1 }])
    expect((await project.execute("build")).success).toBe(true)
    const listed = await project.lux().list({ select: ["config.publish_together:marts"] })
    expect(listed.map(({ name }) => name)).toEqual(["facts", "looks", "shown"])
  })

  it.each([
    ["incremental", 'incremental model "a"'],
    ["stage", 'stage model "a"'],
  ])("is no %s model", async (materialized, named) => {
    const project = temporaryProject({
      "models/a.sql": `{{config materialized='${materialized}' ${group}}}\nselect 1 as n\n`,
    })
    await expect(project.execute("build")).rejects.toMatchObject({
      code: "LUX-2481",
      message: `${named} cannot be published together with others`,
      place: { file: "models/a.sql", line: 1 },
    })
  })

  it("is not a snapshot", async () => {
    const project = temporaryProject(
      {
        "seeds/s.csv": "n\n1\n",
        "snapshots/h.yml":
          "snapshots:\n  - {name: h, relation: ref('s'), config: {strategy: check, check_cols: all, unique_key: n, publish_together: x}}\n",
      },
      "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
    )
    await expect(project.lux().parse()).rejects.toMatchObject({
      code: "LUX-2481",
      message: 'snapshot "h" cannot be published together with others',
    })
  })

  it.each([
    [
      "a model outside",
      {
        "models/a.sql": table("select 1 as n", group),
        "models/between.sql": "select n from {{ref 'a'}}",
        "models/b.sql": table("select n from {{ref 'between'}}", group),
      },
      ["build", {}],
      '"b" of "marts" reads "between", "between" reads "a" of "marts"',
    ],
    [
      "a model outside that is not selected",
      {
        "models/a.sql": table("select 1 as n", group),
        "models/between.sql": "select n from {{ref 'a'}}",
        "models/b.sql": table("select n from {{ref 'between'}}", group),
      },
      ["run", { select: ["a", "b"] }],
      '"b" of "marts" reads "between", "between" reads "a" of "marts"',
    ],
    [
      "another group",
      {
        "models/a.sql": table("select 1 as n", group),
        "models/d.sql": table("select n from {{ref 'c'}}", group),
        "models/b.sql": table("select n from {{ref 'a'}}", "publish_together='others'"),
        "models/c.sql": table("select 1 as n", "publish_together='others'"),
      },
      ["build", { dryRun: true }],
      '"d" of "marts" reads "c" of "others", "b" of "others" reads "a" of "marts"',
    ],
  ] as const)("has nothing between: %s", async (_, files, [command, options], path) => {
    const project = temporaryProject(files)
    await expect(
      project.execute(command, { ...options, select: [...("select" in options ? options.select : [])] }),
    ).rejects.toMatchObject({
      code: "LUX-2480",
      message: `"marts" cannot be published together: ${path}`,
    })
  })
})

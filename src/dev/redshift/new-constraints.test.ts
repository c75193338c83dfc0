/** A column that `append_new_columns` adds has what its contract says, or is not added. */
import { expect, it } from "vitest"
import { type EveryWarehouse, everyWarehouse, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

const config =
  "materialized='incremental' incremental_strategy='merge' unique_key='id' on_schema_change='append_new_columns'"

function files(sql: string, more = "", constraints = ""): Readonly<Record<string, string>> {
  return {
    "models/m.sql": `{{config ${config}}}\n${sql}\n`,
    "models/m.yml": `models:
  - name: m
    contract: enforced
${constraints}    columns:
      - {name: id, data_type: integer}
${more}`,
  }
}

const total = (constraint: string): string =>
  `      - {name: total, data_type: integer, constraints: [{${constraint}, warn_unenforced: false, warn_unsupported: false}]}\n`

const refused = (type: string, about = ' of "total"'): string =>
  `error LUX-2101: the columns of "m" changed: a ${type} constraint${about} comes only with a new table here`

interface Case {
  readonly name: string
  readonly more: string
  readonly constraints?: string
  readonly told: Readonly<Record<EveryWarehouse, string>>
  /** Breaks the constraint. */
  readonly breaks?: string
}

const cases: readonly Case[] = [
  {
    name: "not null",
    more: total("type: not_null"),
    told: { duckdb: refused("not_null"), postgres: "ok", redshift: refused("not_null") },
    breaks: "insert into S.m values (8, null)",
  },
  {
    name: "unique",
    more: total("type: unique"),
    told: { duckdb: refused("unique"), postgres: "ok", redshift: "ok" },
    breaks: "insert into S.m values (8, 3)",
  },
  {
    name: "check",
    more: total("type: check, expression: total > 0"),
    told: { duckdb: refused("check"), postgres: "ok", redshift: "ok" },
    breaks: "insert into S.m values (8, 0)",
  },
  {
    name: "a check of the table",
    more: "      - {name: total, data_type: integer}\n",
    constraints: "    constraints: [{type: check, expression: total > id, warn_unsupported: false}]\n",
    told: { duckdb: refused("check", ""), postgres: "ok", redshift: "ok" },
    breaks: "insert into S.m values (8, 0)",
  },
  {
    name: "a default",
    more: total("type: custom, expression: default 5"),
    told: { duckdb: "ok", postgres: "ok", redshift: "ok" },
  },
]

it.each(everyWarehouse.flatMap((type) => cases.map((each) => ({ type, ...each }))))(
  "on $type $name",
  async ({ type, more, constraints, told, breaks }) => {
    const project = projectOn(type, network(), files("select 1 as id"))
    expect(await project.outcome("run", "m")).toBe("ok")
    project.write(files("select 1 as id, 3 as total", more, constraints))
    expect(await project.outcome("run", "m")).toBe(told[type])
    const stored = await project.values(`select * from ${project.schema}.m`)
    expect(stored.flat().map(Number)).toEqual(told[type] === "ok" ? [1, 3] : [1])
    // Redshift remembers a unique constraint and leaves out a check; what stands in for it holds the first.
    if (breaks !== undefined && told[type] === "ok" && type !== "redshift")
      await expect(project.change(breaks.replace("S", project.schema))).rejects.toThrow()
    if (told[type] !== "ok") {
      const { nodes } = await project.execute("run", { fullRefresh: true })
      expect(nodes.map(({ status }) => status)).toEqual(["ok"])
    }
  },
)

it("on postgres rows that are there and break it stop it: nothing changes", async () => {
  const type = "postgres"
  const project = projectOn(type, network(), files("select 1 as id"))
  await project.execute("run")
  project.write(files("select 2 as id, 3 as total", total("type: not_null")))
  expect(await project.outcome("run", "m")).toMatch(
    /^error LUX-2101: the columns of "m" changed: column "total" .* contains null values/,
  )
  expect((await project.values(`select * from ${project.schema}.m`)).flat().map(Number)).toEqual([1])
})

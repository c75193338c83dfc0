/** What is published, and what becomes of what is next to it. */
import { expect } from "vitest"
import { type Case, type CaseProject, withoutWarehouse } from "./case.testkit.ts"

const gated = {
  "models/orders.sql": '{{config materialized="table"}}\nselect 1 as id, {{var "v" 1}} as v',
  "models/p.yml":
    "models: [{name: orders, columns: [{name: v, data_tests: [{accepted_values: {values: [1, 2], quote: false}}]}]}]\n",
}

export const publishingCases: readonly Case[] = [
  {
    id: "24",
    title: "two models of one relation, whatever the case of their names",
    not: withoutWarehouse,
    async run(project) {
      project.write({ "models/Orders.sql": "select 1 as id" })
      const others = {
        "models/o2.sql": '{{config alias="ORDERS"}} select 2 as id',
        "models/o3.sql": `{{config schema="DATA" alias="orders"}} select 3 as id`,
        "models/x/orders.sql": "select 4 as id",
      }
      for (const [path, text] of Object.entries(others)) {
        project.write({ [path]: text })
        expect(await project.errors("run"), path).toMatch(/LUX-(1207|1052)/)
        project.remove(path)
      }
    },
  },
  {
    id: "25",
    title: "a model that is called as lux would call a rejected version",
    async run(project) {
      project.write({
        ...gated,
        "models/orders__rejected.sql": '{{config materialized="table"}}\nselect 99 as rejected_order',
      })
      const refused = await project.errors("build")
      expect(refused).toContain("orders__rejected")
      expect(refused).toMatch(/models\/orders(__rejected)?\.sql:\d+/)
    },
  },
  {
    id: "26",
    title: "tables that lux did not make, called as its own candidates and rejected versions",
    async run(project) {
      const { schema } = project
      project.write({
        ...gated,
        "models/sources.yml": `sources: [{name: mine, schema: data, tables: [{name: orders__rejected}, {name: orders__lux_candidate}]}]\n`,
      })
      await project.elsewhere(
        `create schema if not exists ${schema}`,
        `create table ${schema}.orders__rejected as select 77 as mine`,
        `create table ${schema}.orders__lux_candidate as select 78 as mine`,
      )
      for (const vars of ["{v: 1}", "{v: 3}", "{v: 2}"]) await project.execute("build", { vars })
      const [rejected, candidate] = await project.elsewhere(
        `select mine from ${schema}.orders__rejected`,
        `select mine from ${schema}.orders__lux_candidate`,
      )
      expect([rejected, candidate]).toEqual([[["77"]], [["78"]]])
    },
  },
  {
    id: "43",
    title: "a node that changes what it is, under a view",
    not: { postgres: "case 44 is the same there", redshift: "case 44 is the same there" },
    run: changesWhatItIs(["table", "view", "incremental", "table", "ephemeral", "view"]),
  },
  {
    id: "44",
    title: "a node that changes what it is, under a view that is bound to it",
    not: { duckdb: "case 43 is the same there" },
    run: changesWhatItIs(["table", "view", "incremental", "table", "materialized_view", "table", "view"]),
  },
  {
    id: "46",
    title: "a column of a table goes, is renamed or gets another type under views of the project",
    async run(project) {
      const table = (columns: string): void =>
        project.write({ "models/a.sql": `{{config materialized="table"}} select ${columns}` })
      project.write({
        "models/r.sql": 'select * from {{ref "a"}}',
        "models/r2.sql": 'select id from {{ref "r"}}',
      })
      const all = { a: "ok", r: "ok", r2: "ok" }
      for (const columns of [
        "1 as id, 2 as m, 3 as z",
        "1 as id, 3 as z",
        "1 as id, 2 as mm, 3 as z",
        "1 as id, 2 as m, cast('x' as varchar(10)) as z",
      ]) {
        table(columns)
        expect(await project.statuses("build"), columns).toEqual(all)
        const [row] = await project.rows('select * from {{ref "r"}}')
        expect(row, columns).toHaveLength(columns.split(" as ").length - (columns.includes("cast") ? 2 : 1))
        expect(await project.rows('select * from {{ref "r2"}}')).toEqual([["1"]])
      }
      project.write({ "models/a.sql": '{{config materialized="view"}} select 1 as id, 2 as m, 3 as z' })
      expect(await project.statuses("build")).toEqual(all)
      expect(await project.rows('select * from {{ref "r"}}')).toEqual([["1", "2", "3"]])
    },
  },
]

function changesWhatItIs(kinds: readonly string[]): (project: CaseProject) => Promise<void> {
  return async (project) => {
    project.write({ "models/r.sql": 'select * from {{ref "a"}}' })
    for (const [at, kind] of kinds.entries()) {
      project.write({
        "models/a.sql": `{{config materialized="${kind}"}} select 1 as id, cast('${kind}' as varchar(20)) as m`,
      })
      const statuses = await project.statuses("build")
      expect(new Set(Object.values(statuses)), `${at}: ${kind}`).toEqual(new Set(["ok"]))
      expect(await project.rows('select * from {{ref "r"}}'), kind).toEqual([["1", kind]])
    }
    project.remove("models/a.sql")
    for (const [text, row] of [
      ["id,m\n9,seed\n", ["9", "seed"]],
      ["id,m,z\n9,seed,1\n", ["9", "seed", "1"]],
      ["id\n9\n", ["9"]],
    ] as const) {
      project.write({ "seeds/a.csv": text })
      expect(await project.statuses("build"), text).toEqual({ a: "ok", r: "ok" })
      expect(await project.rows('select * from {{ref "r"}}'), text).toEqual([row])
    }
  }
}

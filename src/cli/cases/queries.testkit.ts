/** What a query may look like, and what is not a query. */
import { expect } from "vitest"
import { type Case, type CaseProject, withoutWarehouse } from "./case.testkit.ts"

/** They run on DuckDB, to which only Redshift's SQL is translated. */
const unitTests = (at: number): string =>
  ["vieweph", "tab"]
    .map(
      (name) =>
        `  - {name: ut_${name}${at}, model: ${name}${at}, given: [], expect: {rows: [{id: 1, v: 2}]}}\n`,
    )
    .join("")

export const queryCases: readonly Case[] = [
  {
    id: "11",
    title: "ephemeral models with CTEs, comments and aliases of their own",
    async run(project) {
      project.write({
        "models/e1.sql": `{{config materialized="ephemeral"}}
-- with a comment, (unbalanced
select 1 as id, cast('with x as (' as varchar(20)) as txt -- trailing comment
`,
        "models/e2.sql": `{{config materialized="ephemeral" alias="other_name"}}
/* with y as ( */ with e1 as (select * from {{ref "e1"}}) select id + 1 as id, txt from e1 -- end
`,
        "models/m_recursive.sql": `with recursive t(n) as (select id from {{ref "e1"}} union all select n + 1 from t where n < 3) select n, (select max(id) from {{ref "e2"}}) as mx from t`,
        "models/m_same_cte.sql":
          'with e1 as (select 100 as id), e2 as (select 200 as id) select e1.id as a, e2.id as b, x.id as c, y.id as d from e1, e2, {{ref "e1"}} x, {{ref "e2"}} y',
        "models/m_comment.sql": `-- {{ref "e1"}} only in a comment?
/* leading */ -- with
with a as (select * from {{ref "e2"}}) select * from a union all select * from {{ref "e1"}}`,
        "models/m_sub.sql":
          'select * from (with q as (select * from {{ref "e1"}}) select * from q) as s union all (with q as (select * from {{ref "e2"}}) select * from q)',
        "models/m_semi.sql": 'select * from {{ref "e1"}};',
        "models/m_inc.sql": `{{config materialized="incremental" unique_key="id"}}
select * from {{ref "e2"}} {{#if (is_incremental)}} where id > (select max(id) from {{self}}) {{/if}}`,
      })
      for (const run of [1, 2])
        expect(new Set(Object.values(await project.statuses("run"))), `run ${run}`).toEqual(new Set(["ok"]))
      const ids = async (model: string, columns = "id"): Promise<string> =>
        (await project.rows(`select ${columns} from {{ref "${model}"}} order by 1`))
          .map((row) => row.join(","))
          .join(" ")
      expect(await ids("m_recursive", "n, mx")).toBe("1,2 2,2 3,2")
      expect(await ids("m_same_cte", "a, b, c, d")).toBe("100,200,1,2")
      expect(await ids("m_comment")).toBe("1 2")
      expect(await ids("m_sub")).toBe("1 2")
      expect(await ids("m_semi")).toBe("1")
      expect(await ids("m_inc")).toBe("2")
    },
  },
  {
    id: "36",
    title: "show of what run built, with comments and limits of its own",
    async run(project) {
      project.write({
        "models/a.sql":
          "select 1 as i union all select 2 union all select 3 order by i desc limit 2 -- trailing",
        "models/b.sql": "with x as (select 1 as id, 2 as id2) select * from x;\n-- behind\n",
      })
      expect(await project.statuses("run")).toEqual({ a: "ok", b: "ok" })
      const shown = async (node: string): Promise<unknown> =>
        (await project.lux().show({ node, limit: 10 })).rows
      expect(await shown("a")).toEqual([{ i: 3 }, { i: 2 }])
      expect(await shown("b")).toEqual([{ id: 1, id2: 2 }])
      await expect(project.lux().show({ inline: "select 1 as x; select 2 as x" })).rejects.toMatchObject({
        code: "LUX-1302",
      })
    },
  },
  { id: "38", title: "a second statement in a model, a test or a snapshot", run: refusesSecondStatements },
  {
    id: "40",
    title: "semicolons at the end, with comments behind them, wherever a query stands",
    async run(project) {
      const tails = [";", ";\n-- c", " ; ", ";;", " -- c ;", ";\n/* c */\n"]
      const each = (text: (at: number) => string): string => tails.map((_, at) => text(at)).join("")
      for (const [at, tail] of tails.entries())
        project.write({
          [`models/eph${at}.sql`]: `{{config materialized="ephemeral"}}\nselect 1 as id, 2 as v, 1 as seq${tail}`,
          [`models/tab${at}.sql`]: `{{config materialized="table"}}\nselect 1 as id, 2 as v, 1 as seq${tail}`,
          [`models/inc${at}.sql`]: `{{config materialized="incremental" unique_key="id" sequence_by="seq"}}\nselect 1 as id, 2 as v, 1 as seq${tail}`,
          [`models/con${at}.sql`]: `{{config materialized="table"}}\nselect 1 as id${tail}`,
          [`models/vieweph${at}.sql`]: `select * from {{ref "eph${at}"}}${tail}`,
          [`tests/sing${at}.sql`]: `select 1 as x from {{ref "tab${at}"}} where id = 7${tail}`,
        })
      project.write({
        "models/p.yml": `
models:
${each((at) => `  - {name: con${at}, contract: enforced, columns: [{name: id, data_type: int}]}\n`)}
snapshots:
${each((at) => `  - {name: h${at}, relation: ref('eph${at}'), config: {unique_key: id, strategy: check, check_cols: all}}\n`)}
${project.warehouse === "postgres" ? "" : `unit_tests:\n${each(unitTests)}`}`,
      })
      for (const options of [{}, {}, { empty: true }])
        expect(await project.errors("build", options), JSON.stringify(options)).toBe("")
      for (const [at, tail] of tails.entries()) {
        for (const node of [`tab${at}`, `inc${at}`, `vieweph${at}`, `eph${at}`])
          expect((await project.lux().show({ node })).rows, `${node} ${tail}`).toHaveLength(1)
        expect(await project.rows(`select 1 as x${tail}`)).toEqual([["1"]])
      }
    },
  },
  {
    id: "41",
    title: "columns called as SQL's own words, in checks",
    async run(project) {
      const column = (name: string): string => `cast(null as varchar(5)) as "${name}"`
      const names = ["user", "current_date", "session_user", "Mixed", "end", "null"]
      project.write({
        "models/k.sql": `{{config materialized="table"}} select ${names.map(column).join(", ")}`,
        "models/p.yml": `models:
  - name: k
    columns:
${names.map((name, at) => `      - {name: "${name}", quote: true, data_tests: [{not_null: {name: fail${at}}}, {unique: {name: ok${at}}}]}`).join("\n")}
`,
      })
      expect(await project.statuses("run")).toEqual({ k: "ok" })
      const expected = names.flatMap((_, at) => [
        [`fail${at}`, "fail"],
        [`ok${at}`, "pass"],
      ])
      expect(await project.checks("test")).toEqual(Object.fromEntries(expected))
    },
  },
  {
    id: "52",
    title: "Redshift's dialect on the laptop: second statements and stored types",
    not: {
      postgres: "the dialect and the warehouse are one there",
      redshift: "cases 31 and 38 are the same there",
    },
    async run(project) {
      project.settings("")
      project.write({
        "lux_project.yml": project.read("lux_project.yml").replace("dialect: duckdb", "dialect: redshift"),
        "models/keep.sql": '{{config materialized="table"}} select 1 as id',
        "models/a.sql": `{{config materialized="table"}}\nselect 5 as d; drop table if exists data.keep`,
      })
      expect(await project.errors("run")).toContain("LUX-1302 models/a.sql:2:")
      project.write({
        "models/a.sql": '{{config materialized="table"}}\nselect 5 as d;\n-- c',
        "models/i.sql": `{{config materialized="incremental" unique_key="id"}}
{{#if (var "later" false)}}select 2 as id, 2.7::decimal(10,1) as x, '007'::varchar(5) as s{{else}}select 1 as id, 5::int as x, 7 as s{{/if}}`,
      })
      expect(await project.statuses("run")).toEqual({ keep: "ok", a: "ok", i: "ok" })
      expect((await project.statuses("run", { vars: "{later: true}" }))["i"]).toMatch(/^error LUX-2\d\d\d$/)
      expect(await project.rows('select * from {{ref "i"}}')).toEqual([["1", "5", "7"]])
    },
  },
  {
    id: "55",
    title: "texts that are not UTF-8, and characters that look like blanks",
    not: withoutWarehouse,
    async run(project) {
      project.write({
        "models/latin1.sql": Buffer.from("select 'caf\xe9' as v", "latin1"),
        "models/bom.yml": "\ufeffmodels:\n  - name: bom\n    columns: [{name: id, data_tests: [unique]}]\n",
        "models/bom.sql": "\ufeffselect 1 as id",
      })
      const refused = await project.errors("build")
      expect(refused).toMatch(/models\/latin1\.sql:1:12/)
      expect(refused).toMatch(/UTF-8/)
      project.remove("models/latin1.sql")
      expect(await project.statuses("build")).toEqual({ bom: "ok" })
    },
  },
]

async function refusesSecondStatements(project: CaseProject): Promise<void> {
  const { schema } = project
  project.write({ "models/keep.sql": '{{config materialized="table"}}\nselect 1 as id' })
  expect(await project.statuses("run")).toEqual({ keep: "ok" })
  project.write({ "models/b.sql": 'select * from {{ref "a"}}' })
  for (const kind of ["view", "table", "incremental", "ephemeral"])
    for (const second of [`drop table if exists ${schema}.keep`, "select 6 as d"]) {
      project.write({ "models/a.sql": `{{config materialized="${kind}"}}\nselect 5 as d; ${second}` })
      const refused = await project.errors("run", { select: ["a", "b"] })
      expect(refused, `${kind}, ${second}`).toContain("LUX-1302 models/a.sql:2:")
    }
  project.remove("models/a.sql")
  project.remove("models/b.sql")
  project.write({ "tests/two.sql": `select id from {{ref "keep"}} where id = 7; drop table ${schema}.keep` })
  expect(await project.errors("test")).toContain("LUX-1302 tests/two.sql:1:")
  project.remove("tests/two.sql")
  expect(await project.rows('select id from {{ref "keep"}}')).toEqual([["1"]])
}

/** Commands, selections and states. */
import { expect } from "vitest"
import { type Case, withoutWarehouse } from "./case.testkit.ts"

export const commandCases: readonly Case[] = [
  {
    id: "14",
    title: "ages of sources are the same in every time zone",
    async run(project) {
      const { schema, warehouse } = project
      const now = warehouse === "redshift" ? "getdate()" : "now()"
      project.write({
        "models/m.sql": "select 1 as x",
        "models/p.yml": `sources:
  - name: s
    schema: ${schema}
    freshness: {warn_after: {count: 3, period: hour}, error_after: {count: 6, period: hour}}
    tables:
      - {name: f_tz, loaded_at_field: t}
      - {name: f_future, loaded_at_field: t}
      - {name: f_conf, config: {loaded_at_field: t, freshness: {warn_after: {count: 30, period: minute}}}}
      - {name: f_query, loaded_at_query: "select max(t) from {{self}} where k = 'a'"}
`,
      })
      await project.elsewhere(
        `create schema if not exists ${schema}`,
        `create table ${schema}.f_tz as select cast(${now} as timestamptz) - interval '1 hour' as t`,
        `create table ${schema}.f_future as select cast(${now} as timestamptz) + interval '5 hour' as t`,
        `create table ${schema}.f_conf as select cast(${now} as timestamptz) - interval '1 hour' as t`,
        `create table ${schema}.f_query as select cast(${now} as timestamptz) - interval '7 hour' as t, cast('a' as varchar(2)) as k`,
      )
      for (const zone of ["UTC", "America/Los_Angeles", "Asia/Tokyo"]) {
        const done = await project.command(["source", "freshness", "--no-color"], { env: { TZ: zone } })
        const lines = done.stdout.split("\n").filter((line) => /\d\/4/.test(line))
        const statuses = Object.fromEntries(
          lines.map((line) => [
            /f_\w+/.exec(line)?.[0] ?? line,
            /(PASS|WARN|ERROR|OK|STALE)/.exec(line)?.[0] ?? line,
          ]),
        )
        expect(Object.keys(statuses).sort(), done.stdout + done.stderr).toEqual([
          "f_conf",
          "f_future",
          "f_query",
          "f_tz",
        ])
        expect([statuses["f_conf"], statuses["f_query"]], zone + done.stdout + done.stderr).toEqual([
          "WARN",
          "ERROR",
        ])
        expect(statuses["f_tz"]).toBe(statuses["f_future"])
      }
    },
  },
  {
    id: "16",
    title: "retry goes on from what failed, with the variables of the run",
    async run(project) {
      project.write({
        "models/a.sql": '{{config materialized="table"}}\nselect {{var "v" 1}} as id',
        "models/b.sql": `{{config materialized="incremental" unique_key="id"}}
select id, 1 as x from {{ref "a"}}{{#if (eq (var "bad" 0) 1)}} where id in (select nothing from nowhere){{/if}}`,
        "models/c.sql": '{{config materialized="table"}}\nselect * from {{ref "b"}}',
        "models/p.yml": "models:\n  - {name: b, columns: [{name: id, data_tests: [unique, not_null]}]}\n",
      })
      expect(await project.statuses("build")).toEqual({ a: "ok", b: "ok", c: "ok" })
      const bad = await project.statuses("build", { vars: "{bad: 1, v: 5}" })
      expect([bad["a"], bad["b"]?.split(" ")[0], bad["c"]]).toEqual(["ok", "error", "skipped"])
      const retried = async (vars?: string): Promise<Readonly<Record<string, string>>> => {
        const { nodes } = await project.lux(vars).retry()
        return Object.fromEntries(nodes.map(({ uniqueId, status }) => [uniqueId.split(".")[2] ?? "", status]))
      }
      expect(await retried()).toEqual({ b: "error", c: "skipped" })
      expect(await retried("{bad: 0, v: 5}")).toEqual({ b: "ok", c: "ok" })
      expect(await retried()).toEqual({})
      expect(await project.rows('select id from {{ref "c"}} order by id')).toEqual([["1"], ["5"]])
      await project.statuses("build", { vars: "{bad: 1, v: 6}" })
      for (const args of [["compile", "--vars", "{bad: 0}"], ["ls"], ["show", "a"]])
        expect((await project.command(args)).code).toBe(0)
      expect(await retried("{bad: 0, v: 6}")).toEqual({ b: "ok", c: "ok" })
      expect(await project.rows('select id from {{ref "c"}} order by id')).toEqual([["1"], ["5"], ["6"]])
    },
  },
  {
    id: "19",
    title: "hooks, comments and quotes are left alone, and a failed hook undoes the model",
    async run(project) {
      const { schema } = project
      project.settings(`on-run-start: ["create schema if not exists ${schema}", "create table if not exists ${schema}.log (t varchar(100))", "insert into ${schema}.log values ('start; it''s -- fine')"]
on-run-end: ["insert into ${schema}.log values ('end /* x */')"]
`)
      project.write({
        "models/a.sql": `{{config materialized="table" pre_hook=(list "insert into ${schema}.log values ('pre a')") post_hook="insert into ${schema}.log select 'post ' || count(*) from {{self}}"}}
-- it's a comment; with an apostrophe and {{! a handlebars comment }} {{var "x" "y"}}
/* block's ; comment "with quotes */
select 1 as id, ';' as s, '-- no' as c, '/* no */' as d -- last line comment
`,
        "models/b.sql": `{{config materialized="incremental" post_hook=(list "insert into ${schema}.log values ('post b')" "insert into ${schema}.nope values (1)")}}
select id from {{ref "a"}};
-- comment behind the semicolon
`,
      })
      const { nodes } = await project.execute("run")
      const statuses = Object.fromEntries(
        nodes.map(({ uniqueId, status }) => [uniqueId.split(".")[2], status]),
      )
      expect(statuses).toEqual({ a: "ok", b: "error" })
      const error = nodes.find(({ status }) => status === "error")?.error
      expect(error?.message).toMatch(/^post-hook failed: .*nope/)
      const { file, line, column = 0, lineText } = error?.place ?? {}
      expect([file, line]).toEqual(["models/b.sql", 1])
      expect(lineText?.slice(column - 1)).toMatch(/^(insert into |\w+\.nope)/)
      const [log, there] = await project.elsewhere(
        `select t from ${schema}.log`,
        `select count(*) as n from information_schema.tables where table_schema = '${schema}' and table_name = 'b'`,
      )
      expect((log ?? []).map(([t]) => t)).toEqual(["start; it's -- fine", "pre a", "post 1", "end /* x */"])
      expect(there).toEqual([["0"]])
      expect(await project.rows('select s, c, d from {{ref "a"}}')).toEqual([[";", "-- no", "/* no */"]])
    },
  },
  {
    id: "39",
    title: "selections mean what their page says",
    not: withoutWarehouse,
    async run(project) {
      project.write({
        "models/stg/a.sql": "select 1 as id",
        "models/stg/b.sql": "select 1 as id",
        "models/stg/z.sql": "select 1 as id",
        "models/mart/c.sql":
          '{{config tags="t1"}} select a.id from {{ref "a"}} a join {{ref "b"}} b on a.id = b.id',
        "models/mart/d.sql": 'select * from {{ref "c"}}',
        "models/p.yml": `models:
  - {name: a, columns: [{name: id, data_tests: [unique, {relationships: {to: ref('z'), field: id}}]}]}
  - {name: c, columns: [{name: id, data_tests: [{not_null: {config: {tags: [t2]}}}, {relationships: {to: ref('a'), field: id}}]}]}
exposures: [{name: board, type: dashboard, owner: {name: x}, depends_on: [ref('d')]}]
`,
        "selectors.yml": `selectors:
  - name: s3
    definition: {intersection: [{method: tag, value: t1, parents: true}, {method: path, value: models/stg}]}
`,
      })
      const listed = async (
        select: readonly string[],
        more: Readonly<Record<string, unknown>> = {},
      ): Promise<readonly string[]> =>
        (await project.lux().list({ select, ...more })).map(({ name }) => name).sort()
      const models = { resourceTypes: ["model"] }
      expect(await listed(["+c,stg"], models)).toEqual(["a", "b"])
      expect(await listed(["1+d"], models)).toEqual(["c", "d"])
      expect(await listed(["models/stg/"], models)).toEqual(["a", "b", "z"])
      expect(await listed(["./models/stg"], models)).toEqual(["a", "b", "z"])
      expect(await listed(["path:models/stg/a.sql+"], models)).toEqual(["a", "c", "d"])
      expect(await listed(["+exposure:board"], models)).toEqual(["a", "b", "c", "d"])
      expect(await listed(["tag:t2"])).toEqual(["not_null_c_id"])
      expect(await listed([], { selector: "s3", ...models })).toEqual(["a", "b"])
      const tests = await listed(["a+"], { indirectSelection: "cautious", resourceTypes: ["test"] })
      expect(tests).toEqual(["not_null_c_id", "relationships_c_id__id__ref_a_", "unique_a_id"])
    },
  },
  {
    id: "59",
    title: "loaded_at_field: null at a table takes away the source's",
    not: withoutWarehouse,
    async run(project) {
      project.write({
        "models/a.sql": "select 1 as id",
        "models/p.yml":
          "sources: [{name: main, loaded_at_field: v, freshness: {warn_after: {count: 1, period: day}}, tables: [{name: s, loaded_at_field: null}]}]\n",
      })
      const done = await project.command(["source", "freshness"])
      expect(done.stdout + done.stderr).not.toMatch(/\bv\b.*(does not exist|not found)/)
      expect(done.code, done.stdout + done.stderr).not.toBe(1)
    },
  },
  {
    id: "62",
    title: "retry of a deferred build tests what the retry built",
    not: {
      postgres: "targets of a folder each are DuckDB's",
      redshift: "targets of a folder each are DuckDB's",
    },
    async run(project) {
      project.write({
        "lux_project.yml": `name: t
dialect: duckdb
targets:
  ci: {type: duckdb, path: w.duckdb, schema: ci}
  prod: {type: duckdb, path: w.duckdb, schema: prod}
`,
        "models/up.sql": '{{config materialized="table"}} select 1 as id',
        "models/foo.sql": '{{config materialized="table"}} select id, {{var "v" 1}} as v from {{ref "up"}}',
        "models/p.yml":
          "models: [{name: foo, columns: [{name: v, data_tests: [{accepted_values: {values: [1, 3], quote: false}}]}]}]\n",
      })
      expect((await project.command(["build", "-t", "prod"])).code).toBe(0)
      expect(
        (await project.command(["parse", "--write-json", "-t", "prod", "--target-path", "st"])).code,
      ).toBe(0)
      project.write({
        "models/foo.sql":
          '{{config materialized="table"}} select id, {{var "v" 1}} as v, nothing as b from {{ref "up"}}',
      })
      const deferred = [
        "build",
        "-t",
        "ci",
        "-s",
        "state:modified",
        "--defer",
        "--favor-state",
        "--state",
        "st",
        "--vars",
        "{v: 2}",
      ]
      expect((await project.command(deferred)).code).toBe(1)
      project.write({
        "models/foo.sql":
          '{{config materialized="table"}} select id, {{var "v" 1}} as v, 0 as b from {{ref "up"}}',
      })
      const retried = await project.command(["retry"])
      expect(retried.code).toBe(1)
      expect(retried.stdout).toMatch(/REJECTED .*ci\.foo/)
      const [rejected] = await project.elsewhere("select v from ci.foo__rejected")
      expect(rejected).toEqual([["2"]])
    },
  },
  {
    id: "b06",
    title: "a target path inside the folder of models",
    not: withoutWarehouse,
    async run(project) {
      project.settings("target-path: models\n")
      project.write({ "models/a.sql": "select 1 as x" })
      const done = await project.command(["build"])
      expect(done.code).toBe(2)
      expect(done.stderr).toMatch(/target-path/)
      expect(done.stderr).toMatch(/lux_project\.yml:4/)
    },
  },
  {
    id: "b08",
    title: "empty names",
    not: withoutWarehouse,
    async run(project) {
      project.write({ "models/a.sql": "select 1 as x" })
      for (const key of ["alias", "schema"]) {
        project.write({ "models/s.yml": `models:\n  - name: a\n    config:\n      ${key}: ""\n` })
        const done = await project.command(["build"])
        expect(done.code, key).toBe(2)
        expect(done.stderr, key).toMatch(/LUX-\d+ models\/s\.yml:4/)
      }
    },
  },
  {
    id: "b21",
    title: "hooks that make schemas, drop and analyse, written for Redshift",
    async run(project) {
      const scratch = `${project.schema}_scratch`
      project.settings(
        `on-run-start: create schema if not exists ${scratch}\non-run-end: drop schema if exists ${scratch} cascade\n`,
      )
      project.write({
        "lux_project.yml": project.read("lux_project.yml").replace(/dialect: \w+/, "dialect: redshift"),
        "models/a.sql": `{{config materialized="table" pre_hook="create table ${scratch}.kept as select 1 as n" post_hook="analyze {{self}}"}}\nselect n as x from ${scratch}.kept\n`,
      })
      const done = await project.command(["build"])
      expect(done.code, done.stdout + done.stderr).toBe(0)
      expect(await project.rows('select x from {{ref "a"}}')).toEqual([["1"]])
      const again = await project.command(["build"])
      expect(again.code, again.stdout + again.stderr).toBe(0)
    },
  },
  {
    id: "b15",
    title: "a name that is a path, of the project and of a package",
    not: withoutWarehouse,
    async run(project) {
      const test = (name: string, model: string): string =>
        `models: [{name: ${model}, data_tests: [{unique: {name: '${name}', column_name: x}}]}]\n`
      project.write({
        "models/a.sql": "select 1 as x",
        "models/s.yml": test("../../../../../../escaped", "a"),
      })
      const first = await project.command(["compile"])
      expect(first.code, first.stderr).toBe(0)
      project.remove("models/s.yml")
      project.write({
        "packages.yml": "packages:\n  - local: pk\n",
        "pk/lux_project.yml": "name: pk\ndialect: duckdb\n",
        "pk/models/b.sql": "select 1 as x",
        "pk/models/s.yml": test("../../../../../../by_package", "b"),
      })
      await project.command(["deps"])
      const second = await project.command(["compile"])
      expect(second.code, second.stderr).toBe(0)
      expect(project.read("target/compiled/cb15/models/a.sql")).toContain("select 1")
      for (const name of ["../escaped.sql", "../by_package.sql"])
        expect(() => project.read(name)).toThrow(/ENOENT/)
    },
  },
]

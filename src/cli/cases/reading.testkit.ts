/** What files say: names, anchors, configuration, contracts and unit tests. */
import { expect } from "vitest"
import { type Case, withoutWarehouse } from "./case.testkit.ts"

const longModel =
  "a_very_long_name_for_a_model_that_nobody_should_ever_write_but_somebody_does_every_single_day"

export const readingCases: readonly Case[] = [
  {
    id: "08",
    title: "unit tests over every type, nulls first and from CSV",
    not: { postgres: "unit tests run on DuckDB, to which only Redshift's SQL is translated" },
    async run(project) {
      const source = `select cast(1 as bigint) as id, cast('a' as varchar(20)) as txt, cast(1.5 as decimal(10, 2)) as amt, cast('2024-01-01' as date) as d, cast('2024-01-01 10:00:00' as timestamp) as ts, cast(1 as integer) = 1 as b`
      project.write({
        "models/src.sql": source,
        "models/eph.sql": '{{config materialized="ephemeral"}}\nselect id, amt * 2 as dbl from {{ref "src"}}',
        "models/m.sql": `with src as (select * from {{ref "src"}}), eph as (select * from {{ref "eph"}})
select s.id, s.txt, s.amt, s.d, s.ts, s.b, coalesce(s.d, cast('1999-01-01' as date)) as d2, coalesce(s.txt, 'none') as t2, e.dbl
from src s left join eph e on s.id = e.id`,
        "models/m.yml": `unit_tests:
  - name: ok_nulls_first
    model: m
    given:
      - input: ref('src')
        rows:
          - {id: 1, txt: null, amt: null, d: null, b: null}
          - {id: 9007199254740993, txt: 'a', amt: 1.25, d: 2024-02-03, ts: 2024-02-03 04:05:06, b: false}
    expect:
      rows:
        - {id: 1, txt: null, amt: null, d2: 1999-01-01, b: null, t2: none, dbl: null}
        - {id: 9007199254740993, txt: a, amt: 1.25, d2: 2024-02-03, b: false, t2: a, dbl: 2.5}
  - name: ok_csv_blank
    model: m
    given:
      - input: ref('src')
        format: csv
        rows: |
          id,txt,amt,d,b
          1,,,,
          2,"",3.50,2024-01-01,true
    expect:
      format: csv
      rows: |
        id,txt,amt,t2,d2,b
        1,,,none,1999-01-01,
        2,"",3.5,"",2024-01-01,true
  - name: ok_empty_in
    model: m
    given: [{input: ref('src'), rows: []}]
    expect: {rows: []}
  - name: fail_null
    model: m
    given: [{input: ref('src'), rows: [{id: 1}]}]
    expect: {rows: [{id: 1, txt: ''}]}
  - name: fail_dup
    model: m
    given: [{input: ref('src'), rows: [{id: 1}, {id: 1}]}]
    expect: {rows: [{id: 1}, {id: 1}]}
  - name: fail_missing_row
    model: m
    given: [{input: ref('src'), rows: [{id: 1}, {id: 2}]}]
    expect: {rows: [{id: 1}]}
  - name: fail_big
    model: m
    given: [{input: ref('src'), rows: [{id: 9007199254740993}]}]
    expect: {rows: [{id: 9007199254740992}]}
  - name: ok_case_of_columns
    model: m
    given: [{input: ref('src'), rows: [{ID: 1, TXT: ab}]}]
    expect: {rows: [{Id: 1, Txt: 'ab'}]}
`,
      })
      const { nodes } = await project.execute("test", { select: ["test_type:unit"] })
      const wrong = nodes.flatMap(({ uniqueId, status, error }) => {
        const name = uniqueId.split(".").at(-1) ?? ""
        const expected = name.startsWith("ok_") ? "ok" : "fail"
        return status === expected ? [] : [`${name}: ${status} ${error?.message ?? ""}`]
      })
      expect(wrong).toEqual([])
      expect(nodes).toHaveLength(8)
    },
  },
  {
    id: "13",
    title: "anchors, merge keys and words of YAML",
    not: withoutWarehouse,
    async run(project) {
      project.write({
        "models/a.sql": "select 1 as id, 'UK' as store, 'on' as sw",
        "models/b.sql": "select 1 as id, 'UK' as store, 'on' as sw",
        "models/p.yml": `version: 2
anchors:
  - &idcol
    name: id
    description: The ID.
    data_tests: [not_null]
  - &cfg {materialized: table, tags: [x]}
models:
  - name: a
    config: {<<: *cfg, tags: [y]}
    columns:
      - *idcol
      - name: store
        data_tests: [{accepted_values: {values: [UK, NO, on, off, yes]}}]
      - name: sw
        data_tests: [{accepted_values: {values: [on]}}]
  - name: b
    config: {<<: [*cfg, {alias: bee}]}
    columns:
      - <<: *idcol
        data_tests: [unique]
`,
      })
      const statuses = await project.statuses("build")
      expect([statuses["a"], statuses["b"]]).toEqual(["ok", "ok"])
      const listed = await project.lux().list({ resourceTypes: ["model"] })
      const found = listed.map(({ name, properties }) => [name, properties["alias"], properties["tags"]])
      expect(found.map(([name, alias]) => [name, alias])).toEqual([
        ["a", "a"],
        ["b", "bee"],
      ])
      expect(found[1]?.[2]).toEqual(["x"])
      const tests = await project.lux().list({ resourceTypes: ["test"] })
      expect(tests.map(({ name }) => name).sort()).toContain("unique_b_id")
      expect(tests.map(({ name }) => name)).not.toContain("not_null_b_id")
      project.write({
        "models/p.yml":
          "models:\n  - name: a\n    columns: [{name: id, data_tests: [unique]}]\nmodels:\n  - name: b\n",
      })
      expect(await project.errors("build")).toMatch(/LUX-\d+ models\/p\.yml:4:1/)
    },
  },
  {
    id: "18",
    title: "reserved, long and foreign names",
    not: { redshift: "names with letters beyond ASCII are refused there" },
    async run(project) {
      project.write({
        "models/m.sql": "select 1 as id, 1 as a_b",
        "models/m_a.sql": "select 1 as b",
        "models/order.sql": 'select 1 as "select"',
        "models/Grüße.sql": `select 1 as "größe", cast('ß' as varchar(5)) as "Ünï"`,
        "models/UPPER.sql": 'select * from {{ref "order"}}',
        "models/p.yml": `models:
  - {name: m, columns: [{name: a_b, data_tests: [unique]}]}
  - {name: m_a, columns: [{name: b, data_tests: [unique]}]}
  - {name: order, columns: [{name: select, quote: true, data_tests: [unique, not_null]}]}
  - name: Grüße
    columns: [{name: größe, quote: true, data_tests: [unique, not_null]}, {name: Ünï, quote: true, data_tests: [{accepted_values: {values: [ß]}}]}]
`,
      })
      if (project.warehouse === "duckdb") project.write({ [`models/${longModel}.sql`]: "select 1 as id" })
      expect(await project.errors("build")).toBe("")
      expect(new Set(Object.values(await project.statuses("build")))).toEqual(new Set(["ok"]))
    },
  },
  {
    id: "22",
    title: "contracts and constraints hold, and nothing is published that breaks them",
    async run(project) {
      const timestamp = "timestamp"
      const model = (short: string): string =>
        `{{config materialized="table"}}
select cast('x' as varchar(20)) as name, cast(1 as bigint) as id, cast(1.23 as decimal(10, 2)) as amt, cast('2024-01-01 10:00:00' as ${timestamp}) as ts, cast(${short} as varchar(3)) as short`
      project.write({
        "models/a.sql": model("'abc'"),
        "models/p.yml": `models:
  - name: a
    contract: enforced
    columns:
      - {name: id, data_type: bigint, constraints: [{type: not_null}]}
      - {name: name, data_type: varchar(20)}
      - {name: amt, data_type: "decimal(10,2)"}
      - {name: ts, data_type: ${timestamp}}
      - {name: short, data_type: "varchar(3)", constraints: [{type: not_null}]}
`,
      })
      expect(await project.statuses("run")).toEqual({ a: "ok" })
      project.write({ "models/a.sql": model("null") })
      expect((await project.statuses("run"))["a"]).toMatch(/^error LUX-/)
      project.write({
        "models/a.sql": model("'abc'").replace("cast(1 as bigint)", "cast('z' as varchar(4))"),
      })
      expect((await project.statuses("run"))["a"]).toMatch(/^error LUX-2120/)
      expect(await project.rows('select id, name, amt, short from {{ref "a"}}')).toEqual([
        ["1", "x", "1.23", "abc"],
      ])
    },
  },
  {
    id: "32",
    title: "two long names with a common start build at once",
    not: { duckdb: "names have no limit there" },
    async run(project) {
      const start = "a_table_with_quite_a_long_name_that_nobody_wanted_but_got_any"
      const model = (value: string): string =>
        `{{config materialized="table"}} select 1 as id, cast('${value}' as varchar(5)) as name, cast(null as varchar(5)) as word`
      const tested = `columns: [{name: word, data_tests: [{not_null: {config: {store_failures: true, severity: warn}}}]}, {name: name, data_tests: [unique]}]`
      project.write({
        [`models/${start}_a.sql`]: model("a"),
        [`models/${start}_b.sql`]: model("b"),
        "models/p.yml": `models:
  - {name: ${start}_a, ${tested}}
  - {name: ${start}_b, ${tested}}
`,
      })
      for (const options of [{}, {}, { fullRefresh: true }]) {
        expect(await project.errors("build", options)).toBe("")
        for (const name of ["a", "b"])
          expect(await project.rows(`select name from {{ref "${start}_${name}"}}`)).toEqual([[name]])
      }
    },
  },
  {
    id: "37",
    title: "configuration that lux does not know is an error",
    not: withoutWarehouse,
    async run(project) {
      const tried: Readonly<Record<string, string>> = {
        insert_overwrite:
          '{{config materialized="incremental" incremental_strategy="insert_overwrite" partition_by="d"}} select 1 as d',
        merge_without_key: '{{config materialized="incremental" incremental_strategy="merge"}} select 1 as d',
        replaced_without_key:
          '{{config materialized="incremental" incremental_strategy="delete+insert"}} select 1 as d',
        typo: '{{config materialised="table"}} select 1 as d',
        case: '{{config materialized="Table"}} select 1 as d',
        jinja: 'select * from {{ ref("x") }} {% if true %} x {% endif %}',
        parentheses: '{{ config(materialized="table") }} select 1 as d',
        twice: "select 1 as d, 2 as d",
        twice_by_case: 'select 1 as d, 2 as "D"',
        nothing: "",
        only_comment: "-- nothing",
        two_statements: "select 1 as d; select 2 as d",
        no_query: "delete from x",
      }
      for (const [name, text] of Object.entries(tried)) {
        project.write({ "models/a.sql": text })
        const done = await project.command(["run"])
        expect(done.code, name).not.toBe(0)
        expect(done.stdout + done.stderr, name).toMatch(/LUX-\d{4}/)
        expect(done.stdout + done.stderr, name).toMatch(/models\/a\.sql/)
      }
      for (const text of [
        "models: [{name: a, config: {on_schema_change: append_new_column}}]\n",
        "models: [{name: a, tests: [{unique: {column_name: d, severity: warning}}]}]\n",
      ]) {
        project.write({ "models/a.sql": "select 1 as d", "models/p.yml": text })
        expect(await project.errors("run"), text).toMatch(/LUX-1\d\d\d models\/p\.yml:1/)
      }
    },
  },
]

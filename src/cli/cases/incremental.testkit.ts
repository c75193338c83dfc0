import { expect } from "vitest"
import type { Case } from "./case.testkit.ts"

export const incrementalCases: readonly Case[] = [
  {
    id: "03",
    title: "null, composite and repeated keys, by each strategy",
    async run(project) {
      const rows = (values: readonly string[]): string =>
        values
          .map((row) => row.split(","))
          .map(([a, b, v]) => `select ${text(a)} as a, cast(${b} as integer) as b, ${text(v)} as v`)
          .join(" union all ")
      const model = (config: string, later: readonly string[]): string =>
        `{{config materialized="incremental" ${config}}}
{{#if (is_incremental)}}
${rows(later)}
{{else}}
${rows(["x,1,old", "x,2,keep", "y,1,keep", "y,null,old", "null,null,old", "z,1,old"])}
{{/if}}`
      const news = ["x,1,new", "y,null,new", "null,null,new"]
      const twice = ["z,1,d1", "z,1,d2"]
      const added = ["n,9,p1", "n,9,p2"]
      const keyed = 'unique_key=(list "a" "b")'
      project.write({
        "models/merged.sql": model(`incremental_strategy="merge" ${keyed}`, news),
        "models/merged_stored.sql": model(`incremental_strategy="merge" ${keyed}`, [...news, ...twice]),
        "models/merged_new.sql": model(`incremental_strategy="merge" ${keyed}`, [...news, ...added]),
        "models/replaced.sql": model(`incremental_strategy="delete+insert" ${keyed}`, [
          ...news,
          ...twice,
          ...added,
        ]),
        "models/appended.sql": model(`incremental_strategy="append"`, [...news, ...twice, ...added]),
      })
      const first = await project.statuses("run")
      expect(new Set(Object.values(first))).toEqual(new Set(["ok"]))
      expect(await project.statuses("run")).toEqual({
        merged: "ok",
        merged_stored: "error LUX-2133",
        merged_new: "error LUX-2133",
        replaced: "ok",
        appended: "ok",
      })
      const read = async (name: string): Promise<readonly string[]> => {
        const found = await project.rows(`select a, b, v from {{ref "${name}"}}`)
        return found.map((row) => row.join(",")).sort()
      }
      const untouched = [",,old", "x,1,old", "x,2,keep", "y,,old", "y,1,keep", "z,1,old"]
      expect(await read("merged")).toEqual([",,new", "x,1,new", "x,2,keep", "y,,new", "y,1,keep", "z,1,old"])
      expect(await read("merged_stored")).toEqual(untouched)
      expect(await read("merged_new")).toEqual(untouched)
      expect(await read("replaced")).toEqual(
        [",,new", "n,9,p1", "n,9,p2", "x,1,new", "x,2,keep", "y,,new", "y,1,keep", "z,1,d1", "z,1,d2"].sort(),
      )
      expect(await read("appended")).toHaveLength(13)
    },
  },
  {
    id: "04",
    title: "columns that come and go, whatever their case and names",
    async run(project) {
      const model = (
        change: string,
      ): string => `{{config materialized="incremental" unique_key="id" on_schema_change="${change}"}}
{{#if (var "two" false)}}select ${text("n")} as "new col", 2 as ID, ${text("w")} as "order", 12345678901 as n, ${text("x")} as "Group"
{{else}}select 1 as id, ${text("a")} as v, cast(5 as bigint) as n, ${text("o")} as "order"{{/if}}`
      const changes = ["ignore", "append_new_columns", "sync_all_columns", "fail"]
      project.write(Object.fromEntries(changes.map((change) => [`models/m_${change}.sql`, model(change)])))
      expect(new Set(Object.values(await project.statuses("run")))).toEqual(new Set(["ok"]))
      expect(await project.statuses("run", { vars: "{two: true}" })).toEqual({
        m_ignore: "ok",
        m_append_new_columns: "ok",
        m_sync_all_columns: "ok",
        m_fail: "error LUX-2101",
      })
      const rows = (change: string, columns: string): Promise<unknown> =>
        project.rows(`select ${columns} from {{ref "m_${change}"}} order by id`)
      expect(await rows("ignore", 'id, v, n, "order"')).toEqual([
        ["1", "a", "5", "o"],
        ["2", null, "12345678901", "w"],
      ])
      expect(await rows("append_new_columns", 'id, v, n, "order", "new col"')).toEqual([
        ["1", "a", "5", "o", null],
        ["2", null, "12345678901", "w", "n"],
      ])
      expect(await rows("sync_all_columns", 'id, n, "order", "new col"')).toEqual([
        ["1", "5", "o", null],
        ["2", "12345678901", "w", "n"],
      ])
      expect(await rows("fail", "id, v")).toEqual([["1", "a"]])
    },
  },
  {
    id: "15",
    title: "columns that a merge updates, and keys that are none",
    async run(project) {
      const row = (id: string, v: string, day: number): string =>
        `select ${id} as "Id", ${text(v)} as v, ${text(v)} as "order", cast('2024-01-0${day}' as date) as d`
      const model = (
        config: string,
      ): string => `{{config materialized="incremental" incremental_strategy="merge" ${config}}}
{{#if (is_incremental)}}${row("1", "new", 2)} union all ${row("2", "ins", 3)}{{else}}${row("1", "old", 1)}{{/if}}`
      project.write({
        "models/m_empty_update.sql": model('unique_key="Id" merge_update_columns=(list)'),
        "models/m_update_v.sql": model('unique_key="Id" merge_update_columns=(list "v")'),
        "models/m_exclude.sql": model('unique_key="Id" merge_exclude_columns=(list "order" "d")'),
        "models/m_two.sql": model('unique_key=(list "Id" "order")'),
      })
      for (const run of [1, 2])
        expect(new Set(Object.values(await project.statuses("run"))), `run ${run}`).toEqual(new Set(["ok"]))
      const rows = (name: string): Promise<unknown> =>
        project.rows(`select "Id", v, "order" from {{ref "${name}"}} order by 1, 2`)
      expect(await rows("m_empty_update")).toEqual([
        ["1", "old", "old"],
        ["2", "ins", "ins"],
      ])
      expect(await rows("m_update_v")).toEqual([
        ["1", "new", "old"],
        ["2", "ins", "ins"],
      ])
      expect(await rows("m_exclude")).toEqual([
        ["1", "new", "old"],
        ["2", "ins", "ins"],
      ])
      expect(await rows("m_two")).toEqual([
        ["1", "new", "new"],
        ["1", "old", "old"],
        ["2", "ins", "ins"],
      ])
      for (const [name, config] of [
        ["m_expr", `unique_key="Id || v"`],
        ["m_str", `unique_key="Id, order"`],
        ["m_none", `unique_key="nope"`],
        ["m_wrong", `unique_key="Id" merge_update_columns=(list "nope")`],
        ["m_wrong_exclude", `unique_key="Id" merge_exclude_columns=(list "nope")`],
      ] as const) {
        project.write({ [`models/${name}.sql`]: model(config) })
        expect(await project.errors("run", { select: [name] }), `${name}, first run`).toMatch(
          /LUX-(2102|1\d\d\d|21\d\d)/,
        )
        project.remove(`models/${name}.sql`)
      }
    },
  },
  {
    id: "35",
    title: "a build without rows keeps what is there",
    async run(project) {
      project.write({
        "models/a.sql": `{{config materialized="table"}} select 1 as id, ${text("x")} as v union all select 2, ${text("y")}`,
        "models/q1.sql": `{{config materialized="table"}}
select a.id from {{ref "a"}} as a where a.id in (select z.id from {{ref "a"}} as z where z.v = 'x')`,
        "models/inc.sql": `{{config materialized="incremental" unique_key="id"}}
select * from {{ref "a"}} {{#if (is_incremental)}} where id > (select max(id) - 1 from {{self}}) {{/if}}`,
        "snapshots/p.yml": `snapshots:
  - {name: h, relation: ref('a'), config: {unique_key: id, strategy: check, check_cols: all, hard_deletes: invalidate}}
  - {name: h2, relation: ref('a'), config: {unique_key: id, strategy: check, check_cols: all, hard_deletes: new_record}}
`,
      })
      for (const options of [{}, { empty: true }])
        expect(new Set(Object.values(await project.statuses("build", options)))).toEqual(new Set(["ok"]))
      const count = async (name: string, where = ""): Promise<unknown> =>
        (await project.rows(`select count(*) as n from {{ref "${name}"}} ${where}`))[0]?.[0]
      expect([await count("a"), await count("q1"), await count("inc")]).toEqual(["2", "0", "2"])
      for (const name of ["h", "h2"]) expect(await count(name, "where dbt_valid_to is null")).toBe("2")
    },
  },
  {
    id: "42",
    title: "columns and CTEs that are called as lux calls its own",
    async run(project) {
      const names =
        "source target stored changed ended versions n_records unique_field value_field lux_rows model lux_valid_from lux_ended_at".split(
          " ",
        )
      const row = (v: string): string =>
        `select ${names.map((name) => `${text(v)} as ${name}`).join(", ")}, 1 as id`
      const keyed = (
        strategy: string,
      ): string => `{{config materialized="incremental" incremental_strategy="${strategy}" unique_key=(list "target_key" "id")}}
select target.*, ${text("k")} as target_key from {{ref "source"}} as target`
      project.write({
        "models/source.sql": `{{config materialized="table"}}
with source as ({{#if (var "two" false)}}${row("b")}{{else}}${row("a")}{{/if}}), target as (select * from source), stored as (select * from target), changed as (select * from stored) select * from changed`,
        "models/inc_merge.sql": keyed("merge"),
        "models/inc_replaced.sql": keyed("delete+insert"),
        "snapshots/h.yml": `snapshots:
  - {name: h1, relation: ref('source'), config: {unique_key: [id], strategy: check, check_cols: all, hard_deletes: invalidate}}
  - {name: h2, relation: ref('source'), config: {unique_key: [id], strategy: check, check_cols: [source, target], hard_deletes: new_record}}
`,
        "models/p.yml": `models:
  - name: inc_merge
    columns:
${names.map((name) => `      - {name: ${name}, data_tests: [unique, not_null, {accepted_values: {values: [a, b]}}]}`).join("\n")}
`,
      })
      for (const vars of ["{}", "{two: true}"]) expect(await project.errors("build", { vars }), vars).toBe("")
      for (const name of ["inc_merge", "inc_replaced"])
        expect(
          await project.rows(
            `select count(*) as n, min(source) as a, max(lux_rows) as b from {{ref "${name}"}}`,
          ),
        ).toEqual([["1", "b", "b"]])
      for (const name of ["h1", "h2"])
        expect(
          await project.rows(
            `select source, stored, case when dbt_valid_to is null then 'open' else 'ended' end as o from {{ref "${name}"}} order by source`,
          ),
        ).toEqual([
          ["a", "a", "ended"],
          ["b", "b", "open"],
        ])
    },
  },
  {
    id: "50",
    title: "columns whose names differ in case only",
    not: { duckdb: "names have no case there", redshift: "names have no case there" },
    async run(project) {
      const row = (v: string, n: string): string =>
        `select 1 as id, '${v}'::text as "ID", ${n}::numeric(10, 2) as v, '${v.toUpperCase()}'::text as "V"`
      project.write({
        "models/src.sql": `{{config materialized="table"}}
{{#if (var "two" false)}}${row("n", "2.5")}{{else}}${row("o", "1.5")}{{/if}}`,
        "models/inc_merge.sql":
          '{{config materialized="incremental" incremental_strategy="merge" unique_key="id"}} select * from {{ref "src"}}',
        "models/inc_replaced.sql":
          '{{config materialized="incremental" incremental_strategy="delete+insert" unique_key="id"}} select * from {{ref "src"}}',
        "snapshots/h.yml":
          "snapshots: [{name: h, relation: ref('src'), config: {unique_key: id, strategy: check, check_cols: all}}]\n",
      })
      const first = await project.errors("build")
      if (first !== "") {
        expect(first).toMatch(/LUX-\d+ models\/src\.sql/)
        return
      }
      expect(await project.errors("build", { vars: "{two: true}" })).toBe("")
      for (const name of ["inc_merge", "inc_replaced"])
        expect(await project.rows(`select id, "ID", v, "V" from {{ref "${name}"}}`)).toEqual([
          ["1", "n", "2.50", "N"],
        ])
      expect(await project.rows('select "ID", "V" from {{ref "h"}} order by 1')).toEqual([
        ["n", "N"],
        ["o", "O"],
      ])
    },
  },
  {
    id: "60",
    title: "order of rows of one key, and a watermark over an empty table",
    async run(project) {
      const row = (id: number, sq: string, v: string): string =>
        `select ${id} as id, cast(${sq} as integer) as sq, ${text(v)} as v`
      const rows = (...of: readonly string[]): string => of.join(" union all ")
      project.write({
        "models/seq.sql": `{{config materialized="incremental" unique_key="id" sequence_by="sq"}}
{{#if (eq (var "r" 1) 1)}}${rows(row(1, "10", "first"), row(2, "null", "nullseq"), row(3, "5", "x"))}
{{else}}${rows(row(1, "10", "same-seq"), row(2, "1", "has-seq"), row(3, "4", "older"))}{{/if}}`,
        "models/wm.sql": `{{config materialized="incremental"}}
select id from (select 1 as id union all select 2) as t where {{#if (eq (var "r" 1) 1)}}id = 7{{else}}id > 0{{/if}} {{#if (is_incremental)}} and id > (select max(id) from {{self}}) {{/if}}`,
      })
      expect(await project.statuses("run")).toEqual({ seq: "ok", wm: "ok" })
      expect(await project.statuses("run", { vars: "{r: 2}" })).toEqual({ seq: "ok", wm: "ok" })
      const found = await project.rows('select id, v from {{ref "seq"}} order by id')
      expect(found.map(([id]) => id)).toEqual(["1", "2", "3"])
      expect(found[1]).toEqual(["2", "has-seq"])
      expect(found[2]).toEqual(["3", "x"])
      expect(await project.rows('select count(*) as n from {{ref "wm"}}')).toEqual([["0"]])
    },
  },
]

function text(value: string | undefined): string {
  return value === undefined || value === "null"
    ? "cast(null as varchar(10))"
    : `cast('${value}' as varchar(10))`
}

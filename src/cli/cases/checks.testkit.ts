/** What checks find, keep and compare. */
import { expect } from "vitest"
import { type Case, type CaseProject, withoutWarehouse } from "./case.testkit.ts"

/** A select of rows: `select 1 as a, 'x' as b union all ...`. Redshift has no values in from. */
function rowsOf(names: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => `select ${row.map((value, at) => `${value} as ${names[at]}`).join(", ")}`)
    .join("\nunion all ")
}

const text = (value: string | null): string =>
  value === null ? "cast(null as varchar(20))" : `cast('${value}' as varchar(20))`

/** Checks called `ok_`, `warn_` and `fail_` end as they are called. */
async function endAsCalled(project: CaseProject): Promise<void> {
  const found = await project.checks("test")
  const wrong = Object.entries(found).filter(
    ([name, status]) =>
      status !==
      ({ ok: "pass", warn: "warn", fail: "fail" } as Record<string, string>)[name.split("_")[0] ?? ""],
  )
  expect(wrong).toEqual([])
  expect(Object.keys(found).length).toBeGreaterThan(0)
}

export const checkCases: readonly Case[] = [
  {
    id: "07",
    title: "where, limit, severities, odd column names and values of checks",
    async run(project) {
      const columns = ["id", '"odd col"', "flag", "emp", '"order"', '"Ünï"']
      const row = (
        id: string,
        odd: string | null,
        flag: string,
        emp: string | null,
        order: string,
        uni: string | null,
      ): string[] => [
        id,
        text(odd),
        `cast(${flag} as boolean)`,
        text(emp),
        `cast(${order} as integer)`,
        text(uni),
      ]
      project.write({
        "models/m.sql": `{{config materialized="table"}}
${rowsOf(columns, [
  row("1", "it''s", "true", "", "null", "a"),
  row("2", "x", "false", "q", "1", "a"),
  row("3", null, "null", null, "2", "b"),
  row("4", "No", "true", "No", "3", null),
])}`,
        "models/m.yml": `models:
  - name: m
    columns:
      - name: id
        data_tests:
          - accepted_values: {name: warn_lim, values: [99], quote: false, config: {limit: 2, severity: warn, store_failures: true}}
          - accepted_values: {name: warn_where, values: [99], quote: false, config: {where: "id > 2 or id = 1", severity: warn}}
          - accepted_values: {name: warn_errif, values: [99], quote: false, config: {severity: error, error_if: "> 10", warn_if: "> 3"}}
          - accepted_values: {name: ok_errif, values: [99], quote: false, config: {severity: error, error_if: ">= 5", warn_if: ">= 5"}}
          - accepted_values: {name: warn_calc, values: [99], quote: false, config: {severity: warn, fail_calc: "sum(n_records)"}}
      - name: odd col
        quote: true
        data_tests:
          - accepted_values: {name: ok_apos, values: ["it's", "x", "No"]}
          - unique: {name: ok_oddun}
      - name: emp
        data_tests:
          - accepted_values: {name: warn_empty, values: ['', q], config: {severity: warn}}
          - accepted_values: {name: ok_yamlno, values: [No, '', q]}
      - name: order
        quote: true
        data_tests:
          - accepted_values: {name: warn_numbers, values: [1, 2], quote: false, config: {severity: warn}}
      - name: Ünï
        quote: true
        data_tests: [{unique: {name: warn_uni, config: {severity: warn}}}]
`,
      })
      expect(await project.statuses("run")).toEqual({ m: "ok" })
      await endAsCalled(project)
      const { nodes } = await project.execute("test", { select: ["warn_lim"] })
      const [check] = nodes.flatMap(({ checks }) => checks)
      const [stored] = await project.elsewhere(`select count(*) as n from ${check?.storedIn}`)
      expect(stored).toEqual([["2"]])
    },
  },
  {
    id: "10",
    title: "limit limits what is stored",
    async run(project) {
      project.write({
        "models/m.sql": `{{config materialized="table"}}
${rowsOf(
  ["id", '"odd col"', "plain"],
  ["0", "1", "2", "3", "4"].map((id) => [id, "cast(null as integer)", "cast(null as integer)"]),
)}`,
        "models/m.yml": `models:
  - name: m
    columns:
      - {name: odd col, quote: true, data_tests: [{not_null: {name: fail_odd}}]}
      - name: plain
        data_tests:
          - not_null: {name: warn_lim, config: {limit: 2, store_failures: true, severity: warn}}
          - not_null: {name: warn_calc, config: {fail_calc: "max(id)", severity: warn}}
          - not_null: {name: warn_where, config: {where: "id >= 3", severity: warn}}
`,
      })
      await project.execute("run")
      const { nodes } = await project.execute("test")
      const found = new Map(nodes.flatMap(({ checks }) => checks).map((check) => [check.name, check]))
      expect([...found.values()].map(({ name, status }) => [name, status]).sort()).toEqual([
        ["fail_odd", "fail"],
        ["warn_calc", "warn"],
        ["warn_lim", "warn"],
        ["warn_where", "warn"],
      ])
      expect(found.get("warn_calc")?.failures).toBe(4)
      expect(found.get("warn_where")?.failures).toBe(2)
      const [stored] = await project.elsewhere(`select count(*) as n from ${found.get("warn_lim")?.storedIn}`)
      expect(stored).toEqual([["2"]])
    },
  },
  {
    id: "20",
    title: "checks over nulls, groups, empty tables and columns called as SQL's words",
    async run(project) {
      const keywords = [
        "current_date",
        "session_user",
        "current_timestamp",
        "null",
        "true",
        "default",
        "end",
        "a.b",
      ]
      const date = (day: string): string => `cast('${day}' as date)`
      project.write({
        "models/m.sql": `{{config materialized="table"}}
${rowsOf(
  ["id", "gb", "txt", '"user"', "p", "q", "total"],
  [
    ["1", text("x"), text("a"), text(null), "1", "2", "3"],
    ["2", text("x"), text("b"), text("foo"), "1", "1", "3"],
    ["3", text("y"), text(null), text(null), "cast(null as integer)", "1", "1"],
  ],
)}`,
        "models/other.sql": `{{config materialized="table"}}
${rowsOf(
  ["id", "gb"],
  [
    ["1", text("z")],
    ["2", text("z")],
    ["3", text("x")],
  ],
)}`,
        "models/ranges.sql": `{{config materialized="table"}}
${rowsOf(
  ["lo", "hi"],
  [
    [date("2000-01-01"), date("2000-01-01")],
    [date("2000-01-01"), date("2000-01-01")],
    [date("2000-01-01"), date("2000-01-02")],
  ],
)}`,
        "models/empty.sql": '{{config materialized="table"}}\nselect * from {{ref "m"}} where id = 7',
        "models/caps.sql": `{{config materialized="table"}}\n${rowsOf(["c"], [[text("CONSISTENT")], [text(null)]])}`,
        "models/keywords.sql": `{{config materialized="table"}}\nselect ${keywords.map((name) => `${text(null)} as "${name}"`).join(", ")}`,
        "models/p.yml": `models:
  - name: m
    data_tests:
      - unique_combination_of_columns: {name: fail_combo, combination_of_columns: [gb, total]}
      - multicolumn_sum: {name: fail_multisum_nullp, columns: [p, q], equals: 3}
      - unique_within_record: {name: fail_within, columns: [p, q]}
    columns:
      - {name: user, quote: true, data_tests: [{not_null: {name: fail_nn_user}}, {accepted_values: {name: ok_av_user, values: [foo]}}, {unique: {name: ok_un_user}}]}
      - {name: id, data_tests: [{relationships: {name: ok_rel, to: ref('other'), field: id}}]}
      - {name: txt, data_tests: [{not_null: {name: ok_where_quote, config: {where: "txt != 'none'"}}}, {relationships: {name: fail_rel_txt, to: ref('other'), field: gb}}]}
  - name: empty
    data_tests:
      - row_count: {name: fail_empty_rows, min: 1}
      - equal_row_count: {name: fail_eqrc_empty, to: ref('m')}
    columns:
      - {name: id, data_tests: [{at_least_one: {name: fail_atleast_empty}}, {accepted_range: {name: ok_range_empty, min_value: 0}}]}
  - name: ranges
    data_tests:
      - mutually_exclusive_ranges: {name: ok_ranges, lower_bound_column: lo, upper_bound_column: hi, zero_length_range_allowed: true}
  - name: caps
    columns: [{name: c, data_tests: [{consistent_casing: {name: ok_casing}}]}]
  - name: keywords
    columns:
${keywords.map((name, at) => `      - {name: "${name}", quote: true, data_tests: [{not_null: {name: fail_k${at}}}]}`).join("\n")}
`,
      })
      expect(new Set(Object.values(await project.statuses("run")))).toEqual(new Set(["ok"]))
      await endAsCalled(project)
    },
  },
  {
    id: "21",
    title: "two tests of one name in different models keep apart what they found",
    async run(project) {
      const stored = "data_tests: [{unique: {config: {store_failures: true, severity: warn}}}]"
      project.write({
        "models/m.sql": `{{config materialized="table"}}\n${rowsOf(["a_b"], [["1"], ["1"], ["2"]])}`,
        "models/m_a.sql": `{{config materialized="table"}}\n${rowsOf(["b"], [["7"], ["7"], ["7"], ["8"], ["8"]])}`,
        "models/p.yml": `models:
  - {name: m, columns: [{name: a_b, ${stored}}]}
  - {name: m_a, columns: [{name: b, ${stored}}]}
`,
      })
      const { nodes } = await project.execute("build")
      const checks = nodes.flatMap((node) => node.checks)
      expect(checks.map(({ status }) => status)).toEqual(["warn", "warn"])
      const places = checks.map(({ storedIn }) => storedIn)
      expect(new Set(places).size).toBe(2)
      const found = await project.elsewhere(...places.map((place) => `select count(*) as n from ${place}`))
      expect(found.map((rows) => rows[0]?.[0]).sort()).toEqual(["1", "2"])
      const compiled = checks.map(({ compiledPath }) => compiledPath)
      expect(new Set(compiled).size).toBe(2)
      for (const path of compiled) expect(project.read(path ?? "").length).toBeGreaterThan(0)
    },
  },
  {
    id: "49",
    title: "numbers in YAML and on the command line arrive as they are written",
    async run(project) {
      project.settings("vars: {y_big: 9007199254740993, y_ver: 1.10, y_date: 2024-01-01}\n")
      project.write({
        "models/m.sql": `{{config materialized="table"}}
select cast(9007199254740993 as bigint) as big, cast(12345678901234567890.12 as decimal(38, 2)) as wide, ${text("1.10")} as ver,
  cast({{var "v_big" 0}} as bigint) as v_big, '{{var "v_ver" ""}}' as v_ver, '{{var "v_exp" ""}}' as v_exp, '{{var "v_wide" ""}}' as v_wide,
  cast({{var "y_big" ""}} as bigint) as y_big, '{{var "y_ver"}}' as y_ver, '{{var "y_date"}}' as y_date, {{add 9007199254740993 1}} as added`,
        "models/p.yml": `models:
  - name: m
    data_tests:
      - expression_is_true: {name: ok_expr, expression: "big = 9007199254740993"}
      - row_count: {name: ok_rows, min: 1, max: 9007199254740993}
    columns:
      - name: big
        data_tests:
          - accepted_values: {name: ok_big, values: [9007199254740993], quote: false}
          - rejected_values: {name: fail_rej_big, values: [9007199254740993], quote: false}
          - rejected_values: {name: ok_rej_near, values: [9007199254740992], quote: false}
          - accepted_range: {name: ok_range, min_value: 9007199254740993, max_value: 9007199254740993}
          - accepted_range: {name: fail_range, min_value: 9007199254740994}
          - column_max: {name: ok_max, equals: 9007199254740993}
          - column_max: {name: fail_max, equals: 9007199254740992}
          - column_sum: {name: fail_sum, min: 9007199254740994}
      - name: ver
        data_tests: [{accepted_values: {name: ok_ver_bare, values: [1.10]}}, {accepted_values: {name: ok_ver, values: ['1.10']}}]
      - name: wide
        data_tests: [{accepted_values: {name: ok_wide, values: [12345678901234567890.12], quote: false}}, {accepted_values: {name: fail_wide, values: [12345678901234567890.13], quote: false}}]
`,
      })
      const vars = "{v_big: 9007199254740993, v_ver: 1.10, v_exp: 1e3, v_wide: 12345678901234567890.12}"
      expect(await project.statuses("run", { vars })).toEqual({ m: "ok" })
      await endAsCalled(project)
      expect(
        await project.rows(
          'select v_big, v_ver, v_exp, v_wide, y_big, y_ver, y_date, added from {{ref "m"}}',
        ),
      ).toEqual([
        [
          "9007199254740993",
          "1.10",
          "1000",
          "12345678901234567890.12",
          "9007199254740993",
          "1.10",
          "2024-01-01",
          "9007199254740994",
        ],
      ])
    },
  },
  {
    id: "51",
    title: "checks of ephemeral models, bounds in words, where with comments",
    async run(project) {
      project.write({
        "models/e.sql": `{{config materialized="ephemeral"}} ${rowsOf(["id"], [["1"], ["1"], ["cast(null as integer)"]])}`,
        "models/dis.sql": "{{config enabled=false}} select 1 as id",
        "models/v.sql": 'select id from {{ref "e"}}',
        "seeds/p.csv": "id\n1\n2\n",
        "models/p.yml": `models:
  - {name: e, columns: [{name: id, data_tests: [{unique: {name: fail_e_un}}, {not_null: {name: fail_e_nn}}]}]}
  - {name: dis, columns: [{name: id, data_tests: [unique]}]}
  - name: v
    columns:
      - name: id
        data_tests:
          - not_null: {name: fail_where_comment, config: {where: "1 = 1 -- note"}}
          - not_null: {name: ok_where_like, config: {where: "cast(id as varchar(20)) like '%{x}%' or id = 1"}}
          - unique: {name: fail_un}
          - relationships: {name: ok_rel, to: ref('p'), field: id}
          - not_null: {name: fail_errorif, config: {error_if: ">0", warn_if: "=0"}}
          - not_null: {name: fail_errorif2, config: {error_if: "!=0"}}
          - not_null: {name: warn_between, config: {error_if: "between 5 and 9", warn_if: "between 1 and 4"}}
`,
      })
      await project.execute("seed")
      await project.execute("run")
      await endAsCalled(project)
    },
  },
  {
    id: "64",
    title: "bounds of aggregates are compared exactly",
    async run(project) {
      const row = (amt: string, id: string, wide: string): string =>
        `{{config materialized="table"}}\nselect cast(${amt} as decimal(18, 2)) as amt, cast(${id} as bigint) as id, cast(${wide} as decimal(38, 2)) as wide`
      project.write({
        "models/a.sql": row("12345678901234.56", "9007199254740993", "123456789012345678.99"),
        "models/b.sql": row("12345678901234.57", "9007199254740992", "123456789012345678.98"),
        "models/p.yml": `models:
  - name: a
    data_tests:
      - equal_aggregate: {name: fail_eqagg_wide, expression: sum(wide), to: ref('b')}
      - equal_aggregate: {name: fail_eqagg_amt, expression: sum(amt), to: ref('b')}
      - equal_aggregate: {name: fail_eqagg_id, expression: max(id), to: ref('b')}
      - equality: {name: fail_equality, to: ref('b'), columns: [id, amt, wide]}
    columns:
      - name: amt
        data_tests:
          - column_sum: {name: fail_sum_cent, equals: 12345678901234.57}
          - column_sum: {name: ok_sum, equals: 12345678901234.56}
          - column_max: {name: fail_max_strict, max: 12345678901234.56, strictly: true}
          - column_max: {name: fail_max_cent, max: 12345678901234.55}
      - name: id
        data_tests:
          - column_max: {name: fail_max_id, equals: 9007199254740992}
          - column_max: {name: fail_max_id_max, max: 9007199254740992}
          - column_min: {name: fail_min_id, max: 9007199254740992}
          - column_sum: {name: fail_sum_id, max: 9007199254740992}
          - accepted_range: {name: fail_range_id, max_value: 9007199254740992}
          - relationships: {name: fail_rel_id, to: ref('b'), field: id}
          - accepted_values: {name: fail_av_id, values: ['9007199254740992'], quote: false}
          - rejected_values: {name: fail_rv_id, values: ['9007199254740993'], quote: false}
      - name: wide
        data_tests:
          - column_sum: {name: fail_sum_wide, equals: 123456789012345678.98}
`,
      })
      await project.execute("run")
      await endAsCalled(project)
    },
  },
  {
    id: "12",
    title: "what counts as a change of state",
    not: withoutWarehouse,
    async run(project) {
      const files: Readonly<Record<string, string>> = {
        "models/a.sql": "select 1 as id, '-- not a comment' as c, 'x  y' as d\n",
        "models/b.sql": '{{config materialized="table"}}\nselect {{outer_m "id"}} as id from {{ref "a"}}\n',
        "seeds/s.csv": 'id,v\n1,a\n2,"x\ny"\n',
        "macros/m.sql":
          '{{#macro "inner_m" "c"~}}{{c}} + 1{{~/macro}}\n{{#macro "outer_m" "c"~}}{{inner_m c}}{{~/macro}}\n',
        "models/p.yml": "models:\n  - name: a\n    columns: [{name: id, data_tests: [unique]}]\n",
      }
      project.write(files)
      expect((await project.command(["parse", "--write-json", "--target-path", "st"])).code).toBe(0)
      const modified = async (changed: Readonly<Record<string, string>>): Promise<readonly string[]> => {
        project.write({ ...files, ...changed })
        const found = await project.lux().list({ select: ["state:modified"], state: "st" })
        return found.map(({ name }) => name).sort()
      }
      const text = (path: string): string => files[path] ?? ""
      const change = (path: string, from: string | RegExp, to: string): Promise<readonly string[]> =>
        modified({ [path]: text(path).replace(from, to) })
      expect(await modified({})).toEqual([])
      const crlf = Object.keys(files).filter((path) => path !== "seeds/s.csv")
      expect(
        await modified(Object.fromEntries(crlf.map((path) => [path, text(path).replace(/\n/g, "\r\n")]))),
      ).toEqual([])
      expect(await modified({ "models/a.sql": `\ufeff${text("models/a.sql")}` })).toEqual([])
      expect(await change("models/a.sql", "not a comment", "not a kommentar")).toContain("a")
      expect(await change("models/a.sql", "x  y", "x y")).toContain("a")
      expect(await change("macros/m.sql", "+ 1", "+ 2")).toEqual(["b"])
      expect(await change("seeds/s.csv", "1,a", "01,a")).toEqual(["s"])
      expect(await change("models/p.yml", "unique", "not_null")).toEqual(["not_null_a_id"])
      project.settings("vars: {k: 2}\n")
      expect(await modified({})).toEqual([])
    },
  },
]

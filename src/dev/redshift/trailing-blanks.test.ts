/** Redshift takes 'a' and 'a ' for one value: so do lux's own checks and keys wherever a project in its SQL runs. */
import { describe, expect, it, onTestFinished } from "vitest"
import { everyWarehouse, sharedNetwork } from "./every-warehouse.testkit.ts"
import { networkProject } from "./network-project.testkit.ts"

const network = sharedNetwork()
let count = 0

function projectOn(type: (typeof everyWarehouse)[number], files: Readonly<Record<string, string>>) {
  const schema = `blanks_${++count}`
  const target =
    type === "duckdb"
      ? `{type: duckdb, path: test.duckdb, schema: ${schema}}`
      : network().target(type, `schema: ${schema}, threads: 2`)
  const project = networkProject(`dialect: redshift\ntargets: {prod: ${target}}\n`, files)
  onTestFinished(() => project.remove())
  const values = async (sql: string) =>
    (await project.lux().show({ inline: sql, limit: -1 })).rows.map((row) => Object.values(row))
  return { ...project, values }
}

/** A check, its arguments as YAML, and whether it passes. */
type CheckCase = readonly [check: string, args: string, passes: boolean]

// v: 'a', 'a ', 'b'; n: 1, 2, 3
const columnChecks: readonly CheckCase[] = [
  ["unique", "", false],
  ["primary_key", "", false],
  ["accepted_values", "values: [a, 'b  ']", true],
  ["rejected_values", "values: ['a   ']", false],
  ["relationships", "to: ref('others'), field: w", true],
  ["cardinality_equality", "to: ref('others'), field: w", true],
  ["distinct_values_equal_set", "values: [a, b]", true],
  ["distinct_count", "equals: 2", true],
  ["approx_distinct_count", "equals: 2", true],
  ["uniqueness", "max: 0.4", true],
  ["distinctness", "max: 0.7", true],
  ["duplicate_count", "equals: 1", true],
  ["unique_value_ratio", "equals: 0.5", true],
  ["column_entropy", "max: 0.64", true],
  ["value_share", "value: a, min: 0.6", true],
  ["most_common_value", "values: ['a ']", true],
  ["column_comparison", "operator: '=', other: same", true],
  ["increasing", "order_by: n, strictly: true", false],
  ["consistent_casing", "", true],
  ["not_constant", "", true],
  ["string_length", "max: 1", false],
  ["max_length", "equals: 2", true],
  ["mean_length", "min: 1.3", true],
  ["fits_varchar", "bytes: 1", false],
  ["matches_regex", "regex: '^[a-b]'", true],
  ["is_json", "", false],
  ["reads_as", "type: integer", false],
  ["column_type", "types: [character varying, varchar]", true],
]

const relationChecks: readonly CheckCase[] = [
  ["unique_combination_of_columns", "combination_of_columns: [v, same]", false],
  ["equality", "to: ref('spelled'), columns: [v, n]", true],
  ["pair_in_set", "columns: [v, n], values: [[a, 1], [a, 2], ['b ', 3]]", true],
  ["unique_within_record", "columns: [v, same]", false],
  ["has_columns", "columns: [v, same, n], exact: true, ordered: true", true],
  ["column_count", "equals: 3", true],
  ["equal_aggregate", "to: ref('spelled'), expression: max(v)", true],
]

function declared(list: readonly CheckCase[], prefix: string): string {
  return list
    .map(([check, args], at) => `{test_name: ${check}, name: ${prefix}_${at}, arguments: {${args}}}`)
    .join(", ")
}

const table = '{{config materialized="table"}}'
const files = {
  "seeds/given.csv": 'v,same,n\na,"a  ",1\n"a ",a,2\nb,b,3\n',
  "seeds/given.yml":
    "seeds: [{name: given, config: {column_types: {v: varchar(10), same: varchar(10), n: int}}}]\n",
  "models/letters.sql": `${table}select v, same, n from {{ref "given"}}`,
  "models/spelled.sql": `${table}select v || ' ' as v, n from {{ref "given"}}`,
  "models/others.sql": `${table}select v || '  ' as w from {{ref "given"}}`,
  "models/letters.yml": `models:
  - name: letters
    data_tests: [${declared(relationChecks, "rows")}]
    columns: [{name: v, data_tests: [${declared(columnChecks, "v")}]}]
`,
}

describe.each(everyWarehouse)("in Redshift's SQL on %s", (type) => {
  it("checks tell texts apart without their trailing blanks", async () => {
    const project = projectOn(type, files)
    await project.execute("seed")
    await project.execute("run")
    const { nodes } = await project.execute("test")
    const answers = new Map(nodes.flatMap((node) => node.checks).map((check) => [check.name, check]))
    const told = (list: readonly CheckCase[], prefix: string) =>
      list.map(([check], at) => {
        const found = answers.get(`${prefix}_${at}`)
        return `${check}: ${found?.error?.message ?? found?.status}`
      })
    const expected = (list: readonly CheckCase[]) =>
      list.map(([check, , passes]) => `${check}: ${passes ? "pass" : "fail"}`)
    expect(told(columnChecks, "v")).toEqual(expected(columnChecks))
    expect(told(relationChecks, "rows")).toEqual(expected(relationChecks))
  })

  it("keys of incremental models and snapshots match without them", async () => {
    const model = (config: string) => `{{config materialized="incremental" ${config}}}
select v, n from {{ref "given"}} where n > 1`
    const project = projectOn(type, {
      ...files,
      "models/letters.yml": "",
      "models/merged.sql": model('unique_key="v"'),
      "models/newest.sql": model('unique_key="v" sequence_by="n"'),
      "models/replaced.sql": model('unique_key="v" incremental_strategy="delete+insert"'),
      "snapshots/history.yml":
        "snapshots: [{name: history, relation: ref('spelled'), config: {strategy: check, check_cols: all, unique_key: v}}]\n",
      "models/spelled.sql": `${table}select v, n from {{ref "given"}} where n > 1`,
    })
    const build = async () => {
      const { nodes } = await project.execute("build")
      const failed = nodes.flatMap(({ uniqueId, error }) =>
        error === undefined ? [] : [`${uniqueId} ${error.message}`],
      )
      expect(failed).toEqual([])
    }
    await build()
    project.write({
      "seeds/given.csv": 'v,same,n\n"a   ",x,5\n"b ",y,3\n"c ",z,7\n',
    })
    await build()
    for (const name of ["merged", "newest", "replaced"])
      expect(await project.values(`select rtrim(v), n from {{ref "${name}"}} order by 1`), name).toEqual([
        ["a", 5],
        ["b", 3],
        ["c", 7],
      ])
    expect(
      await project.values('select rtrim(v), n, dbt_valid_to is null from {{ref "history"}} order by 1, 2'),
    ).toEqual([
      ["a", 2, false],
      ["a", 5, true],
      ["b", 3, true],
      ["c", 7, true],
    ])
    project.write({ "seeds/given.csv": 'v,same,n\na,x,5\n"a ",y,6\n' })
    const { nodes } = await project.execute("build")
    const said = nodes.flatMap(({ uniqueId, error }) =>
      error === undefined ? [] : [`${uniqueId.split(".")[2]} ${error.code}`],
    )
    expect(said.toSorted()).toEqual(["history LUX-2133", "merged LUX-2133"])
  })
})

/** Checks on values and names that are easily got wrong. */
import { expect, it } from "vitest"
import type { CheckResult } from "../../run/results.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

interface Asked {
  readonly check: string
  readonly on?: string
  readonly args?: Readonly<Record<string, unknown>>
  readonly config?: Readonly<Record<string, unknown>>
}

/** Answers in the order of the checks, of one table. */
async function answers(sql: string, asked: readonly Asked[]): Promise<readonly CheckResult[]> {
  const named = asked.map((each, index) => ({ ...each, name: `check_${index}` }))
  const test = ({ name, check, args = {}, config = {} }: Asked & { readonly name: string }) => ({
    [check]: { name, arguments: args, config },
  })
  const columns = [...new Set(asked.flatMap(({ on }) => on ?? []))].map((on) => ({
    name: on,
    data_tests: named.filter((each) => each.on === on).map(test),
  }))
  const data_tests = named.filter(({ on }) => on === undefined).map(test)
  const project = temporaryProject({
    "models/t.sql": `{{config materialized="table"}}${sql}\n`,
    "models/t.yml": JSON.stringify({ models: [{ name: "t", data_tests, columns }] }),
  })
  await project.execute("run")
  const { nodes } = await project.execute("test")
  const results = nodes.flatMap(({ checks }) => checks)
  return named.map(({ name }) => {
    const found = results.find((each) => each.name === name)
    if (found === undefined) throw new Error(`${name} was not run`)
    return found
  })
}

const statuses = async (sql: string, asked: readonly Asked[]): Promise<readonly string[]> =>
  (await answers(sql, asked)).map(({ status, error }, index) =>
    [asked[index]?.check, status, ...(error === undefined ? [] : [error.message])].join(" "),
  )

it("a value that is not a number is within no bounds", async () => {
  const sql = "select * from (values (1.0::double), ('nan'::double)) as t(x)"
  const found = await statuses(sql, [
    { check: "accepted_range", on: "x", args: { min_value: 0 } },
    { check: "accepted_range", on: "x", args: { max_value: 10 } },
    { check: "accepted_range", on: "x", args: { min_value: 0, max_value: 10 } },
    { check: "positive", on: "x" },
    { check: "non_negative", on: "x" },
    { check: "column_mean", on: "x", args: { min: 0 } },
    { check: "column_max", on: "x", args: { min: 0 } },
    { check: "not_null", on: "x" },
  ])
  expect(found).toEqual([
    "accepted_range fail",
    "accepted_range fail",
    "accepted_range fail",
    "positive fail",
    "non_negative fail",
    "column_mean fail",
    "column_max fail",
    "not_null pass",
  ])
})

it("infinity is a number beyond every bound, of which there is no spread", async () => {
  const sql = "select * from (values (1.0::double), ('infinity'::double)) as t(x)"
  const found = await statuses(sql, [
    { check: "accepted_range", on: "x", args: { min_value: 0 } },
    { check: "accepted_range", on: "x", args: { max_value: 1e300 } },
    { check: "positive", on: "x" },
    { check: "column_max", on: "x", args: { max: 10 } },
    { check: "column_mean", on: "x", args: { max: 10 } },
    { check: "column_stddev", on: "x", args: { max: 10 } },
    { check: "column_variance", on: "x", args: { max: 10 } },
    { check: "column_skewness", on: "x", args: { max: 10 } },
    { check: "column_sum", on: "x", args: { max: 10 } },
  ])
  expect(found).toEqual([
    "accepted_range pass",
    "accepted_range fail",
    "positive pass",
    "column_max fail",
    "column_mean fail",
    "column_stddev error STDDEV_POP is out of range!",
    "column_variance error VARPOP is out of range!",
    "column_skewness error STDDEV_POP is out of range!",
    "column_sum fail",
  ])
})

it("one row has a mean and no spread, and nothing to follow", async () => {
  const found = await answers("select 5 as x, 7 as y", [
    { check: "column_mean", on: "x", args: { equals: 5 } },
    { check: "column_stddev", on: "x", args: { equals: 0 } },
    { check: "column_skewness", on: "x", args: { max: 1 } },
    { check: "column_correlation", on: "x", args: { other: "y", min: 0 } },
    { check: "increasing", on: "x", args: { order_by: "y" } },
    { check: "sequential_values", on: "x" },
    { check: "within_stdevs", on: "x" },
    { check: "uniqueness", on: "x", args: { equals: 1 } },
  ])
  expect(found.map(({ status, observed }) => [status, observed])).toEqual([
    ["pass", 5],
    ["pass", 0],
    ["insufficient", null],
    ["insufficient", null],
    ["pass", null],
    ["pass", null],
    ["pass", null],
    ["pass", 1],
  ])
})

it("words of SQL and quotes are names like others", async () => {
  const sql = `select 1 as "order", 2 as "at", 'a' as "group", 3 as "a ""b"" c", date '2024-01-01' as "from"`
  const names = ["order", "at", "group"]
  const columns = [
    ["unique", "not_null", "positive", "primary_key", "uniqueness", "increasing", "column_mean"],
    ["sequential_values", "within_stdevs", "column_entropy"],
  ].flat()
  const args: Record<string, Record<string, unknown>> = {
    uniqueness: { min: 0 },
    increasing: { order_by: "from" },
    column_mean: { min: 0 },
    column_entropy: { min: 0 },
  }
  const asked: readonly Asked[] = [
    ...["order", "at"].flatMap((on) => columns.map((check) => ({ check, on, args: args[check] ?? {} }))),
    { check: "no_gaps", on: "from" },
    { check: "recency", on: "from", args: { datepart: "week", interval: 100_000 } },
    { check: "column_type", on: "order", args: { types: ["integer"] } },
    { check: "column_comparison", on: "order", args: { operator: "<", other: "at" } },
    { check: "column_correlation", on: "order", args: { other: "at", min: 0 }, config: { min_rows: 2 } },
    { check: "unique_combination_of_columns", args: { combination_of_columns: names } },
    { check: "columns_complete", args: { columns: names } },
    { check: "multicolumn_sum", args: { columns: ["order", "at"], equals: 3 } },
    { check: "unique_within_record", args: { columns: ["order", "at"] } },
    { check: "equality", args: { to: "ref('t')", columns: names } },
    { check: "has_columns", args: { columns: [...names, 'a "b" c'] } },
    { check: "mutually_exclusive_ranges", args: { lower_bound_column: "order", upper_bound_column: "at" } },
    { check: "row_count", args: { equals: 1 }, config: { group_by: ["group", "order"] } },
    { check: "row_count", args: { equals: 1 }, config: { where: `"order" = 1` } },
  ]
  const found = await statuses(sql, asked)
  expect(found.filter((line) => !/ (pass|insufficient)$/.test(line))).toEqual([])
})

it("a column whose name needs quotes is declared with them", async () => {
  const project = temporaryProject({
    "models/t.sql": `{{config materialized="table"}}select 1 as "a ""b"" c", 2 as "Mixed Case"\n`,
    "models/t.yml": JSON.stringify({
      models: [
        {
          name: "t",
          columns: [
            {
              name: 'a "b" c',
              quote: true,
              data_tests: ["unique", "not_null", { column_mean: { arguments: { min: 1 } } }],
            },
            {
              name: "Mixed Case",
              quote: true,
              data_tests: ["unique", { column_type: { arguments: { types: ["integer"] } } }],
            },
          ],
        },
      ],
    }),
  })
  const { nodes } = await project.execute("build")
  const told = nodes
    .flatMap(({ checks }) => checks)
    .map(({ column, test, status }) => `${column} ${test} ${status}`)
  expect(told.sort()).toEqual([
    "Mixed Case column_type pass",
    "Mixed Case unique pass",
    'a "b" c column_mean pass',
    'a "b" c not_null pass',
    'a "b" c unique pass',
  ])
})

it("very long texts are measured whole", async () => {
  const [length, bytes, distinct] = await answers("select repeat('ä', 1000000) as x", [
    { check: "max_length", on: "x", args: { equals: 1_000_000 } },
    { check: "fits_varchar", on: "x", args: { bytes: 65_535 } },
    { check: "distinct_count", on: "x", args: { equals: 1 } },
  ])
  expect([length?.status, length?.observed]).toEqual(["pass", 1_000_000])
  expect([bytes?.status, bytes?.failures]).toEqual(["fail", 1])
  expect(distinct?.status).toBe("pass")
})

it("numeric identifiers are compared as what they are", async () => {
  const found = await statuses("select * from (values (17841400000000001), (17841400000000002)) as t(x)", [
    { check: "unique", on: "x" },
    { check: "accepted_range", on: "x", args: { min_value: 1, max_value: 2e17 } },
    { check: "matches_regex", on: "x", args: { regex: "^[0-9]{17}$" } },
    { check: "string_length", on: "x", args: { equals: 17 } },
    { check: "max_length", on: "x", args: { max: 17 } },
    { check: "not_empty_string", on: "x" },
    { check: "matches_like", on: "x", args: { pattern: "178414%" } },
    { check: "fits_varchar", on: "x", args: { bytes: 17 } },
    { check: "reads_as", on: "x", args: { type: "integer" } },
    { check: "blank_share", on: "x", args: { max: 0 } },
  ])
  expect(found.filter((line) => !line.endsWith(" pass"))).toEqual([])
})

it("mostly, min_rows, group_by and the other arguments mean the same for all", async () => {
  const sql = "select * from (values (1, 'a'), (2, 'a'), (-3, 'b'), (4, 'b')) as t(x, kind)"
  const found = await answers(sql, [
    { check: "positive", on: "x", config: { mostly: 0.75 } },
    { check: "positive", on: "x", config: { mostly: 0.8 } },
    { check: "positive", on: "x", config: { min_rows: 5 } },
    { check: "column_mean", on: "x", args: { min: 100 }, config: { min_rows: 5 } },
    { check: "positive", on: "x", config: { where: "kind = 'a'" } },
    { check: "column_mean", on: "x", args: { min: 1 }, config: { group_by: ["kind"] } },
    { check: "positive", on: "x", config: { group_by: ["kind"] } },
    { check: "column_mean", on: "x", args: { min: 13, max: 20 }, config: { severity: "warn" } },
    { check: "unique", on: "kind", config: { mostly: 0 } },
    { check: "unique", on: "kind" },
    { check: "within_stdevs", on: "x", args: { sigma: 1.2 }, config: { mostly: 0.6, where: "x <> 2" } },
    { check: "equality", args: { to: "ref('t')", columns: ["x"] }, config: { min_rows: 5 } },
  ])
  expect(found.map(({ status, failures, totalRows }) => [status, failures, totalRows])).toEqual([
    ["pass", 1, 4],
    ["fail", 1, 4],
    ["insufficient", null, 4],
    ["insufficient", null, 4],
    ["pass", 0, 2],
    ["fail", 1, 4],
    ["fail", 1, 4],
    ["warn", 1, 4],
    ["pass", 4, 4],
    ["fail", 2, 4],
    ["pass", 1, 3],
    ["insufficient", null, 4],
  ])
  expect([found[7]?.observed, found[7]?.expected]).toEqual([1, "between 13 and 20"])
})

it("group_by asks of each group what where asks of it alone, also where that takes a query of its own", async () => {
  const sql = `select i, i * i % 7 as x, i % 3 as y, case i % 4 when 3 then null else 'k' || (i % 4) end as kind
from range(40) as r(i) where i not in (17, 22)`
  const groups = ["kind = 'k0'", "kind = 'k1'", "kind = 'k2'", "kind is null"]
  const kinds: readonly Asked[] = [
    { check: "column_entropy", on: "x", args: { min: 1.3 } },
    { check: "uniqueness", on: "x", args: { max: 0.1 } },
    { check: "distinctness", on: "x", args: { min: 0.45 } },
    { check: "column_skewness", on: "x", args: { min: 0.1 } },
    { check: "column_kurtosis", on: "x", args: { max: -1 } },
    { check: "mutual_information", on: "x", args: { other: "y", max: 0.1 } },
    { check: "most_common_value", on: "x", args: { values: [1, 2] } },
    { check: "sequential_values", on: "i", args: { interval: 4 } },
    { check: "relationships", on: "x", args: { to: "(select 0 as id union all select 4)", field: "id" } },
    { check: "unique_combination_of_columns", args: { combination_of_columns: ["x", "y"] } },
    { check: "column_median", on: "x", args: { min: 2 } },
  ]
  for (const kind of kinds) {
    const alone = await answers(
      sql,
      groups.map((where) => ({ ...kind, config: { where } })),
    )
    const [together] = await answers(sql, [{ ...kind, config: { group_by: ["kind"] } }])
    const wrong = alone.filter(({ status }) => status === "fail")
    expect([kind.check, together?.status, together?.totalRows]).toEqual([
      kind.check,
      wrong.length === 0 ? "pass" : "fail",
      38,
    ])
    expect(alone.map(({ error }) => error?.message)).toEqual([undefined, undefined, undefined, undefined])
    expect([kind.check, together?.metrics.length]).toEqual([
      kind.check,
      alone.reduce((sum, { metrics }) => sum + metrics.length, 0),
    ])
    expect(sorted(together?.metrics.map(({ value }) => Number(value).toPrecision(9)))).toEqual(
      sorted(alone.flatMap(({ metrics }) => metrics.map(({ value }) => Number(value).toPrecision(9)))),
    )
  }
}, 120_000)

function sorted(values: readonly string[] | undefined): readonly string[] {
  return [...(values ?? [])].sort()
}

it("a text fits what its column is declared as, in bytes", async () => {
  const yaml = (data_type: string) =>
    JSON.stringify({
      models: [{ name: "t", columns: [{ name: "x", data_type, data_tests: ["fits_varchar"] }] }],
    })
  const project = temporaryProject({
    "models/t.sql": `{{config materialized="table"}}select repeat('ä', 60) as x\n`,
    "models/t.yml": yaml("varchar(120)"),
  })
  expect(await project.statuses("build")).toEqual({ t: "ok" })
  project.write({ "models/t.yml": yaml("varchar(119)") })
  expect(await project.statuses("build")).toEqual({ t: "rejected" })
  project.write({ "models/t.yml": yaml("integer") })
  await expect(project.execute("build")).rejects.toMatchObject({
    code: "LUX-2411",
    message: '"fits_varchar" needs bytes, or a data_type of the column such as varchar(100)',
  })
})

it("a share of rows is refused where failures are not rows", async () => {
  const project = temporaryProject({
    "models/t.sql": "select 1 as x\n",
    "models/t.yml": "models: [{name: t, data_tests: [{row_count: {min: 1, config: {mostly: 0.5}}}]}]\n",
  })
  await expect(project.execute("build")).rejects.toMatchObject({
    code: "LUX-2412",
    message: 'check "row_count" cannot take mostly',
  })
})

/** Bounds of checks are compared digit by digit, on every warehouse. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { everyWarehouse, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

const model = `{{config materialized="table"}}
select 1 as part, cast(9007199254740993 as bigint) as id, cast(12345678901234567.89 as decimal(38, 2)) as amount, cast(0.5 as double precision) as ratio
union all
select 2, cast(9007199254740995 as bigint), cast(12345678901234567.90 as decimal(38, 2)), cast(0.25 as double precision)`

/** What each check says: `pass`, or its message. */
const checks: readonly (readonly [column: string, check: string, args: string, says: string])[] = [
  ["id", "column_min", "equals: 9007199254740993", "pass"],
  [
    "id",
    "column_min",
    "equals: 9007199254740992",
    "min of id is 9007199254740993, expected exactly 9007199254740992",
  ],
  [
    "id",
    "column_min",
    "max: 9007199254740992",
    "min of id is 9007199254740993, expected at most 9007199254740992",
  ],
  [
    "id",
    "column_max",
    "min: 9007199254740996",
    "max of id is 9007199254740995, expected at least 9007199254740996",
  ],
  [
    "id",
    "column_max",
    "max: 9007199254740994",
    "max of id is 9007199254740995, expected at most 9007199254740994",
  ],
  [
    "id",
    "column_max",
    "max: 9007199254740995, strictly: true",
    "max of id is 9007199254740995, expected less than 9007199254740995",
  ],
  ["id", "column_sum", "equals: 18014398509481988", "pass"],
  [
    "id",
    "column_sum",
    "equals: 18014398509481987",
    "sum of id is 18014398509481988, expected exactly 18014398509481987",
  ],
  ["id", "column_mean", "equals: 9007199254740994", "pass"],
  [
    "id",
    "column_mean",
    "max: 9007199254740993",
    "mean of id is 9007199254740994, expected at most 9007199254740993",
  ],
  ["id", "column_median", "equals: 9007199254740994", "pass"],
  [
    "id",
    "column_median",
    "max: 9007199254740993.9",
    "median of id is 9007199254740994, expected at most 9007199254740993.9",
  ],
  ["id", "column_quantile", "quantile: 0.25, equals: 9007199254740993.5", "pass"],
  ["amount", "column_sum", "equals: 24691357802469135.79", "pass"],
  [
    "amount",
    "column_sum",
    "max: 24691357802469135.78",
    "sum of amount is 24691357802469135.79, expected at most 24691357802469135.78",
  ],
  ["amount", "column_max", "equals: 12345678901234567.90", "pass"],
  [
    "amount",
    "column_max",
    "max: 12345678901234567.89",
    "max of amount is 12345678901234567.9, expected at most 12345678901234567.89",
  ],
  ["amount", "column_mean", "equals: 12345678901234567.895", "pass"],
  ["amount", "column_median", "equals: 12345678901234567.895", "pass"],
  ["ratio", "column_mean", "equals: 0.375", "pass"],
  ["ratio", "column_median", "equals: 0.375", "pass"],
  ["id", "accepted_range", "min_value: 9007199254740994", "Got 1 result, configured to fail if != 0"],
  [
    "id",
    "not_null",
    "config: {fail_calc: 'coalesce(sum(id), 9007199254740993)', error_if: '> 9007199254740992'}",
    "Got 9007199254740993 results, configured to fail if > 9007199254740992",
  ],
  [
    "id",
    "not_null",
    "config: {fail_calc: 'coalesce(sum(id), 9007199254740993)', error_if: '= 9007199254740992', warn_if: '= 9007199254740992'}",
    "pass",
  ],
]

const properties = `models:
  - name: numbers
    data_tests:
      - multicolumn_sum: {name: c_sum, columns: [id, part], max: 9007199254740993}
      - equal_aggregate: {name: c_same, expression: sum(id), to: "ref('numbers')", tolerance: 0.0000000000000000001, factor: 1.00000000000000000001}
    columns:
${[...new Set(checks.map(([column]) => column))]
  .map(
    (column) => `      - name: ${column}
        data_tests:
${checks.flatMap(([of, check, args], at) => (of === column ? [`          - ${check}: {name: c_${at}, ${args}}`] : [])).join("\n")}`,
  )
  .join("\n")}
`

describe.each(everyWarehouse)("on %s", (type) => {
  it("every check compares and shows all digits", async () => {
    const project = projectOn(type, network(), {
      "models/numbers.sql": model,
      "models/numbers.yml": properties,
    })
    expect(await project.statuses("run")).toEqual({ numbers: "ok" })
    await project.execute("test")
    const said = saidBy(project.folder)
    expect(checks.map(([column, check, args], at) => [column, check, args, said[`c_${at}`]])).toEqual(checks)
    expect(said["c_sum"]).toBe("Got 2 results, configured to fail if != 0")
    expect(said["c_same"]).toBe("Got 1 result, configured to fail if != 0")
  }, 60_000)
})

function saidBy(folder: string): Record<string, string> {
  const { results }: { results: readonly { unique_id: string; status: string; message: string | null }[] } =
    JSON.parse(readFileSync(join(folder, "target/run_results.json"), "utf8"))
  return Object.fromEntries(
    results.map(({ unique_id, status, message }) => [unique_id.split(".")[2] ?? "", message ?? status]),
  )
}

/** Checks that take a query for each group, on the warehouses behind a network. */
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

function projectOf(type: "redshift" | "postgres", tests: readonly string[]) {
  const project = networkProject(
    `dialect: ${type}\ntargets: {prod: ${network.target(type, `schema: by_group_${type}, threads: 2`)}}\n`,
    {
      "models/numbers.sql": `{{config materialized="table"}}
select 1 as x, 'a' as kind union all select 1, 'a' union all select 2, 'b' union all select 3, 'b' union all select 3, null`,
      "models/numbers.yml": `models:\n  - name: numbers\n    columns:\n      - name: x\n        data_tests: [${tests.join(", ")}]\n`,
    },
  )
  onTestFinished(() => project.remove())
  return project
}

it("ask each group on Postgres", async () => {
  const { nodes } = await projectOf("postgres", [
    "{uniqueness: {min: 0.5, group_by: kind, name: unique_share, severity: warn}}",
    "{column_entropy: {max: 0.7, group_by: kind, name: entropy}}",
    '{relationships: {to: "(select 1 as id union all select 3)", field: id, group_by: kind, name: known, severity: warn}}',
  ]).execute("build")
  const checks = nodes.flatMap((node) => node.checks)
  expect(checks.map(({ name, status, totalRows }) => [name, status, totalRows]).sort()).toEqual([
    ["entropy", "pass", 5],
    ["known", "warn", 5],
    ["unique_share", "warn", 5],
  ])
  expect(
    checks
      .find(({ name }) => name === "unique_share")
      ?.metrics.map(({ value }) => Number(value))
      .sort(),
  ).toEqual([0, 1, 1])
  expect(checks.find(({ name }) => name === "known")?.sample).toHaveLength(1)
})

it("are refused on Redshift, before anything is touched", async () => {
  const project = projectOf("redshift", ["{uniqueness: {min: 0.5, group_by: kind}}"])
  await expect(project.execute("build")).rejects.toThrowError(expect.objectContaining({ code: "LUX-2412" }))
})

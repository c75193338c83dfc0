/** Where a check that is declared wrong says so, and what one that fails says. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { measuredText } from "../../run/build/measured-text.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const redshift = "dialect: redshift\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n"

it.each([
  [
    "accepted_range:\n              max_value: [1]",
    7,
    26,
    'argument "max_value" of "accepted_range" must be',
  ],
  ["column_quantile:\n              arguments:\n                quantile: 2", 8, 27, "a share from 0 to 1"],
  ["column_quantile", 6, 13, 'test "column_quantile" needs the argument "quantile"'],
  ["accepted_values:\n              values: []", 7, 23, "must be a list of values"],
  ["column_mean:\n              min: 3\n              max: 2", 6, 13, "has a min of 3 above its max of 2"],
  ["column_mean:\n              minimum: 3", 7, 15, 'test "column_mean" has no argument "minimum"'],
  ['satisfies:\n              expression: "> > 1"', 7, 28, '"x > > 1"'],
  ["not_null:\n              where: x >", 7, 22, '"x >"'],
])("%s is told at its place", async (test, line, column, message) => {
  const project = temporaryProject(
    {
      "models/t.sql": "select 1 as x\n",
      "models/t.yml": `models:\n  - name: t\n    columns:\n      - name: x\n        data_tests:\n          - ${test}\n`,
    },
    redshift,
  )
  await expect(project.execute("build")).rejects.toMatchObject({
    message: expect.stringContaining(message),
    place: { file: "models/t.yml", line, column },
  })
})

it("what was measured stands next to what was expected", async () => {
  const declared = {
    models: [
      {
        name: "t",
        data_tests: [{ row_count: { min: 10 } }, { equal_row_count: { to: "ref('t')", factor: 2 } }],
        columns: [
          {
            name: "price",
            data_tests: [
              { column_mean: { min: 13, max: 20 } },
              { column_mean: { name: "by_kind", min: 12.5, group_by: "kind" } },
              { positive: { mostly: 0.9 } },
              { accepted_range: { min_value: 12 } },
            ],
          },
        ],
      },
    ],
  }
  const project = temporaryProject({
    "models/t.sql": `{{config materialized="table"}}select * from (values (12.3::double, 'a'), (12.5, 'b'), (-0.1, 'b')) as t(price, kind)\n`,
    "models/t.yml": JSON.stringify(declared),
  })
  await project.execute("run")
  const { nodes } = await project.execute("test")
  const told = nodes
    .flatMap(({ checks }) => checks)
    .map((check) => (check.expected === null ? `${check.failures} rows` : measuredText(check)))
  expect(told.sort()).toEqual([
    "1 of 3 rows are wrong, expected at least 0.9 of the rows to be right",
    "1 rows",
    "1 rows",
    "2 of 2 groups are wrong, expected at least 12.5",
    "mean of price is 8.233333333333333, expected between 13 and 20",
    "row count is 3, expected at least 10",
  ])
  const results = JSON.parse(readFileSync(join(project.folder, "target/run_results.json"), "utf8"))
  expect(results.results.map(({ message }: { message: string }) => message)).toContain(
    "mean of price is 8.233333333333333, expected between 13 and 20",
  )
})

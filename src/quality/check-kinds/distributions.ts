/** Checks of how often values occur and how far they are apart. */
import * as z from "zod"
import { boundsShape, positive, scalar } from "./arguments.ts"
import { type CheckKind, checkKind, from, narrowed, wrongGroups, wrongRowsOf } from "./check-kind.ts"
import { measured } from "./measured.ts"

export const distributionChecks: readonly CheckKind[] = [
  checkKind({
    name: "value_share",
    says: "the share of rows that have a value keeps its bounds; nulls count as rows",
    on: "column",
    args: z.object({ value: scalar, ...boundsShape }),
    pose: (use, { value, ...bounds }) =>
      measured(
        use,
        {
          metric: "share",
          columns: [use.column],
          sql: share(`${use.key(use.column)} = ${use.literal(use.keyValue(value))}`),
        },
        bounds,
      ),
  }),
  checkKind({
    name: "blank_share",
    says: "the share of rows that have null, nothing or blanks keeps its bounds",
    on: "column",
    args: z.object(boundsShape),
    pose: (use, bounds) =>
      measured(
        use,
        {
          metric: "share",
          columns: [use.column],
          sql: share(`${use.column} is null or trim(${use.sql.text.of(use.column)}) = ''`),
        },
        bounds,
      ),
  }),
  checkKind({
    name: "at_least_one",
    says: "the column has a value somewhere",
    on: "column",
    args: z.object({}),
    pose: (use) => ({
      ...measured(
        use,
        { metric: "completeness", columns: [use.column], sql: use.sql.aggregate("completeness", use.column) },
        { min: 0, strictly: true },
      ),
      expected: "a value in at least one row",
      // Of no rows none has one.
      judge: ([share = null]) => ({ observed: share ?? 0, holds: Number(share ?? 0) > 0 }),
    }),
  }),
  checkKind({
    name: "not_constant",
    says: "the column has more than one value",
    on: "column",
    args: z.object({}),
    pose: (use) => {
      const sql = use.sql.aggregate("count_distinct", use.key(use.column))
      return {
        ...measured(use, { metric: "count_distinct", columns: [use.column], sql }, { min: 2 }),
        expected: "more than one value",
        // Without a value there is none that is always the same.
        judge: ([count = null]) => ({
          observed: count,
          holds: Number(count) === 0 ? null : Number(count) > 1,
        }),
      }
    },
  }),
  checkKind({
    name: "consistent_casing",
    says: "no text is written in upper case here and in lower case there",
    on: "column",
    args: z.object({}),
    pose: ({ scope, column, key }) =>
      wrongGroups(
        { scope: narrowed(scope, `${column} is not null`), key },
        [`lower(${column})`],
        `count(distinct ${key(column)}) > 1`,
        `${key(`lower(${column})`)} as value_field, min(${column}) as written_as, max(${column}) as also_written_as`,
      ),
  }),
  checkKind({
    name: "within_stdevs",
    says: "no value is further than sigma standard deviations of the population from the mean",
    on: "column",
    args: z.object({ sigma: positive.optional() }),
    pose: (use, { sigma = 3 }) => {
      const x = `cast(${use.column} as double precision)`
      return wrongRowsOf(
        use,
        `select value_field, mean, stddev
from (
  select ${use.column} as value_field, ${x} as x, avg(${x}) over () as mean, stddev_pop(${x}) over () as stddev
  ${from(use.scope, `${use.column} is not null`)}
) as lux_distances
where not (abs(x - mean) <= ${sigma} * stddev)`,
      )
    },
  }),
]

function share(condition: string): string {
  return `sum(case when ${condition} then 1 else 0 end) * 1.0e0 / nullif(count(*), 0)`
}

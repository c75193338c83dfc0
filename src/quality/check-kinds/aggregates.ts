/** Checks of aggregates, each with bounds. */
import * as z from "zod"
import { double } from "../../project/yaml/value-schemas.ts"
import { isNumeric, sameValue } from "../../template/exact-number.ts"
import { measuredNumber } from "../measured-number.ts"
import type { Aggregate, Shape } from "../metrics.ts"
import { boundsShape, positive, scalars, text } from "./arguments.ts"
import { type CheckKind, checkKind, narrowed } from "./check-kind.ts"
import { measured } from "./measured.ts"

const bounds = z.object(boundsShape)

export const aggregateChecks: readonly CheckKind[] = [
  aggregate("completeness", "completeness", "the share of values that are not null"),
  checkKind({
    name: "not_null_proportion",
    says: "the share of values that are not null is at_least, and at_most, so much",
    on: "column",
    args: z.object({ at_least: double.optional(), at_most: double.optional() }),
    pose: (use, { at_least, at_most }) =>
      measured(
        use,
        { metric: "completeness", columns: [use.column], sql: use.sql.aggregate("completeness", use.column) },
        { min: at_least, max: at_most },
      ),
  }),
  aggregate("distinct_count", "count_distinct", "the number of different values"),
  aggregate("approx_distinct_count", "approx_count_distinct", "the approximate number of different values"),
  aggregate("column_min", "min", "the least value"),
  aggregate("column_max", "max", "the greatest value"),
  checkKind({
    name: "column_mean",
    says: "the mean keeps its bounds",
    on: "column",
    args: bounds,
    pose: (use, given) =>
      measured(
        use,
        { metric: "mean", columns: [use.column], ...use.sql.mean(use.column, use.dataType) },
        given,
      ),
  }),
  checkKind({
    name: "column_median",
    says: "the median keeps its bounds",
    on: "column",
    args: bounds,
    pose: (use, given) =>
      measured(
        use,
        { metric: "median", columns: [use.column], ...use.sql.quantile(use.column, 0.5, use.scope) },
        given,
      ),
  }),
  aggregate("column_sum", "sum", "the sum"),
  aggregate("column_stddev", "stddev", "the standard deviation of the population"),
  aggregate("column_variance", "variance", "the variance of the population"),
  aggregate("min_length", "min_length", "the length of the shortest text"),
  aggregate("max_length", "max_length", "the length of the longest text"),
  aggregate("mean_length", "mean_length", "the mean length of the texts"),
  shape("column_skewness", "skewness", "the skewness"),
  shape("column_kurtosis", "kurtosis", "the kurtosis beyond that of the normal distribution"),
  checkKind({
    name: "column_entropy",
    says: "the entropy of the values, in nats, keeps its bounds",
    on: "column",
    args: bounds,
    pose: (use, given) =>
      measured(
        use,
        {
          metric: "entropy",
          columns: [use.column],
          sql: use.sql.overValues("entropy", [use.key(use.column)], use.scope),
          own: true,
        },
        given,
      ),
  }),
  checkKind({
    name: "column_quantile",
    says: "a quantile, such as 0.5 or with approximate: true about that, keeps its bounds",
    on: "column",
    args: z.object({
      quantile: double.pipe(z.number().min(0, "a share from 0 to 1").max(1, "a share from 0 to 1")),
      approximate: z.boolean().optional(),
      ...boundsShape,
    }),
    pose: (use, { quantile, approximate = false, ...given }) => {
      const measure = approximate
        ? use.sql.approximateQuantile(use.column, quantile, use.scope)
        : use.sql.quantile(use.column, quantile, use.scope)
      return measured(use, { metric: "quantile", columns: [use.column], ...measure }, given)
    },
  }),
  checkKind({
    name: "column_correlation",
    says: "the correlation with another column keeps its bounds",
    on: "column",
    args: z.object({ other: text, ...boundsShape }),
    pose: (use, { other, ...given }) => {
      const right = use.translate(other)
      const sql = use.sql.correlation(use.column, right)
      return measured(use, { metric: "correlation", columns: [use.column, right], sql }, given)
    },
  }),
  checkKind({
    name: "mutual_information",
    says: "what a column tells of another, in nats, keeps its bounds",
    on: "column",
    args: z.object({ other: text, ...boundsShape }),
    pose: (use, { other, ...given }) => {
      const right = use.translate(other)
      const sql = use.sql.mutualInformation(use.key(use.column), use.key(right), use.scope)
      return measured(
        use,
        { metric: "mutual_information", columns: [use.column, right], sql, own: true },
        given,
      )
    },
  }),
  checkKind({
    name: "most_common_value",
    says: "the value that occurs most often is one of a list",
    on: "column",
    args: z.object({ values: scalars }),
    pose: (use, { values }) => {
      const { relation, where } = narrowed(use.scope, `${use.column} is not null`)
      const key = use.key(use.column)
      const sql = `select ${use.sql.text.of(key)}
from ${relation}
where ${where}
group by ${key}
order by count(*) desc, ${key}
limit 1`
      const expected = `one of ${values.join(", ")}`
      return {
        question: {
          kind: "measures",
          scope: use.scope,
          measures: [{ metric: "mode", columns: [use.column], sql, own: true }],
        },
        failingRows: undefined,
        expected,
        judge: ([value = null]) => ({
          observed: value,
          holds:
            value === null ? null : values.some((each) => isWritten(use.keyValue(each), use.keyValue(value))),
        }),
      }
    },
  }),
  checkKind({
    name: "recency",
    says: "the newest value of field is at most interval dateparts old",
    on: "either",
    args: z.object({
      field: text.optional(),
      datepart: z.enum(["minute", "hour", "day", "week"]),
      interval: positive,
    }),
    pose: (use, { field, datepart, interval }) => {
      const moment = `max(${field === undefined ? use.column : use.translate(field)})`
      const most = interval * seconds[datepart]
      const measure = {
        metric: "age_seconds" as const,
        columns: [field ?? use.column],
        sql: use.sql.text.age(moment),
      }
      const posed = measured(use, measure, { max: most })
      // Of no rows none is new.
      return {
        ...posed,
        expected: `at most ${interval} ${datepart}${interval === 1 ? "" : "s"} old`,
        judge: ([value = null]) => ({
          observed:
            value === null
              ? "no rows"
              : `${Math.round((Number(value) / seconds[datepart]) * 10) / 10} ${datepart}s old`,
          holds: value !== null && Number(value) <= most,
        }),
      }
    },
  }),
]

/** Whether a value from the warehouse is one that is written: a number by value, all else by its text. */
function isWritten(written: unknown, value: unknown): boolean {
  return isNumeric(written)
    ? sameValue(written, measuredNumber(String(value)))
    : String(written) === String(value)
}

const seconds = { minute: 60, hour: 3600, day: 86_400, week: 604_800 } as const

function aggregate(name: string, metric: Aggregate, what: string): CheckKind {
  return checkKind({
    name,
    says: `${what} keeps its bounds`,
    on: "column",
    args: bounds,
    pose: (use, given) =>
      measured(
        use,
        {
          metric,
          columns: [use.column],
          sql: use.sql.aggregate(metric, countsValues.has(metric) ? use.key(use.column) : use.column),
        },
        given,
      ),
  })
}

const countsValues: ReadonlySet<string> = new Set(["count_distinct", "approx_count_distinct"])

function shape(name: string, metric: Shape, what: string): CheckKind {
  return checkKind({
    name,
    says: `${what} keeps its bounds`,
    on: "column",
    args: bounds,
    pose: (use, given) =>
      measured(
        use,
        { metric, columns: [use.column], sql: use.sql.shape(metric, use.column, use.scope), own: true },
        given,
      ),
  })
}

/** Checks of rows that are wrong together, and of how often values occur. */
import * as z from "zod"
import { boundsShape, texts } from "./arguments.ts"
import { type CheckKind, type CheckUse, checkKind, narrowed, type Posed, wrongGroups } from "./check-kind.ts"
import { type MeasureArgs, measured } from "./measured.ts"

export const uniquenessChecks: readonly CheckKind[] = [
  checkKind({
    name: "unique",
    says: "no value stands in more than one row; null is let through",
    on: "column",
    args: z.object({}),
    pose: ({ scope, column, key }) =>
      wrongGroups(
        { scope: narrowed(scope, `${column} is not null`), key },
        [column],
        "count(*) > 1",
        `${key(column)} as unique_field`,
      ),
  }),
  checkKind({
    name: "unique_combination_of_columns",
    says: "no combination of values stands in more than one row",
    on: "relation",
    args: z.object({ combination_of_columns: texts }),
    pose: (use, { combination_of_columns }) =>
      wrongGroups(use, columnsOf(use, combination_of_columns), "count(*) > 1"),
  }),
  checkKind({
    name: "primary_key",
    says: "the column, or the columns together, are unique and none is null",
    on: "either",
    args: z.object({ columns: texts.optional() }),
    pose: (use, { columns }) => {
      const by = columns === undefined ? [use.column] : columnsOf(use, columns)
      const isNull = by.map((each) => `${use.key(each)} is null`)
      return wrongGroups(use, by, ["count(*) > 1", ...isNull].join(" or "))
    },
  }),
  overValues("uniqueness", "the share of rows whose value occurs once"),
  overValues("distinctness", "the number of different values for each row"),
  overValues("unique_value_ratio", "the share of the different values that occur once"),
  overValues("duplicate_count", "the number of rows that repeat a value"),
]

function overValues(
  metric: "uniqueness" | "distinctness" | "unique_value_ratio" | "duplicate_count",
  what: string,
): CheckKind {
  return checkKind({
    name: metric,
    says: `${what} keeps its bounds; columns for several together`,
    on: "either",
    args: z.object({ columns: texts.optional(), ...boundsShape }),
    pose: (use, { columns, ...bounds }) => posed(use, metric, columns, bounds),
  })
}

function posed(
  use: CheckUse,
  metric: "uniqueness" | "distinctness" | "unique_value_ratio" | "duplicate_count",
  columns: readonly string[] | undefined,
  bounds: MeasureArgs,
): Posed {
  const by = columns === undefined ? [use.column] : columnsOf(use, columns)
  const measure = {
    metric,
    columns: columns ?? [use.column],
    sql: use.sql.overValues(metric, by.map(use.key), use.scope),
    own: true,
  }
  return measured(use, measure, bounds)
}

function columnsOf(use: CheckUse, columns: readonly string[]): readonly string[] {
  return columns.map((each) => use.translate(each))
}

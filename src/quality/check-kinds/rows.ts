/** Checks of rows by themselves: null, values, ranges, comparisons. */
import * as z from "zod"
import { boundsShape, outside, scalar, scalars, text, texts } from "./arguments.ts"
import { type CheckKind, type CheckUse, checkKind, from, type Posed, wrongRows } from "./check-kind.ts"

const none = z.object({})
const twoColumns = "a list of two columns"

export const rowChecks: readonly CheckKind[] = [
  checkKind({
    name: "not_null",
    says: "no value is null",
    on: "column",
    args: none,
    pose: (use) => {
      const failing = `${use.column} is null`
      const posed = wrongRows(use, failing, { kind: "null", column: use.column })
      return {
        ...posed,
        question: {
          kind: "rows",
          scope: use.scope,
          failing,
          statistic: { kind: "null", column: use.column },
        },
      }
    },
  }),
  checkKind({
    name: "is_null",
    says: "every value is null",
    on: "column",
    args: none,
    pose: (use) => wrongRows(use, `${use.column} is not null`, { kind: "null", column: use.column }),
  }),
  checkKind({
    name: "not_empty_string",
    says: "no text is empty; with trim_whitespace (the default) none is blank",
    on: "column",
    args: z.object({ trim_whitespace: z.boolean().optional() }),
    pose: (use, { trim_whitespace = true }) => {
      const value = use.sql.text.of(use.column)
      return wrongRows(use, `${trim_whitespace ? `trim(${value})` : value} = ''`)
    },
  }),
  checkKind({
    name: "columns_complete",
    says: "in every row all columns have a value, or with match: any at least one has",
    on: "relation",
    args: z.object({ columns: texts, match: z.enum(["all", "any"]).optional() }),
    pose: (use, { columns, match = "all" }) =>
      wrongRows(
        use,
        columns.map((each) => `${use.translate(each)} is null`).join(match === "all" ? " or " : " and "),
      ),
  }),
  checkKind({
    name: "accepted_values",
    says: "every value is one of a list; null is let through",
    on: "column",
    args: z.object({ values: scalars, quote: z.boolean().optional() }),
    pose: (use, { values, quote = true }) => listed(use, values, quote, "not in"),
  }),
  checkKind({
    name: "rejected_values",
    says: "no value is one of a list",
    on: "column",
    args: z.object({ values: scalars, quote: z.boolean().optional() }),
    pose: (use, { values, quote = true }) => listed(use, values, quote, "in"),
  }),
  checkKind({
    name: "accepted_range",
    says: "every value is between min_value and max_value; inclusive: false leaves the bounds out",
    on: "column",
    args: z.object({
      min_value: scalar.optional(),
      max_value: scalar.optional(),
      inclusive: z.boolean().optional(),
    }),
    pose: (use, { min_value, max_value, inclusive = true }) => {
      const { column } = use
      const bound = (value: unknown): string =>
        typeof value === "string" ? use.translate(value) : use.literal(value)
      const conditions = [
        ...(min_value === undefined ? [] : [`${column} ${inclusive ? "<" : "<="} ${bound(min_value)}`]),
        ...(max_value === undefined
          ? notANumber(use, column)
          : [`${column} ${inclusive ? ">" : ">="} ${bound(max_value)}`]),
      ]
      const constant = [min_value, max_value].every((value) => typeof value !== "string")
      return wrongRows(
        use,
        conditions.length === 0 ? "false" : conditions.join(" or "),
        constant ? { kind: "bounds", column } : undefined,
      )
    },
  }),
  sign("positive", "every value is above 0", "<= 0"),
  sign("non_negative", "no value is below 0", "< 0"),
  checkKind({
    name: "column_comparison",
    says: "every value compares with another column's of its row: operator is =, <>, <, <=, > or >=",
    on: "column",
    args: z.object({ operator: z.enum(["=", "<>", "!=", "<", "<=", ">", ">="]), other: text }),
    pose: (use, { operator, other }) =>
      wrongRows(use, `not (${use.key(use.column)} ${operator} ${use.key(use.translate(other))})`),
  }),
  checkKind({
    name: "pair_in_set",
    says: "the values of two columns are together one of a list of pairs",
    on: "relation",
    args: z.object({
      columns: z.array(text).length(2, twoColumns),
      values: z.array(z.array(scalar).length(2, "a list of two values")).min(1, "a list of pairs"),
    }),
    pose: (use, { columns, values }) => {
      const [left = "", right = ""] = columns.map((each) => use.key(use.translate(each)))
      const pairs = values.map(
        ([a, b]) =>
          `${left} = ${use.literal(use.keyValue(a))} and ${right} = ${use.literal(use.keyValue(b))}`,
      )
      return wrongRows(use, `not (${pairs.map((each) => `(${each})`).join(" or ")})`)
    },
  }),
  checkKind({
    name: "expression_is_true",
    says: "a condition holds for every row, or is unknown; on a column it goes on behind the column's name",
    on: "either",
    args: z.object({ expression: text }),
    pose: (use, { expression }) => wrongRows(use, `not (${conditionOf(use, expression)})`),
  }),
  checkKind({
    name: "satisfies",
    says: "a condition holds for every row; unknown is not enough",
    on: "either",
    args: z.object({ expression: text }),
    pose: (use, { expression }) => wrongRows(use, `not coalesce(${conditionOf(use, expression)}, false)`),
  }),
  checkKind({
    name: "multicolumn_sum",
    says: "some columns add up to a number in every row",
    on: "relation",
    args: z.object({ columns: texts, ...boundsShape }),
    pose: (use, { columns, ...bounds }) => {
      const sum = `(${columns.map((each) => use.translate(each)).join(" + ")})`
      const conditions = [...outside(sum, bounds), ...(bounds.max === undefined ? notANumber(use, sum) : [])]
      return wrongRows(use, conditions.length === 0 ? "false" : conditions.join(" or "))
    },
  }),
  checkKind({
    name: "unique_within_record",
    says: "no two of some columns have the same value in a row",
    on: "relation",
    args: z.object({ columns: z.array(text).min(2, "a list of at least two columns") }),
    pose: (use, { columns }) => {
      const names = columns.map((each) => use.key(use.translate(each)))
      const pairs = names.flatMap((left, at) => names.slice(at + 1).map((right) => `${left} = ${right}`))
      return wrongRows(use, pairs.join(" or "))
    },
  }),
]

function sign(name: string, says: string, failing: string): CheckKind {
  return checkKind({
    name,
    says,
    on: "column",
    args: none,
    pose: (use) =>
      wrongRows(use, [`${use.column} ${failing}`, ...notANumber(use, use.column)].join(" or "), {
        kind: "bounds",
        column: use.column,
      }),
  })
}

/** NaN is above every number for the engines, and within no bounds for people. */
function notANumber({ sql, dataType }: CheckUse, value: string): readonly string[] {
  const condition = sql.text.isNaN(value, dataType)
  return condition === undefined ? [] : [`(${condition})`]
}

function conditionOf(use: CheckUse, expression: string): string {
  return use.column === "" ? use.translate(expression) : use.translate(`${use.column} ${expression}`)
}

/** The failing rows are the values with how often each occurs, as in dbt. */
function listed(use: CheckUse, values: readonly unknown[], quote: boolean, operator: string): Posed {
  const list = values.map((value) => use.literal(use.keyValue(quote ? String(value) : value))).join(", ")
  const key = use.key(use.column)
  const failing = `${key} ${operator} (${list})`
  return {
    ...wrongRows(use, failing),
    failingRows: `select ${key} as value_field, count(*) as n_records\n${from(use.scope, failing)}\ngroup by ${key}`,
  }
}

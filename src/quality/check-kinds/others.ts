/** Checks that compare a relation with another one, `to`, and of columns that must not be there. */
import * as z from "zod"
import { numeric } from "../../project/yaml/value-schemas.ts"
import { compareNumbers, numberText, sameValue } from "../../template/exact-number.ts"
import { text, texts } from "./arguments.ts"
import { type CheckKind, checkKind, findings, from } from "./check-kind.ts"

export const otherRelationChecks: readonly CheckKind[] = [
  checkKind({
    name: "equal_aggregate",
    says: "an aggregate, such as sum(amount), is the same as of another relation, or factor times it, give or take a tolerance",
    on: "relation",
    args: z.object({
      expression: text,
      to: text,
      to_expression: text.optional(),
      factor: numeric.optional(),
      tolerance: numeric
        .refine((each) => compareNumbers(each, 0) >= 0, "a number that is not below 0")
        .optional(),
    }),
    pose: (use, { expression, to, to_expression = expression, factor = 1, tolerance = 0 }) => {
      const expected = sameValue(factor, 1) ? "there.value" : `there.value * ${numberText(factor)}`
      const most = numberText(tolerance)
      const differs = sameValue(tolerance, 0)
        ? `${use.key("here.value")} <> ${use.key(expected)}`
        : `not (here.value - ${expected} between -${most} and ${most})`
      return findings(
        use,
        `select here.value as observed_value, ${expected} as expected_value
from (select ${use.translate(expression)} as value ${from(use.scope)}) as here
cross join (select ${use.translate(to_expression)} as value from ${to}) as there
where ${differs} or (here.value is null) <> (there.value is null)`,
      )
    },
  }),
  checkKind({
    name: "lacks_columns",
    says: "the relation has none of these columns",
    on: "relation",
    args: z.object({ columns: texts }),
    pose: (use, { columns }) => {
      const unwanted = columns.map((name) => use.literal(name.toLowerCase())).join(", ")
      return findings(
        use,
        `select column_name, data_type
from (${use.sql.text.columnsOf(use.scope.relation)}) as lux_columns
where column_name in (${unwanted})`,
      )
    },
  }),
  checkKind({
    name: "fewer_rows_than",
    says: "there are fewer rows than in another relation",
    on: "relation",
    args: z.object({ to: text }),
    pose: (use, { to }) =>
      findings(
        use,
        `select here.row_count, there.row_count as other_row_count
from (select count(*) as row_count ${from(use.scope)}) as here
cross join (select count(*) as row_count from ${to}) as there
where here.row_count >= there.row_count`,
      ),
  }),
  checkKind({
    name: "equal_column_count",
    says: "there are as many columns as in another relation",
    on: "relation",
    args: z.object({ to: text }),
    pose: (use, { to }) => {
      const count = (relation: string): string =>
        `(select count(*) as column_count from (${use.sql.text.columnsOf(relation)}) as lux_columns)`
      return findings(
        use,
        `select here.column_count, there.column_count as expected_column_count
from ${count(use.scope.relation)} as here
cross join ${count(to)} as there
where here.column_count <> there.column_count`,
      )
    },
  }),
  checkKind({
    name: "cardinality_equality",
    says: "each value occurs as often as in field of another relation",
    on: "column",
    args: z.object({ to: text, field: text.optional() }),
    pose: (use, { to, field }) => {
      const theirs = field === undefined ? use.column : use.translate(field)
      const counted = (value: string, relation: string): string =>
        `select ${use.key(value)} as value_field, count(*) as n_records ${relation} group by ${use.key(value)}`
      const here = counted(use.column, from(use.scope))
      const there = counted(theirs, `from ${to}`)
      return findings(
        use,
        `select 'only here' as found, unmatched.* from (${here} except ${there}) as unmatched
union all
select 'only there' as found, unmatched.* from (${there} except ${here}) as unmatched`,
      )
    },
  }),
]

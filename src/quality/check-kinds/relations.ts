/** Checks of whole relations: rows, columns, other relations, sequences. */
import * as z from "zod"
import { boundsShape, positive, scalars, text, texts } from "./arguments.ts"
import {
  type CheckKind,
  type CheckUse,
  checkKind,
  findings,
  from,
  namedKey,
  wrongRowsOf,
} from "./check-kind.ts"
import { measured } from "./measured.ts"

const one = z.union([text, texts])

export const relationChecks: readonly CheckKind[] = [
  checkKind({
    name: "row_count",
    says: "the number of rows keeps its bounds",
    on: "relation",
    args: z.object(boundsShape),
    pose: (use, bounds) => measured(use, { metric: "row_count", columns: [], sql: "count(*)" }, bounds),
  }),
  checkKind({
    name: "equal_row_count",
    says: "there are as many rows as in another relation, or factor times as many",
    on: "relation",
    args: z.object({ to: text, factor: positive.optional() }),
    pose: (use, { to, factor = 1 }) =>
      findings(
        use,
        `select here.row_count, there.row_count * ${factor} as expected_row_count
from (select count(*) as row_count ${from(use.scope)}) as here
cross join (select count(*) as row_count from ${to}) as there
where here.row_count <> there.row_count * ${factor}`,
      ),
  }),
  checkKind({
    name: "relationships",
    says: "every value, or combination with columns and fields, stands in another relation; null is let through",
    on: "either",
    args: z.object({ to: text, field: text.optional(), columns: texts.optional(), fields: texts.optional() }),
    pose: (use, { to, field, columns, fields }) => {
      const own = columns === undefined ? [use.column] : columns.map((each) => use.translate(each))
      const theirs = (fields ?? [field ?? use.column]).map((each) => use.translate(each))
      const names = own.map((_, at) => `key_${at + 1}`)
      const shown =
        names.length === 1 ? "child.key_1 as from_field" : names.map((name) => `child.${name}`).join(", ")
      const posed = wrongRowsOf(
        use,
        `with child as (
  select ${own.map((each, at) => `${use.key(each)} as key_${at + 1}`).join(", ")}
  ${from(use.scope, own.map((each) => `${each} is not null`).join(" and "))}
),
parent as (
  select distinct ${theirs.map((each, at) => `${use.key(each)} as key_${at + 1}`).join(", ")}
  from ${to}
)
select ${shown}
from child
left join parent on ${names.map((name) => `child.${name} = parent.${name}`).join(" and ")}
where parent.key_1 is null`,
      )
      // A row that has its other stays right, whatever rows come next to it.
      return { ...posed, judgesRows: true }
    },
  }),
  checkKind({
    name: "equality",
    says: "another relation has the same rows, of these columns, as often",
    on: "relation",
    args: z.object({ to: text, columns: texts }),
    pose: (use, { to, columns }) => {
      const compared = columns.map((each) => use.translate(each))
      const list = compared.map((each) => namedKey(use, each)).join(", ")
      const by = compared.map(use.key).join(", ")
      const counted = (relation: string): string =>
        `select ${list}, count(*) as n_records ${relation} group by ${by}`
      const here = counted(from(use.scope))
      const there = counted(`from ${to}`)
      return findings(
        use,
        `select 'only here' as found, unmatched.* from (${here} except ${there}) as unmatched
union all
select 'only there' as found, unmatched.* from (${there} except ${here}) as unmatched`,
      )
    },
  }),
  checkKind({
    name: "returns_no_rows",
    says: "a query returns nothing; {model} in it is the relation",
    on: "relation",
    args: z.object({ query: text }),
    pose: (use, { query }) => findings(use, use.translate(query.replaceAll("{model}", use.scope.relation))),
  }),
  checkKind({
    name: "has_columns",
    says: "the relation has these columns; exact: no other, ordered: in this order",
    on: "relation",
    args: z.object({ columns: texts, exact: z.boolean().optional(), ordered: z.boolean().optional() }),
    pose: (use, { columns, exact = false, ordered = false }) => {
      const wanted = columns
        .map((name, at) => `select ${use.literal(name.toLowerCase())} as column_name, ${at + 1} as position`)
        .join(" union all ")
      const problems = [
        `select wanted.column_name, 'is missing' as problem from (${wanted}) as wanted left join there on there.column_name = wanted.column_name where there.column_name is null`,
        ...(exact
          ? [
              `select there.column_name, 'is not expected' as problem from there left join (${wanted}) as wanted on there.column_name = wanted.column_name where wanted.column_name is null`,
            ]
          : []),
        ...(ordered
          ? [
              `select column_name, 'is at another place' as problem from (select wanted.column_name, wanted.position, row_number() over (order by there.ordinal_position) as found from (${wanted}) as wanted join there on there.column_name = wanted.column_name) as placed where position <> found`,
            ]
          : []),
      ]
      return findings(
        use,
        `with there as (${use.sql.text.columnsOf(use.scope.relation)})\n${problems.join("\nunion all\n")}`,
      )
    },
  }),
  checkKind({
    name: "column_count",
    says: "the number of columns keeps its bounds",
    on: "relation",
    args: z.object(boundsShape),
    pose: (use, bounds) => {
      const sql = `select count(*) from (${use.sql.text.columnsOf(use.scope.relation)}) as lux_columns`
      return measured(use, { metric: "column_count", columns: [], sql, own: true }, bounds)
    },
  }),
  checkKind({
    name: "column_type",
    says: "the column's type in the warehouse is one of these",
    on: "column",
    args: z.object({ types: one }),
    pose: (use, { types }) => {
      const list = (typeof types === "string" ? [types] : types).map((each) =>
        use.literal(each.toLowerCase()),
      )
      const name = use.literal(use.column.replaceAll('"', "").toLowerCase())
      return findings(
        use,
        `select column_name, data_type
from (${use.sql.text.columnsOf(use.scope.relation)}) as lux_columns
where column_name = ${name} and data_type not in (${list.join(", ")})`,
      )
    },
  }),
  set("distinct_values_in_set", "every different value is one of a list", true, false),
  set("distinct_values_contain_set", "every value of a list occurs", false, true),
  set(
    "distinct_values_equal_set",
    "the different values are those of a list, no more and no less",
    true,
    true,
  ),
  sequence("increasing", "values only grow in the order of order_by; strictly: none repeats", "<"),
  sequence("decreasing", "values only fall in the order of order_by; strictly: none repeats", ">"),
  checkKind({
    name: "no_gaps",
    says: "from the first to the last day, hour, week or month no one is without a row",
    on: "column",
    args: z.object({
      datepart: z.enum(["hour", "day", "week", "month"]).optional(),
      partition_by: texts.optional(),
    }),
    pose: (use, { datepart = "day", partition_by = [] }) => {
      const partition = partition_by.map((each) => use.key(use.translate(each)))
      const parts = partition.map((_, at) => `part_${at + 1}`)
      const within = parts.length === 0 ? "" : `partition by ${parts.join(", ")} `
      return findings(
        use,
        `select ${[...parts, "before_gap", "after_gap"].join(", ")}
from (
  select ${[...parts, `lag(moment) over (${within}order by moment) as before_gap`, "moment as after_gap"].join(", ")}
  from (select distinct ${[...partition.map((each, at) => `${each} as part_${at + 1}`), `date_trunc('${datepart}', ${use.column}) as moment`].join(", ")} ${from(use.scope, `${use.column} is not null`)}) as lux_parts
) as lux_steps
where after_gap > before_gap + interval '1 ${datepart}'`,
      )
    },
  }),
]

function set(name: string, says: string, within: boolean, all: boolean): CheckKind {
  return checkKind({
    name,
    says,
    on: "column",
    args: z.object({ values: scalars }),
    pose: (use, { values }) => {
      const wanted = values
        .map((value) => `select ${use.literal(use.keyValue(String(value)))} as value_field`)
        .join(" union all ")
      const there = `select distinct ${use.key(use.sql.text.of(use.column))} as value_field ${from(use.scope, `${use.column} is not null`)}`
      const parts = [
        ...(within
          ? [
              `select value_field, 'is not in the set' as problem from (${there} except select value_field from (${wanted}) as wanted) as beyond`,
            ]
          : []),
        ...(all
          ? [
              `select value_field, 'does not occur' as problem from (select value_field from (${wanted}) as wanted except ${there}) as missing`,
            ]
          : []),
      ]
      return findings(use, parts.join("\nunion all\n"))
    },
  })
}

function sequence(name: string, says: string, wrong: "<" | ">"): CheckKind {
  return checkKind({
    name,
    says,
    on: "column",
    args: z.object({ order_by: one, partition_by: texts.optional(), strictly: z.boolean().optional() }),
    pose: (use: CheckUse, { order_by, partition_by = [], strictly = false }) => {
      const order = (typeof order_by === "string" ? [order_by] : order_by).map((each) =>
        use.key(use.translate(each)),
      )
      const partition = partition_by.map((each) => use.key(use.translate(each)))
      const within = partition.length === 0 ? "" : `partition by ${partition.join(", ")} `
      return wrongRowsOf(
        use,
        `select value_field, value_before
from (
  select ${use.key(use.column)} as value_field, lag(${use.key(use.column)}) over (${within}order by ${order.join(", ")}) as value_before
  ${from(use.scope)}
) as lux_steps
where value_field ${wrong}${strictly ? "=" : ""} value_before`,
      )
    },
  })
}

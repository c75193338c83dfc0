/** Checks of rows that follow each other: sequences without a missing step, ranges that do not overlap. */
import * as z from "zod"
import { positive, text, texts } from "./arguments.ts"
import { type CheckKind, type CheckUse, checkKind, from, wrongRowsOf } from "./check-kind.ts"

const datepart = z.enum(["second", "minute", "hour", "day", "week", "month", "quarter", "year"])

export const seriesChecks: readonly CheckKind[] = [
  checkKind({
    name: "sequential_values",
    says: "each value is interval (1 where none is given) above the one before it; datepart for dates and times",
    on: "column",
    args: z.object({
      interval: positive.optional(),
      datepart: datepart.optional(),
      partition_by: texts.optional(),
    }),
    pose: (use, { interval = 1, datepart: part, partition_by }) => {
      const step = part === undefined ? String(interval) : `interval '${interval} ${part}'`
      return wrongRowsOf(
        use,
        `select value_before, value_field
from (
  select
    ${use.column} as value_field,
    lag(${use.column}) over (${partition(use, partition_by)}order by ${use.column}) as value_before
  ${from(use.scope, `${use.column} is not null`)}
) as lux_steps
where value_field <> value_before + ${step}`,
      )
    },
  }),
  checkKind({
    name: "mutually_exclusive_ranges",
    says: "no range of lower_bound_column to upper_bound_column overlaps the next; gaps may be allowed, not_allowed or required",
    on: "relation",
    args: z.object({
      lower_bound_column: text,
      upper_bound_column: text,
      partition_by: z.union([text, texts]).optional(),
      gaps: z.enum(["allowed", "not_allowed", "required"]).optional(),
      zero_length_range_allowed: z.boolean().optional(),
    }),
    pose: (use, given) => {
      const { gaps = "allowed", zero_length_range_allowed = false } = given
      const lower = use.translate(given.lower_bound_column)
      const upper = use.translate(given.upper_bound_column)
      const by = typeof given.partition_by === "string" ? [given.partition_by] : given.partition_by
      const follows = { allowed: "<=", not_allowed: "=", required: "<" }[gaps]
      return wrongRowsOf(
        use,
        `select lower_bound, upper_bound, next_lower_bound
from (
  select
    ${lower} as lower_bound,
    ${upper} as upper_bound,
    lead(${lower}) over (${partition(use, by)}order by ${lower}, ${upper}) as next_lower_bound
  ${from(use.scope)}
) as lux_ranges
where lower_bound is null
  or upper_bound is null
  or lower_bound ${zero_length_range_allowed ? ">" : ">="} upper_bound
  or not (upper_bound ${follows} next_lower_bound)`,
      )
    },
  }),
]

function partition(use: CheckUse, by: readonly string[] = []): string {
  return by.length === 0 ? "" : `partition by ${by.map((each) => use.key(use.translate(each))).join(", ")} `
}

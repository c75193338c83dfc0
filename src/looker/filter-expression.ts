import { endOfMoment, startOfLast } from "../project/dashboards/as-of.ts"
import type { TileFilter } from "../project/dashboards/dashboard-types.ts"
import type { FilterValue } from "../project/metrics/metric-query.ts"
import type { FieldType } from "./field-types.ts"

/** A condition in Looker's filter expressions. `last` without `as_of` counts back from today there. */
export function filterExpression({ test }: Pick<TileFilter, "test">, type: FieldType): string {
  switch (test.kind) {
    case "last":
      return test.asOf === undefined
        ? `${test.count} ${test.unit}s`
        : `${startOfLast(test.asOf, test.count, test.unit)} to ${endOfMoment(test.asOf)}`
    case "values":
      return test.values
        .map((value) => valueExpression(value, test.not, type))
        .join(type === "number" && test.not ? " AND " : ",")
    case "range":
      return type === "time" || type === "date" ? dates(test.min, test.max) : numbers(test.min, test.max)
  }
}

function valueExpression(value: FilterValue, not: boolean, type: FieldType): string {
  if (value === null) return type === "number" && not ? "NOT NULL" : not ? "-NULL" : "NULL"
  if (type === "number") return not ? `NOT ${value}` : String(value)
  if (type === "yesno") return value === true ? "Yes" : "No"
  const text = String(value)
  // What the expressions read in a way of their own stands in quotes.
  const plain = /^[\p{L}\p{N}_#.]+$/u.test(text) ? text : `"${text.replaceAll('"', '""')}"`
  return not ? `-${plain}` : plain
}

function numbers(min: FilterValue | undefined, max: FilterValue | undefined): string {
  return [...(min === undefined ? [] : [`>=${min}`]), ...(max === undefined ? [] : [`<=${max}`])].join(
    " AND ",
  )
}

/** Until the end of the last day: Looker's `before` leaves its day out. */
function dates(min: FilterValue | undefined, max: FilterValue | undefined): string {
  if (max === undefined) return `after ${min}`
  const end = new Date(`${String(max).slice(0, 10)}T00:00:00Z`)
  end.setUTCDate(end.getUTCDate() + 1)
  const before = end.toISOString().slice(0, 10)
  return min === undefined ? `before ${before}` : `${min} to ${before}`
}

import { endOfMoment } from "../../project/dashboards/as-of.ts"
import type { Condition, FilterValue, QueriedDimension } from "../../project/metrics/metric-query.ts"
import { identifier } from "../../sql/identifier.ts"
import { dimensionSql } from "./dimension-sql.ts"

/** A condition as SQL; `relation` is what the newest time is looked up in. */
export function conditionSql(
  condition: Condition,
  relation: string,
  literal: (text: string) => string,
): string {
  switch (condition.kind) {
    case "sql":
      return `(${condition.sql})`
    case "values":
      return valuesSql(fieldSql(condition.field), condition.values, condition.not, literal)
    case "range": {
      const field = fieldSql(condition.field)
      const bounds = [
        ...(condition.min === undefined ? [] : [`${field} >= ${valueSql(condition.min, literal)}`]),
        ...(condition.max === undefined ? [] : [`${field} <= ${valueSql(condition.max, literal)}`]),
      ]
      return bounds.length === 1 ? (bounds[0] ?? "") : `(${bounds.join(" and ")})`
    }
    case "last": {
      const column = identifier(condition.column)
      const { unit, count, asOf } = condition
      const back = `interval '${unit === "quarter" ? `${(count - 1) * 3} month` : `${count - 1} ${unit}`}'`
      if (asOf === undefined)
        return `${column} >= (select max(date_trunc('${unit}', ${column})) from ${relation}) - ${back}`
      const first = `date_trunc('${unit}', timestamp ${literal(asOf)}) - ${back}`
      return `(${column} >= ${first} and ${column} < timestamp ${literal(endOfMoment(asOf))})`
    }
  }
}

function fieldSql(field: QueriedDimension | string): string {
  return typeof field === "string" ? identifier(field) : dimensionSql(field)
}

/** Null is a value as any: `not` keeps rows without one, unless it is named. */
function valuesSql(
  field: string,
  values: readonly FilterValue[],
  not: boolean,
  literal: (text: string) => string,
): string {
  const named = values.filter((value) => value !== null)
  const isNull = `${field} is null`
  const hasNull = named.length < values.length
  if (named.length === 0) return not ? `${field} is not null` : isNull
  const list = `(${named.map((value) => valueSql(value, literal)).join(", ")})`
  if (!not) return hasNull ? `(${field} in ${list} or ${isNull})` : `${field} in ${list}`
  return hasNull ? `${field} not in ${list}` : `(${field} not in ${list} or ${isNull})`
}

function valueSql(value: FilterValue, literal: (text: string) => string): string {
  return typeof value === "string" ? literal(value) : String(value)
}

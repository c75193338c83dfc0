import type { ExportColumn } from "../../project/dashboards/export-plan.ts"
import { identifier, literalsOf } from "../../sql/identifier.ts"
import type { SqlDialect } from "../../sql/types.ts"
import { rowValue } from "./aggregates.ts"
import { conditionSql } from "./condition-sql.ts"
import { dimensionSql } from "./dimension-sql.ts"

/**
 * The SQL of the rows that a page computes metrics of, in the project's dialect: the columns `c1`, `c2` and so on, as the
 * plan lists them, of at most `most` rows. `relation` stands for the model.
 */
export function exportSql(
  columns: readonly ExportColumn[],
  relation: string,
  dialect: SqlDialect,
  most: number,
): string {
  const literal = literalsOf(dialect)
  const listed = columns.map((column, index) => `  ${columnSql(column, relation, literal)} as c${index + 1}`)
  return ["select", listed.join(",\n"), `from ${relation}`, `limit ${most}`].join("\n")
}

function columnSql(column: ExportColumn, relation: string, literal: (text: string) => string): string {
  switch (column.kind) {
    case "field":
      return dimensionSql(column.field)
    case "key":
      return identifier(column.column)
    case "input":
      return rowValue(column.metric.filter, column.metric.measure.expr)
    case "kept":
      return isTrue(column.conditions.map((each) => conditionSql(each, relation, literal)).join(" and "))
    case "newest":
      return isTrue(conditionSql(column.condition, relation, literal))
  }
}

function isTrue(condition: string): string {
  return `case when ${condition} then 1 else 0 end`
}

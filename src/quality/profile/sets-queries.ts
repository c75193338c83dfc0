import { quoted } from "../../sql/identifier.ts"
import { metricSql } from "../metrics.ts"

/** Correlation (of numbers) and mutual information of two columns, over the rows that have both. One row. */
export function pairQuery(
  relation: string,
  pair: readonly [string, string],
  options: { readonly numeric: boolean },
): string {
  const sql = metricSql("duckdb")
  const [left, right] = [quoted(pair[0]), quoted(pair[1])]
  const finite = pair.map((name) => `isfinite(${quoted(name)}::double)`).join(" and ")
  const correlation = options.numeric
    ? `(select ${sql.correlation(left, right)} from ${relation} where ${finite})`
    : "null"
  const scope = { relation, where: undefined, groupBy: [] }
  return `select
  ${correlation} as correlation,
  (${sql.mutualInformation(left, right, scope)}) as mutual_information`
}

/** How often combinations of values occur, over the rows that have all of the columns. One row. */
export function keyQuery(relation: string, columns: readonly string[]): string {
  const names = columns.map(quoted)
  return `select
  count(*) as count_distinct,
  count_if(n = 1) as unique_values,
  sum(n) as count
from (
  select count(*) as n
  from ${relation}
  where ${names.map((name) => `${name} is not null`).join(" and ")}
  group by ${names.join(", ")}
) as groups`
}

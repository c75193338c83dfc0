import { quoted } from "../../sql/identifier.ts"
import { isNumber } from "./column-kind.ts"
import { textPatterns } from "./text-patterns.ts"
import type { ColumnKind, ProfiledColumn } from "./types.ts"

/** How many of the most common values are kept, and into how many bins of equal width numbers and times fall. */
const mostCommon = 20
export const bins = 16

export const quantiles: readonly (readonly [metric: string, share: number])[] = [
  ["quantile_05", 0.05],
  ["quantile_25", 0.25],
  ["median", 0.5],
  ["quantile_75", 0.75],
  ["quantile_95", 0.95],
]

/**
 * What the groups of a column's equal values say: how many there are, how even they are, the most common, and, asked of
 * each different value once, what text reads as. One row.
 */
export function valuesQuery(relation: string, { name, kind }: ProfiledColumn): string {
  const column = quoted(name)
  const parts = [
    "count(*) as count_distinct",
    "count_if(n = 1) as unique_values",
    "-sum(n::double / total * ln(n::double / total)) as entropy",
    ...(kind === "text" ? textPatterns.map(patternShare) : []),
    `(select list({'value': value, 'count': n} order by n desc, value)
    from (select ${plainValue(kind)} as value, n from counted order by n desc, counted.value limit ${mostCommon})) as most_common`,
    ...(hasBins(kind) ? [histogram(kind)] : []),
    ...(isNumber(kind) ? [quantilesOf(relation, column, kind)] : []),
  ]
  return `with counted as materialized (
  select value, n, sum(n) over ()::double as total
  from (
    select ${column} as value, count(*) as n
    from ${relation}
    where ${column} is not null
    group by ${column}
  ) as groups
)
select
  ${parts.join(",\n  ")}
from counted`
}

function hasBins(kind: ColumnKind): boolean {
  return isNumber(kind) || kind === "time"
}

function patternShare({ metric, first, pattern }: (typeof textPatterns)[number]): string {
  const value = "value::varchar"
  return `sum(case when ${first(value)} and regexp_full_match(${value}, '${pattern}') then n else 0 end) / any_value(total) as ${metric}`
}

function plainValue(kind: ColumnKind): string {
  if (kind === "exact") return "value::double"
  return kind === "time" || kind === "other" || kind === "text" ? "value::varchar" : "value"
}

/** Bins by their number, those that are empty left out. */
function histogram(kind: ColumnKind): string {
  const position = kind === "time" ? "epoch(value)" : "value::double"
  const finite = kind === "float" ? " where isfinite(value)" : kind === "time" ? " where isfinite(value)" : ""
  return `(select list({'bin': bin, 'count': n} order by bin) from (
    select least(floor((spot - low) / nullif(high - low, 0) * ${bins}), ${bins - 1})::integer as bin, sum(n)::bigint as n
    from (select ${position} as spot, n, min(spot) over () as low, max(spot) over () as high from counted${finite}) as placed
    group by all
  ) as binned) as histogram`
}

function quantilesOf(relation: string, column: string, kind: ColumnKind): string {
  const shares = quantiles.map(([, share]) => share).join(", ")
  const finite = kind === "float" ? ` where isfinite(${column})` : ""
  return `(select quantile_cont(${column}::double, [${shares}]) from ${relation}${finite}) as quantiles`
}

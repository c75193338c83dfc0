import type { QueriedDimension } from "../../project/metrics/metric-query.ts"
import { identifier } from "../../sql/identifier.ts"

/** A column, or a time cut to a unit. Days and longer are dates. */
export function dimensionSql({ column, grain }: QueriedDimension): string {
  if (grain === undefined) return identifier(column)
  const cut = `date_trunc('${grain}', ${identifier(column)})`
  return grain === "hour" ? cut : `cast(${cut} as date)`
}

import { quoted } from "../../sql/identifier.ts"
import { metricSql } from "../metrics.ts"
import type { ColumnKind, ProfiledColumn } from "./types.ts"

/** An aggregate of the one scan: the name of its result, the metric, and its SQL. */
export interface ScanPart {
  readonly name: string
  readonly column: string
  readonly metric: string
  readonly sql: string
}

/** The aggregates that need no groups, of all columns: one scan answers them together. */
export function scanParts(columns: readonly ProfiledColumn[]): readonly ScanPart[] {
  return columns.flatMap(({ name, kind }, at) =>
    aggregatesOf(kind, quoted(name)).map(([metric, sql]) => ({
      name: `c${at}_${metric}`,
      column: name,
      metric,
      sql,
    })),
  )
}

/** `row_count` and every part, as one row. */
export function scanQuery(relation: string, parts: readonly ScanPart[]): string {
  const measures = parts.map(({ name, sql }) => `  ${sql} as ${name}`)
  return `select\n${["  count(*) as row_count", ...measures].join(",\n")}\nfrom ${relation}`
}

function aggregatesOf(kind: ColumnKind, column: string): readonly (readonly [metric: string, sql: string])[] {
  const sql = metricSql("duckdb")
  const count = ["count", `count(${column})`] as const
  switch (kind) {
    case "integer":
    case "exact":
      // Exact until it becomes a double: whole numbers and decimals are added in 128 bits.
      return [
        count,
        ...numeric.map((metric) => [metric, `cast(${sql.aggregate(metric, column)} as double)`] as const),
      ]
    case "float":
      // One infinity or NaN would make all of these NaN, or an error.
      return [
        count,
        ...numeric.map(
          (metric) =>
            [metric, `${sql.aggregate(metric, column)} filter (where isfinite(${column}))`] as const,
        ),
        ["non_finite_count", `count_if(not isfinite(${column}))`],
      ]
    case "text": {
      // An enum is text too, and has no length by itself.
      const text = `cast(${column} as varchar)`
      return [
        count,
        ...lengths.map((metric) => [metric, sql.aggregate(metric, text)] as const),
        ["blank_count", `count_if(trim(${text}) = '')`],
      ]
    }
    case "time":
      return [
        count,
        ...bounds.map((metric) => [metric, `cast(${sql.aggregate(metric, column)} as varchar)`] as const),
      ]
    case "boolean":
      return [count, ["mean", sql.aggregate("mean", `cast(${column} as integer)`)]]
    default:
      return [count]
  }
}

const bounds = ["min", "max"] as const
const numeric = [...bounds, "mean", "sum", "stddev"] as const
const lengths = ["min_length", "max_length", "mean_length"] as const

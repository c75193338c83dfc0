/** DuckDB's values as JSON-like ones: whole numbers that fit a double as numbers, all other exact values as text. */
import type { DuckDBResultReader, Json } from "@duckdb/node-api"

const wholeNumbers = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/

export type Row = Record<string, unknown>

/** The rows of a result: numbers, texts (decimals, dates, times), booleans, lists, objects and null. */
export function rowsOf(reader: DuckDBResultReader): Row[] {
  const names = reader.columnNames()
  const types = reader.columnTypes().map((type) => type.toString())
  return reader.getRowsJson().map((values) => {
    const row: Row = {}
    for (const [index, value] of values.entries())
      row[names[index] ?? ""] = plainValue(value, types[index] ?? "")
    return row
  })
}

function plainValue(value: Json, type: string): unknown {
  if (typeof value !== "string") return value
  if (wholeNumbers.test(type)) {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value
  }
  // JSON has no word for these, so the driver writes them as text.
  if (type === "DOUBLE" || type === "FLOAT") return Number(value)
  return value
}

/** DuckDB's values as JSON-like ones: whole numbers that fit a double as numbers, all other exact values as text. */
import type { DuckDBResultReader, DuckDBValue } from "@duckdb/node-api"

export type Row = Record<string, unknown>

/** The rows of a result: numbers, texts (decimals, dates, times, blobs in hex), booleans, lists, objects and null. */
export function rowsOf(reader: DuckDBResultReader): Row[] {
  // Duplicate columns stay two: the second is called `a:1`.
  const names = reader.deduplicatedColumnNames()
  return reader
    .getRows()
    .map((values) => Object.fromEntries(values.map((value, index) => [names[index] ?? "", plain(value)])))
}

function plain(value: DuckDBValue): unknown {
  if (typeof value === "bigint") return wholeNumber(value)
  if (typeof value !== "object" || value === null) return value
  // By shape and not by class: a class would load the driver.
  if ("items" in value) return value.items.map(plain)
  if ("bytes" in value) return Buffer.from(value.bytes).toString("hex")
  if ("tag" in value) return plain(value.value)
  if ("entries" in value) {
    const { entries } = value
    const pairs: readonly (readonly [string, DuckDBValue])[] = isMap(entries)
      ? entries.map((entry) => [String(plain(entry.key)), entry.value])
      : Object.entries(entries)
    return Object.fromEntries(pairs.map(([key, each]) => [key, plain(each)]))
  }
  return String(value)
}

type MapEntries = readonly { readonly key: DuckDBValue; readonly value: DuckDBValue }[]

function isMap(entries: MapEntries | Readonly<Record<string, DuckDBValue>>): entries is MapEntries {
  return Array.isArray(entries)
}

function wholeNumber(value: bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

import { dialectFacts } from "../project/warehouses.ts"
import { textTypeNames } from "../sql/text-type-names.ts"
import type { SqlDialect } from "../sql/types.ts"

/** What a column keeps of a value, by the name of its type in a dialect. */
export type ColumnType =
  | { readonly kind: "whole"; readonly least: bigint; readonly most: bigint }
  /** Undefined: as many digits as a value has. */
  | {
      readonly kind: "decimal"
      readonly digits: { readonly precision: number; readonly scale: number } | undefined
    }
  | { readonly kind: "double"; readonly bytes: 4 | 8 }
  | { readonly kind: "boolean" | "date" }
  /** `places`: digits of a second behind the point. */
  | { readonly kind: "time" | "timestamp"; readonly zoned: boolean; readonly places: number }
  | { readonly kind: "text"; readonly length: number | undefined; readonly unit: "bytes" | "characters" }
  /** Whatever the engine makes of it. */
  | { readonly kind: "other" }

/** The type that a name such as `DECIMAL(10,2)` is in a dialect. */
export function columnType(name: string, dialect: SqlDialect): ColumnType {
  const { word, sizes, zoned } = parsed(name)
  const [first, second = 0] = sizes
  const bits = wholeNumbers[word]
  if (bits !== undefined) return wholeType(bits)
  if (decimals.has(word))
    return {
      kind: "decimal",
      digits: first === undefined ? bareDecimal[dialect] : { precision: first, scale: second },
    }
  if (doubles.has(word)) return { kind: "double", bytes: 8 }
  if (singles.has(word)) return { kind: "double", bytes: 4 }
  // DuckDB has the name for the shorter one.
  if (word === "float")
    return {
      kind: "double",
      bytes: first !== undefined && first <= 24 ? 4 : dialectFacts(dialect).floatBytes,
    }
  if (word === "boolean" || word === "bool" || word === "logical") return { kind: "boolean" }
  if (word === "date") return { kind: "date" }
  if (word === "time" || word === "timetz")
    return { kind: "time", zoned: zoned || word === "timetz", places: first ?? 6 }
  const places = timestamps[word]
  if (places !== undefined)
    return { kind: "timestamp", zoned: zoned || word === "timestamptz", places: first ?? places }
  if (textTypeNames.has(word)) return { kind: "text", length: first, unit: dialectFacts(dialect).textUnit }
  return { kind: "other" }
}

interface ParsedName {
  readonly word: string
  readonly sizes: readonly number[]
  readonly zoned: boolean
}

function parsed(name: string): ParsedName {
  const [, word = "", sizes = "", zone = ""] =
    /^([a-z0-9_ ]+?) ?(?:\( ?([\d, ]+) ?\))?( with time zone| without time zone)?$/.exec(
      name.trim().toLowerCase().replaceAll(/\s+/g, " "),
    ) ?? []
  return {
    word,
    sizes: sizes === "" ? [] : sizes.split(",").map(Number),
    zoned: zone === " with time zone",
  }
}

function wholeType(bits: number): ColumnType {
  const most = 1n << BigInt(Math.abs(bits))
  return { kind: "whole", least: bits < 0 ? 0n : -most, most: most - 1n }
}

/** Bits without that of the sign; below zero: of a type without a sign. */
const wholeNumbers: Readonly<Record<string, number>> = {
  tinyint: 7,
  int1: 7,
  smallint: 15,
  int2: 15,
  short: 15,
  smallserial: 15,
  integer: 31,
  int: 31,
  int4: 31,
  signed: 31,
  serial: 31,
  bigint: 63,
  int8: 63,
  long: 63,
  bigserial: 63,
  hugeint: 127,
  int128: 127,
  utinyint: -8,
  usmallint: -16,
  uinteger: -32,
  ubigint: -64,
  uhugeint: -128,
}

const decimals: ReadonlySet<string> = new Set(["decimal", "numeric", "dec"])

const bareDecimal = {
  redshift: { precision: 18, scale: 0 },
  duckdb: { precision: 18, scale: 3 },
  postgres: undefined,
} as const satisfies Record<SqlDialect, unknown>

const doubles: ReadonlySet<string> = new Set(["double", "double precision", "float8"])
const singles: ReadonlySet<string> = new Set(["real", "float4"])

const timestamps: Readonly<Record<string, number>> = {
  timestamp: 6,
  datetime: 6,
  timestamptz: 6,
  timestamp_us: 6,
  timestamp_s: 0,
  timestamp_ms: 3,
  timestamp_ns: 9,
}

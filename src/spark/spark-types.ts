import type { StageScript } from "./script.ts"

/** The embedded engine's type -> Spark's. */
const types: readonly (readonly [RegExp, string])[] = [
  [/^BOOLEAN$/i, "boolean"],
  [/^TINYINT$/i, "tinyint"],
  [/^(SMALLINT|UTINYINT)$/i, "smallint"],
  [/^(INTEGER|USMALLINT)$/i, "int"],
  [/^(BIGINT|UINTEGER)$/i, "bigint"],
  [/^(UBIGINT|HUGEINT|UHUGEINT)$/i, "decimal(38,0)"],
  [/^(FLOAT|REAL)$/i, "float"],
  [/^(DOUBLE|DOUBLE PRECISION)$/i, "double"],
  [/^DATE$/i, "date"],
  [/^TIMESTAMP(_(S|MS|NS))?$/i, "timestamp_ntz"],
  [/^TIMESTAMP WITH TIME ZONE$/i, "timestamp"],
  [/^(VARCHAR|TEXT|ENUM|UUID|TIME|JSON)/i, "string"],
]
const decimal = /^DECIMAL\((\d+), ?(\d+)\)$/i

/** Undefined for what Spark has no type of. */
export function sparkType(type: string): string | undefined {
  const [, precision, scale] = decimal.exec(type) ?? []
  if (precision !== undefined) return `decimal(${precision},${scale})`
  return types.find(([pattern]) => pattern.test(type))?.[1]
}

/** COPY reads of Avro what is neither a number nor a truth as it reads text, and no logical types. */
export function writtenType(type: string, format: StageScript["format"]): string {
  if (format === "parquet" || /^(boolean|int|bigint|float|double)$/.test(type)) return type
  return /^(tinyint|smallint)$/.test(type) ? "int" : "string"
}

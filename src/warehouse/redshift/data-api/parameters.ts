import type { SqlParameter } from "@aws-sdk/client-redshift-data"

/**
 * A value that is written into the SQL itself, because the service takes strings of at least one character alone:
 * null, the empty string, numbers and booleans. Undefined for what goes as a parameter.
 */
export function inlined(value: unknown): string | undefined {
  if (value === null || value === undefined) return "null"
  if (value === "") return "''"
  if (typeof value === "boolean" || typeof value === "bigint") return String(value)
  if (typeof value !== "number") return undefined
  if (Number.isFinite(value)) return value < 0 ? `(${value})` : String(value)
  return Number.isNaN(value) ? "'NaN'::float8" : `'${value > 0 ? "" : "-"}Infinity'::float8`
}

/** A value as the service takes it: times as `2024-01-31 10:00:00.000` in UTC, objects as JSON. */
function parameterText(value: unknown): string {
  if (typeof value === "string") return value
  if (value instanceof Date) return value.toISOString().replace("T", " ").replace("Z", "")
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex")
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

/** Values as the parameters `:p1`, `:p2` and so on. */
export function namedParameters(values: readonly unknown[]): SqlParameter[] {
  return values.map((value, index) => ({ name: `p${index + 1}`, value: parameterText(value) }))
}

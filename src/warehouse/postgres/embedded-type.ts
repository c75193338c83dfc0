/** Types that the embedded engine knows by the same name. */
const same = /^(boolean|smallint|integer|bigint|real|double precision|date|uuid|json)$/
const decimal = /^numeric\((\d+),\s*(\d+)\)$/

/**
 * The embedded engine's type for values of one of Postgres', by its name as `format_type` gives it, as texts. What the
 * engine has no such type for stays a text. A number without a scale has one for each of its values: it becomes a double.
 */
export function embeddedType(type: string): string {
  if (same.test(type)) return type
  const [, precision = "", scale = ""] = decimal.exec(type) ?? []
  if (precision !== "" && Number(precision) <= 38) return `decimal(${precision}, ${scale})`
  if (type.startsWith("numeric")) return "double"
  if (type === "jsonb") return "json"
  if (type === "oid") return "bigint"
  if (/^timestamp.* with time zone$/.test(type)) return "timestamp with time zone"
  if (type.startsWith("timestamp")) return "timestamp"
  return "varchar"
}

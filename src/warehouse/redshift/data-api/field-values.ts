import type { ColumnMetadata, Field } from "@aws-sdk/client-redshift-data"
import { WarehouseError } from "../../errors.ts"

/**
 * A field as JavaScript has it: numbers, booleans, strings; decimals, dates and times as strings; SUPER as the value that
 * its JSON says. Throws LUX-2610 for an integer that a number cannot hold: a wrong number is worse than an error.
 */
export function fieldValue(field: Field, column: ColumnMetadata): unknown {
  if (field.isNull === true) return null
  if (field.longValue !== undefined) return safeInteger(field.longValue, column)
  if (field.doubleValue !== undefined) return field.doubleValue
  if (field.booleanValue !== undefined) return field.booleanValue
  if (field.blobValue !== undefined) return field.blobValue
  const text = field.stringValue ?? ""
  return column.typeName?.toLowerCase() === "super" ? JSON.parse(text) : text
}

function safeInteger(value: number, { name, label }: ColumnMetadata): number {
  if (Number.isSafeInteger(value)) return value
  throw new WarehouseError(
    "LUX-2610",
    `column "${label ?? name}" holds an integer beyond 2^53, which the service's answer does not keep exactly`,
    { sql: "", hint: "Cast it to varchar." },
  )
}

import type { ColumnMetadata, Field } from "@aws-sdk/client-redshift-data"
import type { FieldDef } from "pg"

/** Postgres' type numbers -> what Redshift calls them. */
const typeNames: Readonly<Record<number, string>> = {
  16: "bool",
  20: "int8",
  21: "int2",
  23: "int4",
  25: "varchar",
  114: "super",
  700: "float4",
  701: "float8",
  1042: "bpchar",
  1043: "varchar",
  1082: "date",
  1083: "time",
  1114: "timestamp",
  1184: "timestamptz",
  1700: "numeric",
  3802: "super",
}

/** The catalog's own types, which Redshift shows as numbers and names. */
const numbers = new Set(["int2", "int4", "int8"])
const floats = new Set(["float4", "float8"])

/** How the service describes a column. */
export function columnMetadata({ name, dataTypeID, dataTypeModifier }: FieldDef): ColumnMetadata {
  const typeName = typeNames[dataTypeID] ?? (dataTypeID === 26 ? "oid" : "varchar")
  const numeric = typeName === "numeric" && dataTypeModifier >= 4
  return {
    isCaseSensitive: typeName === "varchar",
    isCurrency: false,
    isSigned: numbers.has(typeName) || floats.has(typeName) || typeName === "numeric",
    label: name,
    name,
    nullable: 1,
    precision: numeric ? ((dataTypeModifier - 4) >> 16) & 0xffff : 0,
    scale: numeric ? (dataTypeModifier - 4) & 0xffff : 0,
    schemaName: "",
    tableName: "",
    typeName,
    length: 0,
  }
}

/** A field as the service sends it. Its JSON has all digits of a long, also of one that no number holds. */
export type SentField = Field | { readonly exactLong: string }

/** A value, which Postgres gave as text, in the form in which the service gives it. */
export function fieldOf(text: string | null, { typeName = "" }: ColumnMetadata): SentField {
  if (text === null) return { isNull: true }
  if (numbers.has(typeName) || typeName === "oid") {
    const number = Number(text)
    return Number.isSafeInteger(number) ? { longValue: number } : { exactLong: text }
  }
  if (typeName === "bool") return { booleanValue: text === "t" }
  const float = Number(text)
  // JSON has no infinity and no NaN: those go as text.
  if (floats.has(typeName) && Number.isFinite(float)) return { doubleValue: float }
  return { stringValue: text }
}

/** The JSON of an answer. Inside its texts quotes are escaped: only fields are replaced. */
export function answerJson(body: unknown): string {
  return JSON.stringify(body).replaceAll(/\{"exactLong":"(-?\d+)"\}/g, '{"longValue":$1}')
}

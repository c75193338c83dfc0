import type { ColumnMetadata } from "@aws-sdk/client-redshift-data"

const names: Readonly<Record<string, string>> = {
  bool: "boolean",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  time: "time without time zone",
  timetz: "time with time zone",
}

/** A column's type, named as the catalog names it, so that equal types have equal names. */
export function columnType({ typeName = "", precision = 0, scale = 0, length = 0 }: ColumnMetadata): string {
  const name = typeName.toLowerCase()
  if (name === "numeric") return precision > 0 ? `numeric(${precision},${scale})` : "numeric"
  const size = length > 0 ? length : precision
  if (name === "varchar") return size > 0 ? `character varying(${size})` : "character varying"
  if (name === "bpchar" || name === "char") return size > 0 ? `character(${size})` : "character"
  return names[name] ?? name
}

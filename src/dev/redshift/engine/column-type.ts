import { randomUUID } from "node:crypto"
import { quoted } from "../../../sql/identifier.ts"
import type { Cursor } from "../../../sql/parse/cursor.ts"
import { typeName } from "../../../sql/parse/type-name.ts"
import { EngineError } from "./connection.ts"

/** A type of Redshift on Postgres. */
export interface ColumnType {
  /** Postgres' own. */
  readonly sql: string
  /** The most bytes that a text may have. */
  readonly bytes: number | undefined
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html */
const texts: Readonly<
  Record<string, { readonly sql: "varchar" | "char"; readonly size: number; most: number }>
> = {
  varchar: { sql: "varchar", size: 256, most: 65535 },
  "character varying": { sql: "varchar", size: 256, most: 65535 },
  nvarchar: { sql: "varchar", size: 256, most: 65535 },
  "national varying": { sql: "varchar", size: 256, most: 65535 },
  text: { sql: "varchar", size: 256, most: 65535 },
  char: { sql: "char", size: 1, most: 4096 },
  character: { sql: "char", size: 1, most: 4096 },
  nchar: { sql: "char", size: 1, most: 4096 },
  bpchar: { sql: "char", size: 256, most: 4096 },
}

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html */
const others: Readonly<Record<string, string>> = {
  smallint: "int2",
  int2: "int2",
  int: "int4",
  integer: "int4",
  int4: "int4",
  bigint: "int8",
  int8: "int8",
  real: "float4",
  float4: "float4",
  float: "float8",
  float8: "float8",
  "double precision": "float8",
  boolean: "boolean",
  bool: "boolean",
  date: "date",
  time: "time",
  timetz: "timetz",
  timestamp: "timestamp",
  datetime: "timestamp",
  timestamptz: "timestamptz",
  super: "jsonb",
}

/** Reads a type. Throws what Redshift says of one that it does not have. */
export function columnType(cursor: Cursor): ColumnType {
  const { name, arguments: sizes } = typeName(cursor)
  const [size] = sizes
  const text = Object.hasOwn(texts, name) ? texts[name] : undefined
  if (text !== undefined) {
    const bytes = size ?? text.size
    if (bytes < 1) throw new EngineError(`length for type ${text.sql} must be at least 1`)
    if (bytes > text.most) throw new EngineError(`length for type ${text.sql} cannot exceed ${text.most}`)
    return { sql: `${text.sql}(${bytes})`, bytes }
  }
  if (name === "numeric" || name === "decimal" || name === "dec") {
    const [precision = 18, scale = 0] = sizes
    if (precision < 1 || precision > 38)
      throw new EngineError(`DECIMAL precision ${precision} must be between 1 and 38`)
    if (scale > precision)
      throw new EngineError(`DECIMAL scale ${scale} must be between 0 and precision ${precision}`)
    return { sql: `numeric(${precision}, ${scale})`, bytes: undefined }
  }
  if (name === "varbyte" || name === "varbinary") return { sql: "bytea", bytes: size ?? 64000 }
  const sql = Object.hasOwn(others, name) ? others[name] : undefined
  if (sql === undefined) throw new EngineError(`type "${name}" does not exist`)
  if (sql === "float8" && name === "float" && size !== undefined && size <= 24)
    return { sql: "float4", bytes: undefined }
  return { sql, bytes: undefined }
}

const byteCheck = /^bytes_(\d+)_/

/** Holds a text to its bytes, which Postgres counts as characters. The name tells the size when it is violated. */
export function byteConstraint(column: string, bytes: number): string {
  const unique = randomUUID().slice(0, 13)
  return `constraint ${quoted(`bytes_${bytes}_${unique}`)} check (octet_length(${quoted(column)}) <= ${bytes})`
}

/** The bytes that a violated constraint of {@link byteConstraint} allows. */
export function bytesOfConstraint(name: string | undefined): number | undefined {
  const bytes = byteCheck.exec(name ?? "")?.[1]
  return bytes === undefined ? undefined : Number(bytes)
}

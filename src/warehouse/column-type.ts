/**
 * What a column's type holds, by its name as a warehouse's catalog writes it: `numeric(10,2)`, `DECIMAL(10,2)`,
 * `timestamp(3) without time zone`, `BIGINT[]`.
 */
export type ColumnKind =
  | { readonly kind: "integer"; readonly bits: number; readonly signed: boolean }
  /** Digits before and after the point. A decimal without sizes has any number of both. */
  | { readonly kind: "decimal"; readonly whole: number; readonly scale: number }
  /** Binary digits that are exact. */
  | { readonly kind: "float"; readonly bits: number }
  | { readonly kind: "text" | "char"; readonly length: number }
  | { readonly kind: "date" }
  /** Digits of the second's fraction. */
  | { readonly kind: "timestamp" | "zoned timestamp" | "time" | "zoned time"; readonly digits: number }
  | { readonly kind: "list"; readonly of: string }
  /** json, jsonb and super. */
  | { readonly kind: "document"; readonly name: string }
  /** Structures, maps and unions, which convert part by part. */
  | { readonly kind: "nested"; readonly name: string }
  | { readonly kind: "enum"; readonly name: string }
  | { readonly kind: "other"; readonly name: string }

const any = Number.POSITIVE_INFINITY

/** Names of Postgres, Redshift and DuckDB; those that two of them share mean the same. */
const fixed: Readonly<Record<string, ColumnKind>> = {
  tinyint: { kind: "integer", bits: 8, signed: true },
  smallint: { kind: "integer", bits: 16, signed: true },
  integer: { kind: "integer", bits: 32, signed: true },
  bigint: { kind: "integer", bits: 64, signed: true },
  hugeint: { kind: "integer", bits: 128, signed: true },
  utinyint: { kind: "integer", bits: 8, signed: false },
  usmallint: { kind: "integer", bits: 16, signed: false },
  uinteger: { kind: "integer", bits: 32, signed: false },
  ubigint: { kind: "integer", bits: 64, signed: false },
  uhugeint: { kind: "integer", bits: 128, signed: false },
  real: { kind: "float", bits: 24 },
  float: { kind: "float", bits: 24 },
  double: { kind: "float", bits: 53 },
  "double precision": { kind: "float", bits: 53 },
  date: { kind: "date" },
  timestamp_s: { kind: "timestamp", digits: 0 },
  timestamp_ms: { kind: "timestamp", digits: 3 },
  timestamp_ns: { kind: "timestamp", digits: 9 },
  time_ns: { kind: "time", digits: 9 },
  json: { kind: "document", name: "json" },
  jsonb: { kind: "document", name: "jsonb" },
  super: { kind: "document", name: "super" },
}

const sizedName = /^([a-z_ ]+?)\s*(?:\((\d+)(?:\s*,\s*(-?\d+))?\))?( with time zone| without time zone)?$/

export function columnKind(type: string): ColumnKind {
  const name = type.toLowerCase()
  const [, of] = /^(.*)\[\d*\]$/s.exec(type) ?? []
  if (of !== undefined) return { kind: "list", of }
  if (/^(struct|map|union)\s*\(/.test(name)) return { kind: "nested", name: type }
  if (/^enum\s*\(/.test(name)) return { kind: "enum", name: type }
  const [, base = "", first, second, zone] = sizedName.exec(name) ?? []
  const known = Object.hasOwn(fixed, base) ? fixed[base] : undefined
  if (known !== undefined) return known
  const size = first === undefined ? undefined : Number(first)
  switch (base) {
    case "text":
    case "varchar":
    case "character varying":
      return { kind: "text", length: size ?? any }
    case "char":
    case "bpchar":
    case "character":
      return { kind: "char", length: size ?? 1 }
    case "numeric":
    case "decimal": {
      if (size === undefined) return { kind: "decimal", whole: any, scale: any }
      const scale = Number(second ?? 0)
      return { kind: "decimal", whole: size - scale, scale }
    }
    case "timestamp":
    case "time":
      return { kind: zone === " with time zone" ? `zoned ${base}` : base, digits: size ?? 6 }
    default:
      return { kind: "other", name: type }
  }
}

/** True for the types that hold text of any or a limited length. */
export function isText(type: string): boolean {
  return columnKind(type).kind === "text"
}

import { textTypeNames } from "../../sql/text-type-names.ts"
import type { SqlDialect } from "../../sql/types.ts"

/** What JSON a declared type takes. */
export type FieldType =
  | { readonly kind: "integer"; readonly least: bigint; readonly most: bigint }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "float"; readonly bytes: 4 | 8 }
  | { readonly kind: "boolean" }
  | { readonly kind: "text"; readonly length: number | undefined; readonly unit: LengthUnit }
  | { readonly kind: "date" | "time" | "timestamp" | "timestamptz" | "uuid" }
  | { readonly kind: "list"; readonly element: FieldType }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, FieldType> }
  | { readonly kind: "map"; readonly value: FieldType }
  /** Any value, which stays JSON. */
  | { readonly kind: "json" }
  /** No type is declared: a text, a number or a truth, as written. */
  | { readonly kind: "undeclared" }
  /** A type of the engine that is not known here: a text, which the engine casts. */
  | { readonly kind: "other" }

type LengthUnit = "bytes" | "characters"

/** How types without a size, and sizes, are meant in a dialect. */
interface TypeFacts {
  /** Undefined: the size of a text limits nothing. */
  readonly textLengths: LengthUnit | undefined
  readonly decimal: { readonly precision: number; readonly scale: number }
  readonly floatBytes: 4 | 8
}

const dialectTypes: Readonly<Record<SqlDialect, TypeFacts>> = {
  redshift: { textLengths: "bytes", decimal: { precision: 18, scale: 0 }, floatBytes: 8 },
  postgres: { textLengths: "characters", decimal: { precision: 18, scale: 3 }, floatBytes: 8 },
  duckdb: { textLengths: undefined, decimal: { precision: 18, scale: 3 }, floatBytes: 4 },
}

const signed = (bits: bigint): FieldType => ({
  kind: "integer",
  least: -(2n ** (bits - 1n)),
  most: 2n ** (bits - 1n) - 1n,
})
const unsigned = (bits: bigint): FieldType => ({ kind: "integer", least: 0n, most: 2n ** bits - 1n })

const named: Readonly<Record<string, FieldType>> = {
  tinyint: signed(8n),
  int1: signed(8n),
  smallint: signed(16n),
  int2: signed(16n),
  short: signed(16n),
  int: signed(32n),
  integer: signed(32n),
  int4: signed(32n),
  signed: signed(32n),
  bigint: signed(64n),
  int8: signed(64n),
  long: signed(64n),
  hugeint: signed(128n),
  utinyint: unsigned(8n),
  usmallint: unsigned(16n),
  uinteger: unsigned(32n),
  ubigint: unsigned(64n),
  uhugeint: unsigned(128n),
  real: { kind: "float", bytes: 4 },
  float4: { kind: "float", bytes: 4 },
  double: { kind: "float", bytes: 8 },
  "double precision": { kind: "float", bytes: 8 },
  float8: { kind: "float", bytes: 8 },
  boolean: { kind: "boolean" },
  bool: { kind: "boolean" },
  logical: { kind: "boolean" },
  date: { kind: "date" },
  time: { kind: "time" },
  "time without time zone": { kind: "time" },
  timestamp: { kind: "timestamp" },
  datetime: { kind: "timestamp" },
  "timestamp without time zone": { kind: "timestamp" },
  timestamptz: { kind: "timestamptz" },
  "timestamp with time zone": { kind: "timestamptz" },
  uuid: { kind: "uuid" },
  json: { kind: "json" },
  jsonb: { kind: "json" },
  super: { kind: "json" },
}

const decimals: ReadonlySet<string> = new Set(["decimal", "numeric", "dec"])

/** What a column of this declared type takes of JSON. */
export function fieldType(declared: string | undefined, dialect: SqlDialect): FieldType {
  if (declared === undefined) return { kind: "undeclared" }
  const spelled = declared.trim()
  const facts = dialectTypes[dialect]
  const element = /^(.*\S)\s*\[\s*\d*\s*\]$/s.exec(spelled)?.[1]
  if (element !== undefined) return { kind: "list", element: fieldType(element, dialect) }
  const [, word = "", inner, zone = ""] =
    /^([a-z_][a-z0-9_ ]*?)\s*(?:\((.*)\))?((?:\s+with(?:out)?)?(?:\s+[a-z ]+)?)$/is.exec(spelled) ?? []
  const name = word.toLowerCase().replaceAll(/\s+/g, " ")
  if (name === "struct") return { kind: "object", fields: fieldsOf(inner ?? "", dialect) }
  if (name === "map") return { kind: "map", value: fieldType(parts(inner ?? "")[1] ?? "varchar", dialect) }
  const sizes =
    inner === undefined
      ? []
      : inner
          .replace(/^\s*max\s*$/i, "65535")
          .split(",")
          .map(Number)
  const [first, second] = sizes
  if (decimals.has(name))
    return first === undefined
      ? { kind: "decimal", ...facts.decimal }
      : { kind: "decimal", precision: first, scale: second ?? 0 }
  if (textTypeNames.has(name))
    return {
      kind: "text",
      length: facts.textLengths === undefined ? undefined : first,
      unit: facts.textLengths ?? "characters",
    }
  if (name === "float")
    return { kind: "float", bytes: first === undefined ? facts.floatBytes : first <= 24 ? 4 : 8 }
  const whole = `${name}${zone.toLowerCase().replaceAll(/\s+/g, " ")}`
  return Object.hasOwn(named, whole) ? (named[whole] ?? { kind: "other" }) : { kind: "other" }
}

function fieldsOf(inner: string, dialect: SqlDialect): ReadonlyMap<string, FieldType> {
  return new Map(
    parts(inner).map((each): readonly [string, FieldType] => {
      const [, quoted, plain = "", type = ""] = /^\s*(?:"((?:[^"]|"")*)"|([^\s"]+))\s+(.*)$/s.exec(each) ?? []
      return [quoted?.replaceAll('""', '"') ?? plain, fieldType(type, dialect)]
    }),
  )
}

/** What commas part outside of parentheses. */
function parts(list: string): readonly string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < list.length; at++) {
    if (list[at] === "(") depth++
    if (list[at] === ")") depth--
    if (list[at] !== "," || depth > 0) continue
    found.push(list.slice(start, at))
    start = at + 1
  }
  return list.trim() === "" ? [] : [...found, list.slice(start)]
}

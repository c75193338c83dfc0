/**
 * A type as Redshift has it. `unknown` is an ordinary answer; so is a type without its size, precision or scale, where
 * these are not known.
 */
export interface DataType {
  readonly kind: DataKind
  /** Of whole numbers 2, 4 or 8, of floating-point numbers 4 or 8. */
  readonly bytes?: 2 | 4 | 8
  /** Of decimals, digits in all and behind the point. */
  readonly precision?: number
  readonly scale?: number
  /** Of texts, in bytes. */
  readonly size?: number
  /** A text of a fixed length (char). */
  readonly fixed?: boolean
  /** A text that stands in the query without a cast: it becomes what its place expects. */
  readonly literal?: string
  /** A text that stood without a cast in a query inside: what it becomes is not known. */
  readonly loose?: boolean
  /** The name as it was declared. */
  readonly spelled?: string
}

type DataKind =
  | "integer"
  | "decimal"
  | "double"
  | "varchar"
  | "boolean"
  | "date"
  | "time"
  | "timetz"
  | "timestamp"
  | "timestamptz"
  | "interval"
  | "super"
  | "varbyte"
  | "geometry"
  | "geography"
  | "hllsketch"
  | "null"
  | "unknown"

export const unknownType: DataType = { kind: "unknown" }
const smallint: DataType = { kind: "integer", bytes: 2 }
export const int: DataType = { kind: "integer", bytes: 4 }
export const bigint: DataType = { kind: "integer", bytes: 8 }
export const real: DataType = { kind: "double", bytes: 4 }
export const float: DataType = { kind: "double", bytes: 8 }
export const text: DataType = { kind: "varchar" }
export const truth: DataType = { kind: "boolean" }
export const decimalOf = (precision?: number, scale?: number): DataType =>
  precision === undefined || scale === undefined ? { kind: "decimal" } : { kind: "decimal", precision, scale }
export const textOf = (size: number | undefined): DataType =>
  size === undefined ? text : { kind: "varchar", size }

const named: Readonly<Record<string, DataType>> = {
  smallint,
  int2: smallint,
  tinyint: smallint,
  utinyint: smallint,
  int,
  integer: int,
  int4: int,
  usmallint: int,
  bigint,
  int8: bigint,
  uinteger: bigint,
  hugeint: bigint,
  ubigint: bigint,
  decimal: { kind: "decimal" },
  numeric: { kind: "decimal" },
  dec: { kind: "decimal" },
  real,
  float4: real,
  float,
  float8: float,
  double: float,
  "double precision": float,
  varchar: text,
  "character varying": text,
  "national varying": text,
  nvarchar: text,
  text,
  string: text,
  char: { kind: "varchar", fixed: true },
  character: { kind: "varchar", fixed: true },
  nchar: { kind: "varchar", fixed: true },
  bpchar: { kind: "varchar", fixed: true },
  boolean: truth,
  bool: truth,
  date: { kind: "date" },
  time: { kind: "time" },
  "time without time zone": { kind: "time" },
  timetz: { kind: "timetz" },
  "time with time zone": { kind: "timetz" },
  timestamp: { kind: "timestamp" },
  datetime: { kind: "timestamp" },
  "timestamp without time zone": { kind: "timestamp" },
  timestamptz: { kind: "timestamptz" },
  "timestamp with time zone": { kind: "timestamptz" },
  interval: { kind: "interval" },
  "interval year to month": { kind: "interval" },
  "interval day to second": { kind: "interval" },
  super: { kind: "super" },
  json: { kind: "super" },
  varbyte: { kind: "varbyte" },
  varbinary: { kind: "varbyte" },
  "binary varying": { kind: "varbyte" },
  geometry: { kind: "geometry" },
  geography: { kind: "geography" },
  hllsketch: { kind: "hllsketch" },
}

const parsed = new Map<string, DataType>()

/** The type that a name such as `DECIMAL(10,2)` stands for, as Redshift or DuckDB spells it. */
export function dataType(name: string): DataType {
  let type = parsed.get(name)
  if (type === undefined) {
    type = parse(name)
    parsed.set(name, type)
  }
  return type
}

function parse(name: string): DataType {
  const found = /^\s*([a-z0-9 ]+?)\s*(?:\(\s*([\d, ]+|max)\s*\))?((?: with| without)[a-z ]+)?\s*$/.exec(
    name.toLowerCase().replaceAll(/\s+/g, " "),
  )
  const [, word = "", sizes, zone = ""] = found ?? []
  const sized = sizes?.replace("max", "65535").split(",").map(Number) ?? []
  return { ...sizedType(word + zone, sized), spelled: name }
}

/** The type of a name with the numbers in its parentheses. */
export function sizedType(name: string, sizes: readonly number[]): DataType {
  const type = Object.hasOwn(named, name) ? (named[name] ?? unknownType) : unknownType
  const [first, second = 0] = sizes
  if (first === undefined) return type
  if (type.kind === "decimal") return decimalOf(first, second)
  if (type.kind === "varchar") return { ...type, size: first }
  return type
}

/** The type as people read it in a message. */
export function typeLabel(type: DataType): string {
  return typeText(type) ?? type.kind
}

/** As Redshift spells it; undefined when the type is not known. A size that is not known is left out. */
export function typeText(type: DataType): string | undefined {
  switch (type.kind) {
    case "integer":
      return type.bytes === 2 ? "smallint" : type.bytes === 8 ? "bigint" : "integer"
    case "decimal":
      return type.precision === undefined ? "decimal" : `decimal(${type.precision},${type.scale ?? 0})`
    case "double":
      return type.bytes === 4 ? "real" : "double precision"
    case "varchar": {
      const name = type.fixed ? "char" : "varchar"
      return type.size === undefined ? name : `${name}(${type.size})`
    }
    case "null":
    case "unknown":
      return undefined
    default:
      return type.kind
  }
}

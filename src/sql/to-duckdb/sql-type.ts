/** What is known of an expression's type. `unknown` is an ordinary answer: columns of relations that nobody described. */
export interface SqlType {
  readonly kind:
    | "integer"
    | "decimal"
    | "double"
    | "varchar"
    | "boolean"
    | "date"
    | "timestamp"
    | "timestamptz"
    | "time"
    | "interval"
    | "super"
    | "null"
    | "unknown"
  /** Of a decimal, when known. */
  readonly scale?: number
  /** The result of a division whose operands are not both known: its text in Redshift has the scale of a decimal. */
  readonly quotient?: boolean
}

export const unknown: SqlType = { kind: "unknown" }
export const integer: SqlType = { kind: "integer" }
export const decimal: SqlType = { kind: "decimal" }
export const double: SqlType = { kind: "double" }
export const varchar: SqlType = { kind: "varchar" }
export const boolean: SqlType = { kind: "boolean" }
export const date: SqlType = { kind: "date" }
export const timestamp: SqlType = { kind: "timestamp" }
export const timestamptz: SqlType = { kind: "timestamptz" }
export const interval: SqlType = { kind: "interval" }
export const superType: SqlType = { kind: "super" }

const kinds: Readonly<Record<string, SqlType>> = {
  smallint: integer,
  int2: integer,
  int: integer,
  integer,
  int4: integer,
  bigint: integer,
  int8: integer,
  tinyint: integer,
  hugeint: integer,
  utinyint: integer,
  usmallint: integer,
  uinteger: integer,
  ubigint: integer,
  decimal,
  numeric: decimal,
  dec: decimal,
  real: double,
  float4: double,
  float: double,
  float8: double,
  double,
  "double precision": double,
  varchar,
  "character varying": varchar,
  nvarchar: varchar,
  text: varchar,
  char: varchar,
  character: varchar,
  nchar: varchar,
  bpchar: varchar,
  boolean,
  bool: boolean,
  date,
  timestamp,
  "timestamp without time zone": timestamp,
  timestamptz,
  "timestamp with time zone": timestamptz,
  datetime: timestamp,
  time: { kind: "time" },
  timetz: { kind: "time" },
  interval,
  super: superType,
  json: superType,
}

/** The type that a name such as `DECIMAL(10,2)`, from either engine, stands for. */
export function typeNamed(name: string): SqlType {
  const [, word = "", sizes] = /^\s*([a-z0-9 ]+?)\s*(?:\(([\d, ]+)\))?\s*$/.exec(name.toLowerCase()) ?? []
  const found = Object.hasOwn(kinds, word) ? (kinds[word] ?? unknown) : unknown
  if (found.kind !== "decimal") return found
  return { kind: "decimal", scale: Number(sizes?.split(",")[1] ?? 0) }
}

export function isNumeric(type: SqlType): boolean {
  return type.kind === "integer" || type.kind === "decimal" || type.kind === "double"
}

export function isMoment(type: SqlType): boolean {
  return type.kind === "date" || type.kind === "timestamp" || type.kind === "timestamptz"
}

/** The type of a value that is one of several, as in coalesce and case. */
export function common(types: readonly SqlType[]): SqlType {
  const real = types.filter((type) => type.kind !== "null")
  const [first] = real
  if (first === undefined) return { kind: "null" }
  if (real.every((type) => type.kind === first.kind)) {
    const scale = Math.max(...real.map((type) => type.scale ?? 0))
    return first.kind === "decimal" ? { kind: "decimal", scale } : first
  }
  if (!real.every(isNumeric)) return unknown
  if (real.some((type) => type.kind === "double")) return double
  return { kind: "decimal", scale: Math.max(...real.map((type) => type.scale ?? 0)) }
}

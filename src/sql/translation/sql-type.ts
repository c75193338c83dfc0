import { dataType } from "../data-type.ts"

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

/** The type that a name such as `DECIMAL(10,2)`, from either engine, stands for. */
export function typeNamed(name: string): SqlType {
  const { kind, scale = 0 } = dataType(name)
  switch (kind) {
    case "decimal":
      return { kind, scale }
    case "timetz":
      return { kind: "time" }
    case "varbyte":
    case "geometry":
    case "geography":
    case "hllsketch":
      return unknown
    default:
      return { kind }
  }
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

/** Redshift's names of texts of any length. */
export const textTypes: ReadonlySet<string> = new Set(["varchar", "character varying", "nvarchar", "text"])

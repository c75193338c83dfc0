import { dataType } from "../data-type.ts"
import { arithmeticType, asDecimal } from "../number-type.ts"

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
  /** Of a whole number, when known. */
  readonly bytes?: 2 | 4 | 8
  /** Of a decimal, when known: digits in all and behind the point. */
  readonly precision?: number
  readonly scale?: number
  /** A text that does not end with a blank. */
  readonly trimmed?: boolean
  /** Of a text of a fixed length (char) its bytes: blanks at its end are padding, which no function sees. */
  readonly charBytes?: number
  /** Not known, but no text: what arithmetic gives. */
  readonly noText?: boolean
  /** Not known, but where it is a decimal it may have as many digits as there are: what a sum or a product gives. */
  readonly wide?: boolean
}

export const unknown: SqlType = { kind: "unknown" }
export const noText: SqlType = { kind: "unknown", noText: true }
export const wide: SqlType = { ...noText, wide: true }
export const integer: SqlType = { kind: "integer" }
export const bigint: SqlType = { kind: "integer", bytes: 8 }
export const decimal: SqlType = { kind: "decimal" }
export const double: SqlType = { kind: "double" }
export const varchar: SqlType = { kind: "varchar" }
export const trimmed: SqlType = { kind: "varchar", trimmed: true }
export const boolean: SqlType = { kind: "boolean" }
export const date: SqlType = { kind: "date" }
export const timestamp: SqlType = { kind: "timestamp" }
export const timestamptz: SqlType = { kind: "timestamptz" }
export const interval: SqlType = { kind: "interval" }
export const superType: SqlType = { kind: "super" }

/** The type that a name such as `DECIMAL(10,2)`, from either engine, stands for. */
export function typeNamed(name: string): SqlType {
  const { kind, precision = 18, scale = 0, bytes, fixed, size } = dataType(name)
  switch (kind) {
    case "decimal":
      return { kind, precision, scale }
    case "integer":
      return bytes === undefined ? integer : { kind, bytes }
    case "varchar":
      return fixed === true ? { kind, charBytes: size ?? fixedSize(name) } : varchar
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

/** Neither a text nor something that could turn out to be one. */
export function isOther({ kind, noText }: SqlType): boolean {
  return noText === true || !["varchar", "unknown", "null"].includes(kind)
}

/** The type of a value that is one of several, as in coalesce and case. */
export function common(types: readonly SqlType[]): SqlType {
  const real = types.filter((type) => type.kind !== "null")
  const [first] = real
  if (first === undefined) return { kind: "null" }
  if (first.kind === "varchar" && real.every((type) => type.kind === "varchar")) return commonText(real)
  if (first.kind === "integer" && real.every((type) => type.kind === "integer"))
    return real.reduce((a, b) => ((a.bytes ?? 4) >= (b.bytes ?? 4) ? a : b))
  const isOpen = first.kind === "decimal" || first.kind === "unknown"
  if (!isOpen && real.every((type) => type.kind === first.kind)) return first
  if (!real.every(isNumeric)) {
    const type = real.every((each) => isNumeric(each) || each.noText === true) ? noText : unknown
    return real.some((each) => each.wide) ? { ...type, wide: true } : type
  }
  if (real.some((type) => type.kind === "double")) return double
  return real.map(decimalFor).reduce(widest)
}

function commonText(types: readonly SqlType[]): SqlType {
  const type = types.every((each) => each.trimmed) ? trimmed : varchar
  const sizes = types.flatMap(({ charBytes }) => charBytes ?? [])
  return sizes.length < types.length ? type : { ...type, charBytes: Math.max(...sizes) }
}

function decimalFor(type: SqlType): SqlType {
  const { precision, scale } = asDecimal(type)
  return precision === undefined || scale === undefined ? decimal : { kind: "decimal", precision, scale }
}

/** The decimal that has room for both. */
function widest(a: SqlType, b: SqlType): SqlType {
  if (a.precision === undefined || b.precision === undefined) return decimal
  const scale = Math.max(a.scale ?? 0, b.scale ?? 0)
  const whole = Math.max(a.precision - (a.scale ?? 0), b.precision - (b.scale ?? 0))
  return { kind: "decimal", precision: Math.min(38, whole + scale), scale }
}

/** The type of `+ - * / %` over two numbers. */
export function arithmetic(operator: string, left: SqlType, right: SqlType): SqlType {
  const { kind, bytes, precision, scale } = arithmeticType(operator, left, right)
  if (kind === "integer") return bytes === undefined ? integer : { kind, bytes }
  if (kind !== "decimal") return kind === "double" ? double : unknown
  return precision === undefined || scale === undefined ? decimal : { kind, precision, scale }
}

/** How many bytes a text of a fixed length has that says none. */
export function fixedSize(name: string): number {
  return /^\s*bpchar/i.test(name) ? 256 : 1
}

/** Redshift's names of texts of a fixed length. */
export const fixedTextTypes: ReadonlySet<string> = new Set(["char", "character", "nchar", "bpchar"])

/** Redshift's names of texts of any length. */
export const textTypes: ReadonlySet<string> = new Set(["varchar", "character varying", "nvarchar", "text"])

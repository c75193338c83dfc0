import { type ColumnKind, columnKind } from "./column-type.ts"

/** How one warehouse names its types, and how far they go. */
export interface TypeNames {
  /** From the smallest. */
  readonly integers: readonly string[]
  /** A floating-point number of 53 exact bits. */
  readonly double: string
  /** The most digits of a decimal that has sizes. */
  readonly decimalDigits: number
  /** True: there are decimals of any size. */
  readonly anyDecimal: boolean
  decimal(digits: number, scale: number): string
  text(length: number): string
}

/**
 * The type that holds every value of two types unchanged, and no more than it has to; `stored` itself where that holds
 * the other. Undefined where there is none, or nothing can be said by types alone.
 */
export function commonType(stored: string, other: string, names: TypeNames): string | undefined {
  if (stored === other) return stored
  const [a, b] = [columnKind(stored), columnKind(other)]
  const common = joined(a, b, names)
  if (common === undefined) return undefined
  if (same(common, a)) return stored
  if (same(common, b)) return other
  return nameOf(common, names)
}

function joined(a: ColumnKind, b: ColumnKind, names: TypeNames): ColumnKind | undefined {
  if (a.kind === "list" && b.kind === "list") {
    const of = commonType(a.of, b.of, names)
    return of === undefined ? undefined : { kind: "list", of }
  }
  return inOneOrder(a, b, names) ?? inOneOrder(b, a, names)
}

/** Of two kinds the one that comes first here is `a`. */
function inOneOrder(a: ColumnKind, b: ColumnKind, names: TypeNames): ColumnKind | undefined {
  switch (a.kind) {
    case "integer":
      if (b.kind === "integer") return wider(a, b, names)
      if (b.kind === "decimal") return decimals({ whole: digitsOf(a), scale: 0 }, b, names)
      if (b.kind === "float")
        return a.bits <= b.bits ? b : a.bits <= 53 ? { kind: "float", bits: 53 } : undefined
      return undefined
    case "decimal":
      return b.kind === "decimal" ? decimals(a, b, names) : undefined
    case "float":
      return b.kind === "float" ? { kind: "float", bits: Math.max(a.bits, b.bits) } : undefined
    case "char":
      if (b.kind === "char") return { kind: "char", length: Math.max(a.length, b.length) }
      // The blanks that fill a char up are not part of its value.
      return b.kind === "text" ? { kind: "text", length: Math.max(a.length, b.length) } : undefined
    case "text":
      return b.kind === "text" ? { kind: "text", length: Math.max(a.length, b.length) } : undefined
    case "date":
      // Nanoseconds leave no room for years before 1677.
      return b.kind === "timestamp" && b.digits <= 6 ? b : undefined
    case "timestamp":
    case "zoned timestamp":
    case "time":
    case "zoned time":
      if (b.kind !== a.kind || Math.max(a.digits, b.digits) > 6) return undefined
      return { kind: a.kind, digits: Math.max(a.digits, b.digits) }
    default:
      return undefined
  }
}

type Integer = Extract<ColumnKind, { kind: "integer" }>
type Decimal = Pick<Extract<ColumnKind, { kind: "decimal" }>, "whole" | "scale">

/** The smallest integer type that reaches as far down and up as both. */
function wider(a: Integer, b: Integer, { integers }: TypeNames): ColumnKind | undefined {
  const reaches = (one: Integer, other: Integer): boolean =>
    one.signed === other.signed ? one.bits >= other.bits : one.signed && one.bits > other.bits
  return [a, b, ...integers.map(columnKind)].find(
    (each): each is Integer => each.kind === "integer" && reaches(each, a) && reaches(each, b),
  )
}

function digitsOf({ bits, signed }: Integer): number {
  return String(2n ** BigInt(signed ? bits - 1 : bits)).length
}

function decimals(a: Decimal, b: Decimal, { decimalDigits, anyDecimal }: TypeNames): ColumnKind | undefined {
  const [whole, scale] = [Math.max(a.whole, b.whole), Math.max(a.scale, b.scale)]
  const reaches = whole === Number.POSITIVE_INFINITY ? anyDecimal : whole + scale <= decimalDigits
  return reaches ? { kind: "decimal", whole, scale } : undefined
}

function same(a: ColumnKind, b: ColumnKind): boolean {
  return JSON.stringify(a, infinite) === JSON.stringify(b, infinite)
}

function infinite(_: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? "any" : value
}

/** Of a kind that neither of the two had. */
function nameOf(kind: ColumnKind, names: TypeNames): string | undefined {
  switch (kind.kind) {
    case "integer":
      return names.integers.find((name) => same(columnKind(name), kind))
    case "decimal":
      return names.decimal(kind.whole + kind.scale, kind.scale)
    case "float":
      return names.double
    case "text":
      return names.text(kind.length)
    case "list":
      return `${kind.of}[]`
    default:
      return undefined
  }
}

import { type DataType, decimalOf, float, real, textOf, unknownType } from "../data-type.ts"
import { asDecimal, isNumber } from "../number-type.ts"

const groups: Readonly<Record<string, string>> = {
  integer: "number",
  decimal: "number",
  double: "number",
  varchar: "text",
  boolean: "boolean",
  date: "moment",
  time: "moment",
  timetz: "moment",
  timestamp: "moment",
  timestamptz: "moment",
  interval: "interval",
}

/** What kind of value a type holds; undefined where values of many kinds go together, or nothing is known. */
export function category(type: DataType): string | undefined {
  return type.literal === undefined && type.loose !== true ? groups[type.kind] : undefined
}

/**
 * The type of a value that is one of several, as in case, coalesce and union.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html
 */
export function commonType(types: readonly DataType[]): DataType {
  const real = types.filter((each) => each.kind !== "null")
  const [first] = real
  if (first === undefined) return { kind: "null" }
  if (real.every((each) => same(each, first))) return first
  if (real.some((each) => each.kind === "unknown" || each.kind === "super")) return unknownType
  const firm = real.filter((each) => each.literal === undefined)
  if (firm.length > 0 && firm.every((each) => each.kind !== "varchar")) return commonFirm(firm)
  return commonFirm(real)
}

function same(a: DataType, b: DataType): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.bytes === b.bytes &&
      a.precision === b.precision &&
      a.scale === b.scale &&
      a.size === b.size &&
      a.fixed === b.fixed &&
      a.literal === b.literal &&
      a.spelled === b.spelled)
  )
}

function commonFirm(types: readonly DataType[]): DataType {
  const [first] = types
  if (first === undefined) return unknownType
  if (types.every(isNumber)) return commonNumber(types)
  if (types.every((each) => each.kind === "varchar")) return commonText(types)
  if (types.every((each) => each.kind === first.kind)) return { kind: first.kind }
  if (types.every((each) => each.kind === "date" || each.kind === "timestamp")) return { kind: "timestamp" }
  if (types.every((each) => ["date", "timestamp", "timestamptz"].includes(each.kind)))
    return { kind: "timestamptz" }
  return unknownType
}

function commonText(types: readonly DataType[]): DataType {
  if (types.some((each) => each.size === undefined)) return textOf(undefined)
  const size = Math.max(...types.map((each) => each.size ?? 0))
  return types.every((each) => each.fixed) ? { kind: "varchar", fixed: true, size } : textOf(size)
}

function commonNumber(types: readonly DataType[]): DataType {
  if (types.some((each) => each.kind === "double"))
    return types.every((each) => each.kind === "double" && each.bytes === 4) ? real : float
  if (types.every((each) => each.kind === "integer"))
    return types.reduce((a, b) => ((a.bytes ?? 4) >= (b.bytes ?? 4) ? a : b))
  return types.map(asDecimal).reduce((a, b) => {
    const [pa, sa, pb, sb] = [a.precision, a.scale, b.precision, b.scale]
    if (pa === undefined || sa === undefined || pb === undefined || sb === undefined) return decimalOf()
    const scale = Math.max(sa, sb)
    const precision = Math.max(pa - sa, pb - sb) + scale
    // The rule caps the precision at 19, while a sum has 38 digits: there the result is not documented.
    return precision > 19 ? decimalOf() : decimalOf(precision, scale)
  })
}

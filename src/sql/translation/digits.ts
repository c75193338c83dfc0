import type { Place } from "./context.ts"
import { type Out, out } from "./output.ts"
import { isNumeric, type SqlType } from "./sql-type.ts"

/** How an engine deals with the digits of decimals. */
export interface Digits {
  /** Whether it gives a value of `own` type other digits than those of the `common` one. */
  readonly differs: (own: SqlType, common: SqlType) => boolean
  /** Where it has few digits: what it says of decimals whose types are known when the statement is bound. */
  readonly open?: {
    /** A value with at least so many digits behind the point, if it is a decimal. */
    readonly room: (value: Out, scale: number, place: Place) => Out
    /** How many digits behind the point its type has. */
    readonly scale: (value: Out, place: Place) => Out
    /** The value, or an error where its type has fewer of them than `scale`. */
    readonly kept: (value: Out, scale: Out, place: Place) => Out
  }
}

export function differentFrom({ differs }: Digits): (own: SqlType, common: SqlType) => boolean {
  return (own, common) => hasOtherDigits(own, common) && differs(own, common)
}

function hasOtherDigits(own: SqlType, { kind, precision, scale }: SqlType): boolean {
  if (
    kind !== "decimal" ||
    precision === undefined ||
    scale === undefined ||
    isOpen(own) ||
    own.kind === "null"
  )
    return false
  return (own.kind === "integer" ? 0 : own.scale) !== scale
}

export function asDecimal(value: Out, { precision, scale }: SqlType): Out {
  return out`cast(${value} as decimal(${String(precision)}, ${String(scale)}))`
}

/** A number whose digits are not known here. */
export function isOpen({ kind, precision }: SqlType): boolean {
  return kind === "unknown" || (kind === "decimal" && precision === undefined)
}

/** Whether values may be decimals of several types, one of which is not known. */
export function mayMix(types: readonly SqlType[]): boolean {
  const real = types.filter(({ kind }) => kind !== "null")
  const isExact = real.every((type) => isOpen(type) || (isNumeric(type) && type.kind !== "double"))
  return real.length > 1 && isExact && real.some(isOpen)
}

/** Most digits behind the point of those that are known. */
export function scaleOf(types: readonly SqlType[]): number {
  return Math.max(0, ...types.map(({ kind, scale }) => (kind === "decimal" ? (scale ?? 0) : 0)))
}

/** Whether so many digits may come together that the engine gives up some behind the point: room for those that are known is made. */
export function mayLose(types: readonly SqlType[]): boolean {
  const open = types.filter(isOpen)
  const most = Math.max(0, ...types.filter((type) => !isOpen(type)).map(wholeDigits))
  const isWide = types.some((type) => type.wide === true || type.precision === 38)
  return (isWide && open.length > 1) || (open.length > 0 && isWide && most > 18)
}

function wholeDigits({ kind, precision = 0, scale = 0, bytes }: SqlType): number {
  if (kind === "integer") return bytes === 8 ? 19 : 10
  return kind === "decimal" ? precision - scale : 0
}

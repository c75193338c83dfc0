import { type ColumnKind, columnKind } from "./column-type.ts"
import { commonType, type TypeNames } from "./common-type.ts"

/** Which types of a warehouse hold the values of others, and how a value goes from one to another unchanged. */
export interface TypeRules {
  /** The type that holds every value of both, by types alone; `stored` where that does. Undefined where there is none. */
  common(stored: string, other: string): string | undefined
  /** A condition: a value of type `from` is the same value as `to`. Null always is. */
  fits(value: string, from: string, to: string): string
  /** A value of type `from` as `to`; the statement fails where it would be another value. */
  exactly(value: string, from: string, to: string): string
  /** True for types of one kind: numbers, texts, times without a zone. */
  akin(one: string, other: string): boolean
  /** A value of a type as a text to show. */
  shown(value: string, type: string): string
  /** Null as `to`; the statement fails where the value is not null. */
  nothing(value: string, to: string): string
}

/** What differs from one warehouse to the next. */
export interface Casting {
  readonly names: TypeNames
  /** Null, or an error, where the value has no such form. */
  readonly cast: (value: string, type: string) => string
  /** A condition, which may be null, on two values of one type. */
  readonly same: (left: string, right: string, type: ColumnKind) => string
  /** True: numbers, lists and structures convert to documents and back. */
  readonly documentsHoldParts: boolean
  /** Whether values of a kind have a text, and texts are read as such values. */
  readonly hasText: (kind: ColumnKind) => boolean
  /** A value as a text to show. */
  readonly shown: (value: string, kind: ColumnKind) => string
  /** A value that fails the statement unless a condition is true. */
  readonly only: (condition: string, value: string) => string
}

/** Stands in every statement that refuses values, so that its error is known. */
export const unchangedMark = "/* unchanged */"

/**
 * Values are compared after a cast there and back, in the type that they came in: so rounding, a cut-off time of day or
 * leading zeros show. Where such a round trip proves nothing, only null fits: a time zone that is assumed both ways,
 * numbers as truth values.
 */
export function typeRules(casting: Casting): TypeRules {
  const { names, cast, same, only } = casting
  const fits = (value: string, from: string, to: string): string => {
    const [source, target] = [columnKind(from), columnKind(to)]
    if (!converts(source, target, casting)) return `${value} is null`
    const back = same(cast(cast(value, to), from), value, source)
    // A text that was cut off may still read as the value: "tru" is true.
    const isCut = isText(target) && !isText(source) && target.length !== Number.POSITIVE_INFINITY
    const text = names.text(Number.POSITIVE_INFINITY)
    const whole = isCut
      ? ` and ${same(cast(cast(value, to), text), cast(value, text), columnKind(text))}`
      : ""
    return `(${value} is null or ${back}${whole})`
  }
  const nothing = (value: string, to: string): string =>
    only(`${unchangedMark} ${value} is null`, `cast(null as ${to})`)
  return {
    nothing,
    shown: (value, type) => casting.shown(value, columnKind(type)),
    akin: (one, other) => groupOf(columnKind(one)) === groupOf(columnKind(other)),
    common: (stored, other) => commonType(stored, other, names),
    fits,
    exactly(value, from, to) {
      if (from === to) return value
      if (commonType(to, from, names) === to) return `cast(${value} as ${to})`
      if (!converts(columnKind(from), columnKind(to), casting)) return nothing(value, to)
      return only(`${unchangedMark} ${fits(value, from, to)}`, cast(value, to))
    },
  }
}

function isText(type: ColumnKind): type is Extract<ColumnKind, { readonly kind: "text" | "char" }> {
  return type.kind === "text" || type.kind === "char"
}

const numbers = ["integer", "decimal", "float"]
const texts = ["text", "char"]
const moments = ["date", "timestamp"]

function groupOf({ kind }: ColumnKind): string {
  return [numbers, texts, moments].find((kinds) => kinds.includes(kind))?.[0] ?? kind
}

const parts = [...numbers, "list", "nested", "document"]

/** Whether a round trip from one kind to another and back tells whether a value stays what it is. */
function converts(
  from: ColumnKind,
  to: ColumnKind,
  casting: Pick<Casting, "documentsHoldParts" | "hasText">,
): boolean {
  const either = (test: (kind: ColumnKind) => boolean): boolean => test(from) || test(to)
  if (from.kind === "list" && to.kind === "list")
    return converts(columnKind(from.of), columnKind(to.of), casting)
  if (from.kind === "nested" && to.kind === "nested") return partsOf(from.name) === partsOf(to.name)
  if (either(isText)) return casting.hasText(from) && casting.hasText(to)
  if (from.kind === "other") return false
  if (casting.documentsHoldParts && either(({ kind }) => kind === "document"))
    return parts.includes(from.kind) && parts.includes(to.kind)
  return groupOf(from) === groupOf(to)
}

/** The parts of a structure that no round trip judges. */
function partsOf(type: string): string {
  return ["with time zone", "boolean"].filter((part) => type.toLowerCase().includes(part)).join()
}

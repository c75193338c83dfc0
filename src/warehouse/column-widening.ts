/** How a column's type became another. */
export type Widening = "same" | "wider" | "narrower" | "other"

/**
 * Whether a column of type `before` holds what `now` holds, as Redshift and Postgres name types: texts and numbers of one
 * kind, by their sizes. What is wider holds all that the other does.
 */
export function widening(before: string, now: string): Widening {
  const [from, to] = [sized(before), sized(now)]
  if (before === now) return "same"
  if (from === undefined || to === undefined || from.kind !== to.kind) return "other"
  const grows = to.sizes.every((size, index) => size >= (from.sizes[index] ?? 0))
  const shrinks = to.sizes.every((size, index) => size <= (from.sizes[index] ?? 0))
  return grows ? (shrinks ? "same" : "wider") : shrinks ? "narrower" : "other"
}

/** True for the types that hold text of any or a limited length. */
export function isText(type: string): boolean {
  return sized(type)?.kind === "text"
}

interface Sized {
  readonly kind: string
  /** A greater one holds more. */
  readonly sizes: readonly number[]
}

const integers = ["smallint", "integer", "bigint"]
const floats = ["real", "double precision"]

function sized(type: string): Sized | undefined {
  const [, name = "", first, second] =
    /^([a-z ]+?)\s*(?:\((\d+)(?:\s*,\s*(\d+))?\))?$/.exec(type.toLowerCase()) ?? []
  if (name === "character varying" || name === "varchar" || name === "text")
    return { kind: "text", sizes: [first === undefined ? Number.POSITIVE_INFINITY : Number(first)] }
  if (name === "character" || name === "bpchar" || name === "char")
    return { kind: "char", sizes: [Number(first ?? 1)] }
  if (integers.includes(name)) return { kind: "integer", sizes: [integers.indexOf(name)] }
  if (floats.includes(name)) return { kind: "float", sizes: [floats.indexOf(name)] }
  if (name !== "numeric" && name !== "decimal") return undefined
  if (first === undefined)
    return { kind: "numeric", sizes: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] }
  const scale = Number(second ?? 0)
  return { kind: "numeric", sizes: [Number(first) - scale, scale] }
}

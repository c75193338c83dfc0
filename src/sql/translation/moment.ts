import type { Expression } from "../ast.ts"
import { datePart as partNamed } from "../date-part.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { type Out, out } from "./output.ts"
import { emit } from "./walk.ts"

/** A date or timestamp argument; a literal text becomes a timestamp. */
export function emitMoment(node: Expression, place: Place): Out {
  const type = typeOf(node, place)
  if (node.kind === "string") return out`timestamp ${emit(node, place)}`
  if (type.kind === "varchar") return out`cast(${emit(node, place)} as timestamp)`
  if (
    type.kind !== "unknown" &&
    type.kind !== "null" &&
    !["date", "timestamp", "timestamptz"].includes(type.kind)
  )
    refuse(place, node, `a ${type.kind} where a date or timestamp is due`)
  return emit(node, place)
}

export function asTimestamp(node: Expression, place: Place): Out {
  if (node.kind === "string") return out`timestamp ${emit(node, place)}`
  if (typeOf(node, place).kind === "timestamp") return emit(node, place)
  return out`cast(${emitMoment(node, place)} as timestamp)`
}

/** The date part that an argument names, as a word or a text. */
export function partOf(node: Expression, place: Place, allowed: readonly string[]): string {
  const [word, more] = node.kind === "column" ? node.parts : []
  const name = node.kind === "string" ? node.value.toLowerCase() : more === undefined ? word?.name : undefined
  const part = name === undefined ? undefined : partNamed(name)
  if (part !== undefined && allowed.includes(part)) return part
  refuse(place, node, `the date part "${name ?? "?"}" here`, `Verified are ${allowed.join(", ")}.`)
  return "day"
}

export const weekdays = [
  "su sun sunday",
  "m mo mon monday",
  "tu tue tues tuesday",
  "w we wed wednesday",
  "th thu thurs thursday",
  "f fr fri friday",
  "sa sat saturday",
]

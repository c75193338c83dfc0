import type { Call, Expression, StringLiteral } from "../ast.ts"
import { datePart as partNamed } from "../date-part.ts"
import { stringLiteral } from "../identifier.ts"
import { at } from "./calls.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { isoMoment } from "./moment-text.ts"
import { type Out, out } from "./output.ts"
import { emit } from "./walk.ts"

/** A date or timestamp argument; a literal text becomes a timestamp. */
export function emitMoment(node: Expression, place: Place, others: readonly string[] = []): Out {
  const type = typeOf(node, place)
  if (node.kind === "string") return momentLiteral(node)
  if (type.kind === "varchar") return out`cast(${emit(node, place)} as timestamp)`
  if (
    type.kind !== "unknown" &&
    type.kind !== "null" &&
    !["date", "timestamp", "timestamptz", ...others].includes(type.kind)
  )
    refuse(place, node, `a ${type.kind} where a date or timestamp is due`)
  return emit(node, place)
}

function momentLiteral(node: StringLiteral): Out {
  return [`timestamp ${stringLiteral(isoMoment(node.value) ?? node.value)}`]
}

export function asTimestamp(node: Expression, place: Place): Out {
  if (node.kind === "string") return momentLiteral(node)
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

const weekdays = [
  "su sun sunday",
  "m mo mon monday",
  "tu tue tues tuesday",
  "w we wed wednesday",
  "th thu thurs thursday",
  "f fr fri friday",
  "sa sat saturday",
]

/** The day of the week that a literal names, from 0 for Sunday on. */
export function weekdayOf(day: Expression, place: Place): number {
  const index =
    day.kind === "string" ? weekdays.findIndex((all) => all.split(" ").includes(day.value.toLowerCase())) : -1
  if (index < 0)
    refuse(place, day, "this day of the week in next_day", "Write it as a literal, as in 'Monday'.")
  return index
}

export const truncatedParts: readonly string[] =
  "millennium century decade year quarter month week day hour minute second millisecond microsecond".split(
    " ",
  )

/** Years in the parts that are made of years. */
export const yearsOf: Readonly<Record<string, number>> = {
  year: 1,
  decade: 10,
  century: 100,
  millennium: 1000,
}

export const extractedParts: readonly string[] =
  "millennium century decade year quarter month week day dow doy hour minute second millisecond microsecond epoch".split(
    " ",
  )

/** What `date_trunc` cuts off at. */
export function truncatedPart(call: Call, place: Place): string {
  const part = at(call, 0)
  if (part.kind !== "string")
    refuse(place, part, '"date_trunc" with a date part that is not a text', "Write it in quotes.")
  return partOf(part, place, truncatedParts)
}

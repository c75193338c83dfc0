import type { Expression } from "../ast.ts"
import { type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { isoMoment } from "../translation/moment-text.ts"
import { type Out, out } from "../translation/output.ts"
import { emit } from "../translation/walk.ts"
import { textAsTimestamp } from "./casts.ts"
import { sparkLiteral } from "./literal.ts"

/** A date or timestamp argument; a text becomes a timestamp. */
export function emitMoment(node: Expression, place: Place): Out {
  const { kind } = typeOf(node, place)
  if (node.kind === "string") {
    const iso = isoMoment(node.value)
    if (iso === undefined) refuse(place, node, "this text where a date or timestamp is due")
    return [`timestamp_ntz ${sparkLiteral(iso ?? node.value)}`]
  }
  if (kind === "varchar") return textAsTimestamp(node, place)
  if (kind === "null") return ["cast(null as timestamp_ntz)"]
  if (!["date", "timestamp", "timestamptz"].includes(kind))
    refuse(place, node, `a ${kind} where a date or timestamp is due`, "Cast it to timestamp.")
  return emit(node, place)
}

/** A timestamp without a zone; that of one with a zone is in UTC. */
export function asTimestamp(node: Expression, place: Place): Out {
  const isTimestamp = node.kind === "string" || ["timestamp", "varchar"].includes(typeOf(node, place).kind)
  return isTimestamp ? emitMoment(node, place) : out`cast(${emitMoment(node, place)} as timestamp_ntz)`
}

export function asDate(node: Expression, place: Place): Out {
  const value = emitMoment(node, place)
  return typeOf(node, place).kind === "date" ? value : out`cast(${value} as date)`
}

/** A point in time, of which Spark counts seconds; the session is in UTC. */
export function asInstant(node: Expression, place: Place): Out {
  const value = emitMoment(node, place)
  return typeOf(node, place).kind === "timestamptz" ? value : out`cast(${value} as timestamp_ltz)`
}

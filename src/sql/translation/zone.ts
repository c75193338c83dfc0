import type { Call, Expression } from "../ast.ts"
import { at } from "./calls.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { asTimestamp } from "./moment.ts"
import { operand } from "./operand.ts"
import { type Out, out } from "./output.ts"
import { emit, within } from "./walk.ts"

export function emitZone(node: Extract<Expression, { kind: "zone" }>, place: Place): Out {
  checkZone(node.zone, place)
  const type = typeOf(node.operand, place)
  if (type.kind === "date" || type.kind === "varchar") {
    const moment = out`cast(${emit(node.operand, place)} as timestamp)`
    return within(node, place, new Map([[node.operand, moment]]))
  }
  return within(node, place)
}

/** Names of zones that both engines read alike; abbreviations such as PST differ in daylight saving. */
function checkZone(zone: Expression, place: Place): void {
  const named = zone.kind === "string" && /^(utc|gmt|zulu|[a-z]+(\/[a-z0-9_+-]+)+)$/i.test(zone.value)
  if (named && !/^(etc|posix|systemv)\//i.test(zone.value)) return
  refuse(place, zone, "this time zone", "Write 'UTC' or a name such as 'America/New_York' as a literal.")
}

export function convertTimezone(call: Call, place: Place): Out {
  const [source, target] = call.args.length === 3 ? [at(call, 0), at(call, 1)] : [undefined, at(call, 0)]
  for (const zone of [source, target]) if (zone !== undefined) checkZone(zone, place)
  const from = source === undefined ? "'UTC'" : emit(source, place)
  const moment = asTimestamp(at(call, call.args.length - 1), place)
  return out`((${moment} at time zone ${from}) at time zone ${emit(target, place)})`
}

/** `timezone(zone, moment)`. */
export function emitTimezone(call: Call, place: Place): Out {
  checkZone(at(call, 0), place)
  const value = operand(at(call, 1), place)
  const { kind } = typeOf(at(call, 1), place)
  const moment = kind === "date" || kind === "varchar" ? out`cast(${value} as timestamp)` : value
  return out`(${moment} at time zone ${emit(at(call, 0), place)})`
}

import type { Call, Expression } from "../ast.ts"
import { at } from "./calls.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { asTimestamp } from "./moment.ts"
import { operand } from "./operand.ts"
import { type Out, out } from "./output.ts"
import { emit, within } from "./walk.ts"
import { zoneMinutes } from "./zone-abbreviations.ts"

export function emitZone(node: Extract<Expression, { kind: "zone" }>, place: Place): Out {
  const type = typeOf(node.operand, place)
  const isLocal = type.kind === "date" || type.kind === "varchar" || type.kind === "timestamp"
  const fixed = fixedZone(node.zone)
  if (fixed !== undefined && fixed !== 0) {
    if (isLocal) return out`((${asTimestamp(node.operand, place)} - ${minutes(fixed)}) at time zone 'UTC')`
    if (type.kind === "timestamptz")
      return out`((${emit(node.operand, place)}) at time zone 'UTC' + ${minutes(fixed)})`
    refuse(place, node.zone, "this time zone of a value whose type is not known", "Cast the value first.")
  } else checkZone(node.zone, place)
  if (type.kind === "date" || type.kind === "varchar") {
    const moment = out`cast(${emit(node.operand, place)} as timestamp)`
    return within(node, place, new Map([[node.operand, moment]]))
  }
  return within(node, place)
}

/** Names of zones that both engines read alike. */
export function checkZone(zone: Expression, place: Place): void {
  const named = zone.kind === "string" && /^(utc|gmt|zulu|[a-z]+(\/[a-z0-9_+-]+)+)$/i.test(zone.value)
  if (named && !/^(etc|posix|systemv)\//i.test(zone.value)) return
  refuse(place, zone, "this time zone", "Write 'UTC' or a name such as 'America/New_York' as a literal.")
}

/**
 * The minutes east of UTC of an abbreviation, or of a name with an offset, which POSIX counts west: `GMT+2`.
 * https://docs.aws.amazon.com/redshift/latest/dg/CONVERT_TIMEZONE.html
 */
export function fixedZone(zone: Expression): number | undefined {
  return zone.kind === "string" ? minutesEast(zone.value) : undefined
}

function minutesEast(text: string): number | undefined {
  const name = text.trim().toLowerCase()
  const known = zoneMinutes(name)
  if (known !== undefined) return known
  const [, sign, hours = "", rest = "0"] = /^[a-z]{3,}\s*([+-])(\d{1,2})(?::(\d{2}))?$/.exec(name) ?? []
  if (sign === undefined || Number(hours) > 14) return undefined
  return (sign === "+" ? -1 : 1) * (Number(hours) * 60 + Number(rest))
}

function minutes(count: number): string {
  return `interval '${count} minutes'`
}

export function convertTimezone(call: Call, place: Place): Out {
  const [source, target] = call.args.length === 3 ? [at(call, 0), at(call, 1)] : [undefined, at(call, 0)]
  const moment = asTimestamp(at(call, call.args.length - 1), place)
  const [from, to] = [source && fixedZone(source), fixedZone(target)]
  if (from === undefined && source !== undefined) checkZone(source, place)
  if (to === undefined) checkZone(target, place)
  if (from === undefined && to === undefined) {
    const zone = source === undefined ? "'UTC'" : emit(source, place)
    return out`((${moment} at time zone ${zone}) at time zone ${emit(target, place)})`
  }
  const utc =
    from !== undefined
      ? out`(${moment} - ${minutes(from)})`
      : source === undefined
        ? moment
        : out`((${moment} at time zone ${emit(source, place)}) at time zone 'UTC')`
  return to !== undefined
    ? out`(${utc} + ${minutes(to)})`
    : out`((${utc} at time zone 'UTC') at time zone ${emit(target, place)})`
}

/** `timezone(zone, moment)`. */
export function emitTimezone(call: Call, place: Place): Out {
  const [zone, moment] = [at(call, 0), at(call, 1)]
  const fixed = fixedZone(zone)
  const { kind } = typeOf(moment, place)
  const isLocal = kind === "date" || kind === "varchar" || kind === "timestamp"
  if (fixed !== undefined && fixed !== 0 && isLocal)
    return out`((${asTimestamp(moment, place)} - ${minutes(fixed)}) at time zone 'UTC')`
  if (fixed !== undefined && fixed !== 0 && kind === "timestamptz")
    return out`((${emit(moment, place)}) at time zone 'UTC' + ${minutes(fixed)})`
  checkZone(zone, place)
  const value = operand(moment, place)
  const written = kind === "date" || kind === "varchar" ? out`cast(${value} as timestamp)` : value
  return out`(${written} at time zone ${emit(zone, place)})`
}

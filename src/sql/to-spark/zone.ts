import type { Call, Expression } from "../ast.ts"
import { at } from "../translation/calls.ts"
import type { Place } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { type Out, out } from "../translation/output.ts"
import { emit } from "../translation/walk.ts"
import { checkZone, fixedZone } from "../translation/zone.ts"
import { asTimestamp, emitMoment } from "./moment.ts"

/** `x at time zone 'Europe/Berlin'`. */
export function emitZone({ operand, zone }: Extract<Expression, { kind: "zone" }>, place: Place): Out {
  return inZone(operand, zone, place)
}

/** `timezone(zone, moment)`. */
export function emitTimezone(call: Call, place: Place): Out {
  return inZone(at(call, 1), at(call, 0), place)
}

/** A local time as a point in time, and the other way round. */
function inZone(moment: Expression, zone: Expression, place: Place): Out {
  if (typeOf(moment, place).kind === "timestamptz")
    return fromUtc(out`cast(${emitMoment(moment, place)} as timestamp_ntz)`, zone, place)
  return out`cast(${toUtc(asTimestamp(moment, place), zone, place)} as timestamp_ltz)`
}

export function convertTimezone(call: Call, place: Place): Out {
  const moment = asTimestamp(at(call, call.args.length - 1), place)
  if (call.args.length === 2) return fromUtc(moment, at(call, 0), place)
  return fromUtc(toUtc(moment, at(call, 0), place), at(call, 1), place)
}

function toUtc(moment: Out, zone: Expression, place: Place): Out {
  const fixed = fixedZone(zone)
  if (fixed !== undefined) return moved(moment, -fixed)
  checkZone(zone, place)
  return isUtc(zone) ? moment : out`convert_timezone(${emit(zone, place)}, 'UTC', ${moment})`
}

function fromUtc(moment: Out, zone: Expression, place: Place): Out {
  const fixed = fixedZone(zone)
  if (fixed !== undefined) return moved(moment, fixed)
  checkZone(zone, place)
  return isUtc(zone) ? moment : out`convert_timezone('UTC', ${emit(zone, place)}, ${moment})`
}

function moved(moment: Out, minutes: number): Out {
  return minutes === 0 ? moment : out`timestampadd(minute, ${String(minutes)}, ${moment})`
}

function isUtc(zone: Expression): boolean {
  return zone.kind === "string" && /^(utc|gmt|zulu)$/i.test(zone.value)
}

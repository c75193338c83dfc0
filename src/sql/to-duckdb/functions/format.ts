import type { Call } from "../../ast.ts"
import { stringLiteral } from "../../identifier.ts"
import { at } from "../../translation/calls.ts"
import { type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { typeOf } from "../../translation/infer.ts"
import { emitMoment } from "../../translation/moment.ts"
import { isNumberFormat, isRoman, numberFormat, verifiedFormats } from "../../translation/number-format.ts"
import { joined, type Out, out } from "../../translation/output.ts"
import { rolledDate } from "../../translation/rolled-date.ts"
import { toNumber } from "../../translation/to-number.ts"
import { emit } from "../../translation/walk.ts"
import { bound } from "../bound.ts"
import { emitText } from "../casts.ts"
import { type MomentPart, momentFormat, parseFormat } from "../moment-format.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Data_type_formatting.html */
export const formatEmitters: Emitters = {
  to_char: toChar,
  to_date: (call, place) => rolledDate(call, place, emitText) ?? out`cast(${parsed(call, place)} as date)`,
  // The parsed time is UTC: Redshift's session zone, unless it was changed.
  to_timestamp: (call, place) => out`(${parsed(call, place)} at time zone 'UTC')`,
  to_number: (call, place) => toNumber(call, place, emitText),
}

function toChar(call: Call, place: Place): Out {
  const format = at(call, 1)
  const value = at(call, 0)
  if (format.kind !== "string") {
    refuse(place, format, '"to_char" with a computed format', "Write the format as a literal.")
    return emit(value, place)
  }
  const type = typeOf(value, place)
  if (isRoman(format.value)) {
    const capitals = out`${macro(place, "roman")}(${emit(value, place)})`
    const roman = format.value.endsWith("n") ? out`lower(${capitals})` : capitals
    return /^FM/i.test(format.value) ? roman : out`lpad(${roman}, 15, ' ')`
  }
  if (isNumberFormat(format.value, type)) {
    const mask = numberFormat(format.value)
    if (mask === undefined) {
      refuse(place, format, `the number format ${stringLiteral(format.value)}`, verifiedFormats)
      return emit(value, place)
    }
    const { whole, fraction, fill, sign, currency } = mask
    const masks = [
      stringLiteral(whole),
      stringLiteral(fraction),
      fraction.length,
      fill,
      stringLiteral(sign),
    ].join(", ")
    return bound([emit(value, place)], place, (number) => {
      const digits = out`cast(cast(abs(${number}) as decimal(38,${String(fraction.length)})) as varchar)`
      const text = out`${macro(place, "to_char_number")}(${digits}, (${number}) < 0, ${masks})`
      return currency ? out`('$' || ${text})` : text
    })
  }
  const parts = momentFormat(format.value)
  if (typeof parts === "string") {
    refuse(place, format, `"${parts}" in a format of to_char`, "Put literal letters in double quotes.")
    return emit(value, place)
  }
  const moment = emitMoment(value, place)
  return joined(
    parts.map((part) => partOut(part, moment)),
    " || ",
  ).length === 0
    ? ["''"]
    : wrap(parts, moment)
}

function wrap(parts: readonly MomentPart[], moment: Out): Out {
  const text = joined(
    parts.map((part) => partOut(part, moment)),
    " || ",
  )
  return parts.length > 1 ? out`(${text})` : text
}

function partOut(part: MomentPart, moment: Out): Out {
  if (part.kind === "strftime") return out`strftime(${moment}, ${stringLiteral(part.format)})`
  const [before = "", ...after] = part.template.split("?")
  return after.reduce<Out>((text, next) => out`${text}${moment}${next}`, [before])
}

function parsed(call: Call, place: Place): Out {
  const format = at(call, 1)
  const value = at(call, 0)
  const strict = call.args[2]
  if (strict !== undefined && strict.kind !== "literal") refuse(place, strict, "a computed third argument")
  if (format.kind !== "string") {
    refuse(place, format, `"${call.name}" with a computed format`, "Write the format as a literal.")
    return emit(value, place)
  }
  const pattern = parseFormat(format.value)
  if (pattern.problem !== undefined)
    refuse(
      place,
      format,
      `"${pattern.problem}" in a format of ${call.name}`,
      "Verified are YYYY MM Mon Month DD DDD HH24 HH12 MI SS MS US AM PM and separators.",
    )
  return out`strptime(${emitText(value, place)}, ${stringLiteral(pattern.format)})`
}

import type { Call } from "../../ast.ts"
import { stringLiteral } from "../../identifier.ts"
import { at } from "../../translation/calls.ts"
import { type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { typeOf } from "../../translation/infer.ts"
import { emitMoment } from "../../translation/moment.ts"
import { momentPattern, momentProblem } from "../../translation/moment-patterns.ts"
import { isNumberFormat, isRoman, numberFormat, verifiedFormats } from "../../translation/number-format.ts"
import { type Out, out } from "../../translation/output.ts"
import { rolledDate } from "../../translation/rolled-date.ts"
import { toNumber } from "../../translation/to-number.ts"
import { emit } from "../../translation/walk.ts"
import { emitText } from "../casts.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Data_type_formatting.html */
export const formatEmitters: Emitters = {
  to_char: toChar,
  to_date: (call, place) => rolledDate(call, place, emitText) ?? out`to_date(${parsed(call, place)})`,
  to_timestamp: (call, place) => out`to_timestamp(${parsed(call, place)})`,
  to_number: (call, place) => toNumber(call, place, emitText),
}

/** The patterns have the same meaning in both engines; the marks of a locale stand for point and comma. */
function toChar(call: Call, place: Place): Out {
  const [value, format] = [at(call, 0), at(call, 1)]
  if (format.kind !== "string") {
    refuse(place, format, '"to_char" with a computed format', "Write the format as a literal.")
    return emit(value, place)
  }
  if (isNumberFormat(format.value, typeOf(value, place))) {
    if (!isRoman(format.value) && numberFormat(format.value) === undefined)
      refuse(place, format, `the number format ${emitted(format.value)}`, verifiedFormats)
    return out`${macro(place, "to_char_number")}(cast(${emit(value, place)} as numeric), ${stringLiteral(format.value.replace(/^(FM)?L/i, "$1$$"))})`
  }
  const problem = momentProblem(format.value)
  if (problem !== undefined)
    refuse(place, format, `"${problem}" in a format of to_char`, "Put literal letters in double quotes.")
  return out`to_char(${emitMoment(value, place)}, ${stringLiteral(inUtc(format.value))})`
}

/** The zone is that of the session, also of a timestamp without one. */
function inUtc(format: string): string {
  const pieces = [...format.matchAll(momentPattern)].map(([piece]) => zones[piece] ?? piece)
  return pieces.join("")
}

const zones: Readonly<Record<string, string>> = { TZ: '"UTC"', tz: '"utc"', OF: '"+00"' }

function emitted(text: string): string {
  return `'${text}'`
}

function parsed(call: Call, place: Place): Out {
  const [value, format, strict] = [at(call, 0), at(call, 1), call.args[2]]
  if (strict !== undefined && strict.kind !== "literal") refuse(place, strict, "a computed third argument")
  if (format.kind !== "string")
    refuse(place, format, `"${call.name}" with a computed format`, "Write the format as a literal.")
  const problem = format.kind === "string" ? momentProblem(format.value, "read") : undefined
  if (problem !== undefined)
    refuse(
      place,
      format,
      `"${problem}" in a format of ${call.name}`,
      "Verified are YYYY MM Mon Month DD DDD HH24 HH12 MI SS MS US AM PM and separators.",
    )
  return out`${emitText(value, place)}, ${emit(format, place)}`
}

import type { Call } from "../../ast.ts"
import { at } from "../../translation/calls.ts"
import { type Emitters, type Place, refuse } from "../../translation/context.ts"
import { typeOf } from "../../translation/infer.ts"
import { isNumberFormat } from "../../translation/number-format.ts"
import { joined, type Out, out } from "../../translation/output.ts"
import { rolledForm } from "../../translation/rolled-date.ts"
import { emit } from "../../translation/walk.ts"
import { emitTextArgument } from "../casts.ts"
import { sparkLiteral } from "../literal.ts"
import { asTimestamp } from "../moment.ts"
import { momentFormat, parseFormat } from "../moment-format.ts"

/** A text of another form is no number, which is an error. */
function toDate(call: Call, place: Place): Out {
  const form = rolledForm(call)
  if (form === undefined) return out`to_date(${parsed(call, place)})`
  const text = emitTextArgument(at(call, 0), place)
  const part = (group: number): Out =>
    out`cast(regexp_extract(${text}, ${sparkLiteral(form.pattern)}, ${String(group)}) as int)`
  return out`date_add(make_date(${part(form.year)}, ${part(form.month)}, 1), ${part(form.day)} - 1)`
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Data_type_formatting.html */
export const formatEmitters: Emitters = {
  to_char: toChar,
  to_date: toDate,
  // The parsed time is UTC: Redshift's session zone, unless it was changed.
  to_timestamp: (call, place) => out`to_timestamp_ltz(${parsed(call, place)})`,
}

function toChar(call: Call, place: Place): Out {
  const [value, format] = [at(call, 0), at(call, 1)]
  if (format.kind !== "string") {
    refuse(place, format, '"to_char" with a computed format', "Write the format as a literal.")
    return emit(value, place)
  }
  if (isNumberFormat(format.value, typeOf(value, place))) {
    refuse(place, format, "a number format of to_char", "Cast the number to a decimal, and that to varchar.")
    return emit(value, place)
  }
  const pieces = momentFormat(format.value)
  if (typeof pieces === "string") {
    refuse(place, format, `"${pieces}" in a format of to_char`, "Put literal letters in double quotes.")
    return emit(value, place)
  }
  const moment = asTimestamp(value, place)
  const texts = pieces.map((piece): Out => {
    const [before = "", ...after] = piece.startsWith("'") ? [piece] : piece.split("?")
    return after.reduce<Out>((text, next) => out`${text}${moment}${next}`, [before])
  })
  return texts.length === 0 ? ["''"] : out`(${joined(texts, " || ")})`
}

function parsed(call: Call, place: Place): Out {
  const format = at(call, 1)
  const strict = call.args[2]
  if (strict !== undefined && strict.kind !== "literal") refuse(place, strict, "a computed third argument")
  const text = emitTextArgument(at(call, 0), place)
  if (format.kind !== "string") {
    refuse(place, format, `"${call.name}" with a computed format`, "Write the format as a literal.")
    return text
  }
  const pattern = parseFormat(format.value)
  if (pattern.problem !== undefined)
    refuse(
      place,
      format,
      `"${pattern.problem}" in a format of ${call.name}`,
      "Verified are YYYY MM Mon Month DD DDD HH24 HH12 MI SS MS US AM PM and separators.",
    )
  return out`${text}, ${sparkLiteral(pattern.format)}`
}

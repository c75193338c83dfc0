import type { Call, Expression } from "../../ast.ts"
import { at, replacedCall } from "../../translation/calls.ts"
import { type Emitter, type Emitters, type Place, refuse } from "../../translation/context.ts"
import { operand } from "../../translation/operand.ts"
import { type Out, out } from "../../translation/output.ts"
import { emit } from "../../translation/walk.ts"
import { wholeNumber } from "../../translation/whole-number.ts"
import { emitText, emitTextArgument } from "../casts.ts"
import { bound, raised, sparkLiteral } from "../literal.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html */
export const textEmitters: Emitters = {
  lower: named("lower"),
  upper: named("upper"),
  initcap,
  reverse: named("reverse"),
  length: named("length"),
  len: named("length"),
  textlen: named("length"),
  char_length: named("length"),
  character_length: named("length"),
  octet_length: named("octet_length"),
  octetindex,
  bttext_pattern_cmp: (call, place) => compared(textOf(call, 0, place), textOf(call, 1, place)),
  trim,
  btrim: named("btrim"),
  ltrim: (call, place) => trimmedAt(call, place, "leading"),
  rtrim: (call, place) => trimmedAt(call, place, "trailing"),
  left: sized("left"),
  right: sized("right"),
  substring,
  substr: substring,
  lpad: padded,
  rpad: padded,
  repeat: sized("repeat"),
  replicate: sized("repeat"),
  replace: (call, place) => {
    notEmpty(at(call, 1), place, "an empty text to replace")
    const [text, search, by] = [0, 1, 2].map((index) => textOf(call, index, place))
    return out`replace(${text ?? []}, ${search ?? []}, ${by ?? []})`
  },
  translate: (call, place) =>
    out`translate(${textOf(call, 0, place)}, ${textOf(call, 1, place)}, ${textOf(call, 2, place)})`,
  concat: (call, place) =>
    out`(${emitText(at(call, 0), place, operand)} || ${emitText(at(call, 1), place, operand)})`,
  strpos: (call, place) => position(call, place, 0, 1),
  charindex: (call, place) => position(call, place, 1, 0),
  position: (call, place) => position(call, place, 1, 0),
  split_part: splitPart,
  ascii: named("ascii"),
  chr,
  md5: named("md5"),
  sha: named("sha1"),
  sha1: named("sha1"),
  func_sha1: named("sha1"),
  sha2,
  strtol,
  to_hex: (call, place) => {
    const error = raised("a negative number is not allowed here")
    return bound(
      emit(at(call, 0), place),
      "lux_number",
      `case when lux_number < 0 then ${error} else lower(hex(lux_number)) end`,
    )
  },
  quote_ident: (call, place) =>
    bound(
      textOf(call, 0, place),
      "lux_text",
      `case when lux_text rlike '^[a-z_][a-z0-9_]*\\\\z' then lux_text else '"' || replace(lux_text, '"', '""') || '"' end`,
    ),
  quote_literal: (call, place) => {
    const error = raised("quote_literal of a backslash is not verified")
    return bound(
      textOf(call, 0, place),
      "lux_text",
      `case when contains(lux_text, '\\\\') then ${error} else '\\'' || replace(lux_text, '\\'', '\\'\\'') || '\\'' end`,
    )
  },
}

/** The call under another name, its arguments as texts. */
function named(name: string): Emitter {
  return (call, place) =>
    replacedCall(call, place, name, new Map(call.args.map((arg) => [arg, emitTextArgument(arg, place)])))
}

function textOf(call: Call, index: number, place: Place): Out {
  return emitTextArgument(at(call, index), place)
}

function notEmpty(node: Expression, place: Place, what: string): void {
  if (node.kind === "string" && node.value === "") refuse(place, node, what)
}

/** Words are made of letters and digits; Spark's own function knows blanks only. */
function initcap(call: Call, place: Place): Out {
  const words = out`regexp_extract_all(${textOf(call, 0, place)}, '[\\\\p{L}\\\\p{N}]+|[^\\\\p{L}\\\\p{N}]+', 0)`
  return out`array_join(transform(${words}, lux_word -> upper(left(lux_word, 1)) || lower(substring(lux_word, 2))), '')`
}

function octetindex(call: Call, place: Place): Out {
  const [search, text] = [textOf(call, 0, place), textOf(call, 1, place)]
  notEmpty(at(call, 0), place, "the position of an empty text")
  const at1 = out`instr(${text}, ${search})`
  return out`case when ${at1} = 0 then 0 else octet_length(left(${text}, ${at1} - 1)) + 1 end`
}

export function compared(left: Out, right: Out): Out {
  return out`case when ${left} > ${right} then 1 when ${left} < ${right} then -1 when ${left} = ${right} then 0 end`
}

/** Without a list of characters blanks are cut off; Spark has the list before the text. */
function trim(call: Call, place: Place): Out {
  if (call.form === undefined) return named("btrim")(call, place)
  const characters = call.args.length === 2 ? [at(call, 0), at(call, 1)] : [undefined, at(call, 0)]
  const [list, text] = characters
  const written = list === undefined ? [] : out`${emitTextArgument(list, place)} `
  return text === undefined ? [] : out`trim(${call.form} ${written}from ${emitTextArgument(text, place)})`
}

function trimmedAt(call: Call, place: Place, side: "leading" | "trailing"): Out {
  const list = call.args[1]
  const written = list === undefined ? [] : out`${emitTextArgument(list, place)} `
  return out`trim(${side} ${written}from ${textOf(call, 0, place)})`
}

/** A number of characters: Spark takes a negative one for none. */
function sized(name: string): Emitter {
  return (call, place) => {
    const size = wholeNumber(call.args[1])
    if (size !== undefined && size < 0) refuse(place, at(call, 1), `"${call.name}" with a negative length`)
    return out`${name}(${textOf(call, 0, place)}, ${size === undefined ? atLeast(at(call, 1), 0, place) : String(size)})`
  }
}

/** A computed number that must not be smaller. */
function atLeast(node: Expression, least: number, place: Place): Out {
  const error = raised(
    least === 0 ? "a negative number is not allowed here" : "a number below 1 is not allowed here",
    "int",
  )
  return bound(
    out`cast(${emit(node, place)} as int)`,
    "lux_number",
    `case when lux_number < ${least} then ${error} else lux_number end`,
  )
}

function padded(call: Call, place: Place): Out {
  if (call.args[2] !== undefined) notEmpty(call.args[2], place, "an empty text to pad with")
  const fill = call.args[2] === undefined ? ["' '"] : emitTextArgument(call.args[2], place)
  return out`${call.name}(${textOf(call, 0, place)}, cast(${emit(at(call, 1), place)} as int), ${fill})`
}

/** Positions before the first character count, and characters there are none: substring('hello', 0, 3) is 'he'. */
function substring(call: Call, place: Place): Out {
  const value = textOf(call, 0, place)
  const from = wholeNumber(call.args[1])
  const size = wholeNumber(call.args[2])
  if (size !== undefined && size < 0) refuse(place, at(call, 2), `"${call.name}" with a negative length`)
  const start = from === undefined ? out`cast(${emit(at(call, 1), place)} as int)` : [String(from)]
  const begin = from === undefined ? out`greatest(${start}, 1)` : [String(Math.max(from, 1))]
  if (call.args[2] === undefined) return out`substring(${value}, ${begin})`
  if (from !== undefined && size !== undefined)
    return out`substring(${value}, ${begin}, ${String(Math.max(0, from + size - Math.max(from, 1)))})`
  const length = size === undefined ? atLeast(at(call, 2), 0, place) : [String(size)]
  return out`substring(${value}, ${begin}, greatest(${start} + ${length} - ${begin}, 0))`
}

function position(call: Call, place: Place, text: number, search: number): Out {
  notEmpty(at(call, search), place, "the position of an empty text")
  return out`instr(${textOf(call, text, place)}, ${textOf(call, search, place)})`
}

function splitPart(call: Call, place: Place): Out {
  const index = wholeNumber(call.args[2])
  notEmpty(at(call, 1), place, "an empty delimiter")
  if (index !== undefined && index < 1) refuse(place, at(call, 2), '"split_part" with a position below 1')
  const part = index === undefined ? atLeast(at(call, 2), 1, place) : [String(index)]
  return out`split_part(${textOf(call, 0, place)}, ${textOf(call, 1, place)}, ${part})`
}

/** Spark's own function knows the first 256 characters only, and counts from there again. */
function chr(call: Call, place: Place): Out {
  const code = wholeNumber(call.args[0])
  if (code !== undefined && code > 0 && code < 0x11_0000) return [sparkLiteral(String.fromCodePoint(code))]
  if (code !== undefined) refuse(place, at(call, 0), "this character")
  return out`decode(unhex(lpad(hex(${atLeast(at(call, 0), 1, place)}), 8, '0')), 'UTF-32')`
}

function sha2(call: Call, place: Place): Out {
  const bits = wholeNumber(call.args[1])
  if (bits !== 0 && bits !== 256) refuse(place, at(call, 1), '"sha2" with other than 256 bits')
  return out`sha2(${textOf(call, 0, place)}, 256)`
}

/** Spark's own function stops at what is no digit. */
function strtol(call: Call, place: Place): Out {
  const base = wholeNumber(call.args[1])
  if (base === undefined || base < 2 || base > 36)
    refuse(place, at(call, 1), '"strtol" with this base', "Write a number from 2 to 36.")
  const digits = "0123456789abcdefghijklmnopqrstuvwxyz".slice(0, base ?? 10)
  const prefix = base === 16 ? "(?:0[xX])?" : ""
  const pattern = sparkLiteral(`^[+-]?${prefix}(?i:[${digits}]+)\\z`)
  const error = raised("not a number of this base", "bigint")
  const bare = base === 16 ? "regexp_replace(lux_text, '^([+-]?)(0[xX])?', '$1')" : "lux_text"
  return bound(
    textOf(call, 0, place),
    "lux_text",
    `case when lux_text is null then null when lux_text rlike ${pattern}
    then cast(conv(ltrim('+', ${bare}), ${base ?? 10}, -10) as bigint) else ${error} end`,
  )
}

import type { Call, Expression } from "../../ast.ts"
import { stringLiteral } from "../../identifier.ts"
import { argsOf, at, replacedCall } from "../../translation/calls.ts"
import { type Emitter, type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { fnvHash } from "../../translation/hashes.ts"
import { operand } from "../../translation/operand.ts"
import { type Out, out } from "../../translation/output.ts"
import { emit, within } from "../../translation/walk.ts"
import { wholeNumber } from "../../translation/whole-number.ts"
import { emitText, emitTextArgument } from "../casts.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html */
export const textEmitters: Emitters = {
  // Postgres' own follow the collation of the database, which by bytes knows the letters of ASCII only.
  lower: helper("lower"),
  upper: helper("upper"),
  initcap: helper("initcap"),
  reverse: named("reverse"),
  length: named("length"),
  len: named("length"),
  textlen: named("length"),
  char_length: named("char_length"),
  character_length: named("char_length"),
  octetindex: (call, place) => {
    const [search = [], text = []] = argsOf(call, place)
    return out`${macro(place, "octetindex")}(${search}, ${text})`
  },
  bttext_pattern_cmp: (call, place) => {
    const [left = [], right = []] = argsOf(call, place)
    return out`${macro(place, "compare")}(cast(${left} as text), cast(${right} as text))`
  },
  octet_length: named("octet_length"),
  trim: (call, place) => (call.form === undefined ? named("btrim")(call, place) : within(call, place)),
  btrim: named("btrim"),
  ltrim: named("ltrim"),
  rtrim: named("rtrim"),
  left: (call, place) => sized(call, place, "left"),
  right: (call, place) => sized(call, place, "right"),
  substring,
  substr: substring,
  lpad: (call, place) => padded(call, place),
  rpad: (call, place) => padded(call, place),
  repeat: (call, place) => sized(call, place, "repeat"),
  replicate: (call, place) => sized(call, place, "repeat"),
  replace: (call, place) => {
    notEmpty(at(call, 1), place, "an empty text to replace")
    return named("replace")(call, place)
  },
  translate: named("translate"),
  concat: (call, place) =>
    out`(${emitText(at(call, 0), place, operand)} || ${emitText(at(call, 1), place, operand)})`,
  strpos: (call, place) => position(call, place, 0, 1),
  charindex: (call, place) => position(call, place, 1, 0),
  position: (call, place) => position(call, place, 1, 0),
  split_part: splitPart,
  ascii: within,
  chr: (call, place) => out`chr(cast(${macro(place, "positive")}(${emit(at(call, 0), place)}) as integer))`,
  md5: within,
  sha: helper("sha1"),
  sha1: helper("sha1"),
  func_sha1: helper("sha1"),
  sha2,
  crc32: (call, place) => out`${macro(place, "crc32")}(${emitText(at(call, 0), place)})`,
  fnv_hash: fnvHash,
  difference: (call, place) =>
    out`${macro(place, "difference")}(${emitText(at(call, 0), place)}, ${emitText(at(call, 1), place)})`,
  soundex: (call, place) => out`${macro(place, "soundex")}(${emitText(at(call, 0), place)})`,
  strtol,
  to_hex: (call, place) =>
    out`to_hex(cast(${macro(place, "not_negative")}(${emit(at(call, 0), place)}) as bigint))`,
  quote_ident: named("quote_ident"),
  quote_literal: helper("quote_literal"),
}

/** The call under another name, its first argument as a text. */
function named(name: string): Emitter {
  return (call, place) => {
    const first = at(call, 0)
    return replacedCall(call, place, name, new Map([[first, emitTextArgument(first, place)]]))
  }
}

/** The call of one of lux's functions, its first argument as a text. */
function helper(name: string): Emitter {
  return (call, place) => named(macro(place, name))(call, place)
}

function notEmpty(node: Expression, place: Place, what: string): void {
  if (node.kind === "string" && node.value === "") refuse(place, node, what)
}

/** A number of characters: Postgres wants an integer, and means something else where it is negative. */
function sized(call: Call, place: Place, name: string): Out {
  const size = wholeNumber(call.args[1])
  if (size !== undefined && size < 0) refuse(place, at(call, 1), `"${call.name}" with a negative length`)
  const value = emitTextArgument(at(call, 0), place)
  const length = emit(at(call, 1), place)
  return size !== undefined
    ? out`${name}(${value}, ${length})`
    : out`${name}(${value}, cast(${macro(place, "not_negative")}(${length}) as integer))`
}

function padded(call: Call, place: Place): Out {
  const [, length = [], fill] = argsOf(call, place)
  const whole = wholeNumber(call.args[1]) === undefined ? out`cast(${length} as integer)` : length
  if (call.args[2] !== undefined) notEmpty(call.args[2], place, "an empty text to pad with")
  const value = emitTextArgument(at(call, 0), place)
  return out`${call.name}(${value}, ${whole}${fill === undefined ? [] : out`, ${fill}`})`
}

/** Both engines count positions before the first character. */
function substring(call: Call, place: Place): Out {
  const numbers = call.args.slice(1).map((each) => {
    const value = wholeNumber(each)
    return value === undefined ? out`cast(${emit(each, place)} as integer)` : emit(each, place)
  })
  const size = wholeNumber(call.args[2])
  if (size !== undefined && size < 0) refuse(place, at(call, 2), `"${call.name}" with a negative length`)
  const [start = [], length] = numbers
  const value = emitTextArgument(at(call, 0), place)
  return out`substring(${value}, ${start}${length === undefined ? [] : out`, ${length}`})`
}

function position(call: Call, place: Place, text: number, search: number): Out {
  notEmpty(at(call, search), place, "the position of an empty text")
  return out`strpos(${emit(at(call, text), place)}, ${emit(at(call, search), place)})`
}

function splitPart(call: Call, place: Place): Out {
  const index = wholeNumber(call.args[2])
  notEmpty(at(call, 1), place, "an empty delimiter")
  if (index !== undefined && index < 1) refuse(place, at(call, 2), '"split_part" with a position below 1')
  const [, delimiter = [], part = []] = argsOf(call, place)
  const whole = index !== undefined ? part : out`cast(${macro(place, "positive")}(${part}) as integer)`
  return out`split_part(${emitTextArgument(at(call, 0), place)}, ${delimiter}, ${whole})`
}

function sha2(call: Call, place: Place): Out {
  const bits = wholeNumber(call.args[1])
  if (bits !== 0 && bits !== 256) refuse(place, at(call, 1), '"sha2" with other than 256 bits')
  return out`encode(sha256(convert_to(${emit(at(call, 0), place)}, ${stringLiteral("UTF8")})), 'hex')`
}

function strtol(call: Call, place: Place): Out {
  const base = wholeNumber(call.args[1])
  if (base === undefined || base < 2 || base > 36)
    refuse(place, at(call, 1), '"strtol" with this base', "Write a number from 2 to 36.")
  return out`${macro(place, "strtol")}(${emit(at(call, 0), place)}, ${String(base ?? 10)})`
}

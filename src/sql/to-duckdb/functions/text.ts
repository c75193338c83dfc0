import type { Call, Expression } from "../../ast.ts"
import { argsOf, at, replacedCall } from "../../translation/calls.ts"
import { type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { fnvHash } from "../../translation/hashes.ts"
import { operand } from "../../translation/operand.ts"
import { type Out, out } from "../../translation/output.ts"
import { emit, within } from "../../translation/walk.ts"
import { wholeNumber } from "../../translation/whole-number.ts"
import { emitText, emitTextArgument } from "../casts.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html */
export const textEmitters: Emitters = {
  lower: (call, place) => named(call, place, "lower"),
  upper: (call, place) => named(call, place, "upper"),
  initcap: (call, place) => out`${macro(place, "initcap")}(${emit(at(call, 0), place)})`,
  reverse: (call, place) => named(call, place, "reverse"),
  length: within,
  len: (call, place) => named(call, place, "length"),
  textlen: (call, place) => named(call, place, "length"),
  char_length: (call, place) => named(call, place, "length"),
  character_length: (call, place) => named(call, place, "length"),
  octetindex: (call, place) => {
    const [search = [], text = []] = argsOf(call, place)
    return out`${macro(place, "octetindex")}(${search}, ${text})`
  },
  bttext_pattern_cmp: (call, place) => {
    const [left = [], right = []] = argsOf(call, place)
    return out`${macro(place, "compare")}(${left}, ${right})`
  },
  octet_length: (call, place) => named(call, place, "strlen"),
  trim: (call, place) => (call.form === undefined ? named(call, place, "trim") : within(call, place)),
  btrim: (call, place) => named(call, place, "trim"),
  ltrim: (call, place) => named(call, place, "ltrim"),
  rtrim: (call, place) => named(call, place, "rtrim"),
  left: (call, place) => sized(call, place),
  right: (call, place) => sized(call, place),
  substring,
  substr: substring,
  lpad: (call, place) => padded(call, place),
  rpad: (call, place) => padded(call, place),
  repeat: (call, place) => sized(call, place),
  replicate: (call, place) => sized(call, place, "repeat"),
  replace: (call, place) => {
    notEmpty(at(call, 1), place, "an empty text to replace")
    return named(call, place, "replace")
  },
  translate: (call, place) => named(call, place, "translate"),
  concat: (call, place) => {
    const [left, right] = [at(call, 0), at(call, 1)]
    return out`(${emitText(left, place, operand)} || ${emitText(right, place, operand)})`
  },
  strpos: (call, place) => position(call, place, 0, 1),
  charindex: (call, place) => position(call, place, 1, 0),
  position: (call, place) => position(call, place, 1, 0),
  split_part: splitPart,
  ascii: within,
  chr: (call, place) => out`chr(cast(${macro(place, "positive")}(${emit(at(call, 0), place)}) as integer))`,
  md5: within,
  sha: (call, place) => named(call, place, "sha1"),
  sha1: within,
  func_sha1: (call, place) => named(call, place, "sha1"),
  sha2,
  crc32: (call, place) => out`${macro(place, "crc32")}(${emitText(at(call, 0), place)})`,
  fnv_hash: fnvHash,
  difference: (call, place) =>
    out`${macro(place, "difference")}(${emitText(at(call, 0), place)}, ${emitText(at(call, 1), place)})`,
  soundex: (call, place) => out`${macro(place, "soundex")}(${emitText(at(call, 0), place)})`,
  strtol,
  to_hex: (call, place) => out`lower(to_hex(${macro(place, "not_negative")}(${emit(at(call, 0), place)})))`,
  quote_ident: (call, place) => out`${macro(place, "quote_ident")}(${emit(at(call, 0), place)})`,
  quote_literal: (call, place) => out`${macro(place, "quote_literal")}(${emit(at(call, 0), place)})`,
}

/** The call under another name, its first argument as a text. */
function named(call: Call, place: Place, name: string): Out {
  const first = at(call, 0)
  return replacedCall(call, place, name, new Map([[first, emitTextArgument(first, place)]]))
}

function notEmpty(node: Expression, place: Place, what: string): void {
  if (node.kind === "string" && node.value === "") refuse(place, node, what)
}

/** left, right, repeat: a negative length means different things, and is an error at run time where it is computed. */
function sized(call: Call, place: Place, name: string = call.name): Out {
  const size = wholeNumber(call.args[1])
  if (size !== undefined && size < 0) refuse(place, at(call, 1), `"${call.name}" with a negative length`)
  const [, length = []] = argsOf(call, place)
  const value = emitTextArgument(at(call, 0), place)
  return size !== undefined
    ? out`${name}(${value}, ${length})`
    : out`${name}(${value}, ${macro(place, "not_negative")}(${length}))`
}

function padded(call: Call, place: Place): Out {
  const [, length = [], fill] = argsOf(call, place)
  const size = wholeNumber(call.args[1])
  const whole = size !== undefined ? String(Math.max(0, size)) : out`cast(greatest(${length}, 0) as integer)`
  if (call.args[2] !== undefined) notEmpty(call.args[2], place, "an empty text to pad with")
  const value = emitTextArgument(at(call, 0), place)
  return out`${call.name}(${value}, ${whole}, ${fill ?? "' '"})`
}

/** Positions before the first character count, and characters there are none: substring('hello', 0, 3) is 'he'. */
function substring(call: Call, place: Place): Out {
  const [, start = [], length] = argsOf(call, place)
  const value = emitTextArgument(at(call, 0), place)
  const from = wholeNumber(call.args[1])
  const size = wholeNumber(call.args[2])
  if (size !== undefined && size < 0) refuse(place, at(call, 2), `"${call.name}" with a negative length`)
  const plain = from !== undefined && from >= 1 && (length === undefined || size !== undefined)
  if (plain)
    return length === undefined
      ? out`substring(${value}, ${start})`
      : out`substring(${value}, ${start}, ${length})`
  if (length === undefined) return out`substring(${value}, greatest(${start}, 1))`
  return out`${macro(place, "substring")}(${value}, ${start}, ${length})`
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
  const value = emitTextArgument(at(call, 0), place)
  return out`split_part(${value}, ${delimiter}, ${index !== undefined ? part : out`${macro(place, "positive")}(${part})`})`
}

function sha2(call: Call, place: Place): Out {
  const bits = wholeNumber(call.args[1])
  if (bits !== 0 && bits !== 256) refuse(place, at(call, 1), '"sha2" with other than 256 bits')
  return out`sha256(${emit(at(call, 0), place)})`
}

function strtol(call: Call, place: Place): Out {
  const base = wholeNumber(call.args[1])
  const value = emit(at(call, 0), place)
  if (base === undefined || base < 2 || base > 36)
    refuse(place, at(call, 1), '"strtol" with this base', "Write a number from 2 to 36.")
  return out`${macro(place, "strtol")}(${value}, ${String(base ?? 10)})`
}

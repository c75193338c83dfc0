import type { Call, Expression } from "../../ast.ts"
import { stringLiteral } from "../../identifier.ts"
import { argsOf, replacedCall } from "../calls.ts"
import { emitText, emitTextArgument } from "../casts.ts"
import { macro, type Place, refuse } from "../context.ts"
import { emit, operand, within } from "../emit.ts"
import { type Out, out } from "../output.ts"
import { integer, varchar } from "../sql-type.ts"
import type { FunctionRule, FunctionRules } from "./rules.ts"

const text = (args: readonly [number, number], emitted?: FunctionRule["emit"]): FunctionRule =>
  emitted === undefined ? { args, type: () => varchar } : { args, type: () => varchar, emit: emitted }
const count = (args: readonly [number, number], emitted?: FunctionRule["emit"]): FunctionRule =>
  emitted === undefined ? { args, type: () => integer } : { args, type: () => integer, emit: emitted }

/** https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html */
export const stringRules: FunctionRules = {
  lower: text([1, 1], (call, place) => named(call, place, "lower")),
  upper: text([1, 1], (call, place) => named(call, place, "upper")),
  initcap: text([1, 1], (call, place) => out`${macro(place, "initcap")}(${emit(at(call, 0), place)})`),
  reverse: text([1, 1], (call, place) => named(call, place, "reverse")),
  length: count([1, 1]),
  len: count([1, 1], (call, place) => named(call, place, "length")),
  textlen: count([1, 1], (call, place) => named(call, place, "length")),
  char_length: count([1, 1], (call, place) => named(call, place, "length")),
  character_length: count([1, 1], (call, place) => named(call, place, "length")),
  octet_length: count([1, 1], (call, place) => named(call, place, "strlen")),
  trim: {
    args: [1, 2],
    type: () => varchar,
    forms: ["both", "leading", "trailing"],
    emit: (call, place) => (call.form === undefined ? named(call, place, "trim") : within(call, place)),
  },
  btrim: text([1, 2], (call, place) => named(call, place, "trim")),
  ltrim: text([1, 2], (call, place) => named(call, place, "ltrim")),
  rtrim: text([1, 2], (call, place) => named(call, place, "rtrim")),
  left: text([2, 2], (call, place) => sized(call, place)),
  right: text([2, 2], (call, place) => sized(call, place)),
  substring: { args: [2, 3], type: () => varchar, forms: ["from", "from for"], emit: substring },
  substr: text([2, 3], substring),
  lpad: text([2, 3], (call, place) => padded(call, place)),
  rpad: text([2, 3], (call, place) => padded(call, place)),
  repeat: text([2, 2], (call, place) => sized(call, place)),
  replicate: text([2, 2], (call, place) => sized(call, place, "repeat")),
  replace: text([3, 3], (call, place) => {
    notEmpty(at(call, 1), place, "an empty text to replace")
    return named(call, place, "replace")
  }),
  translate: text([3, 3], (call, place) => named(call, place, "translate")),
  concat: text([2, 2], (call, place) => {
    const [left, right] = [at(call, 0), at(call, 1)]
    return out`(${emitText(left, place, operand)} || ${emitText(right, place, operand)})`
  }),
  strpos: count([2, 2], (call, place) => position(call, place, 0, 1)),
  charindex: count([2, 2], (call, place) => position(call, place, 1, 0)),
  position: {
    args: [2, 2],
    type: () => integer,
    forms: ["in"],
    emit: (call, place) => position(call, place, 1, 0),
  },
  split_part: text([3, 3], splitPart),
  ascii: count([1, 1]),
  chr: text(
    [1, 1],
    (call, place) => out`chr(cast(${macro(place, "positive")}(${emit(at(call, 0), place)}) as integer))`,
  ),
  md5: text([1, 1]),
  sha: text([1, 1], (call, place) => named(call, place, "sha1")),
  sha1: text([1, 1]),
  func_sha1: text([1, 1], (call, place) => named(call, place, "sha1")),
  sha2: text([2, 2], sha2),
  strtol: count([2, 2], strtol),
  to_hex: text(
    [1, 1],
    (call, place) => out`lower(to_hex(${macro(place, "not_negative")}(${emit(at(call, 0), place)})))`,
  ),
  quote_ident: text(
    [1, 1],
    (call, place) => out`${macro(place, "quote_ident")}(${emit(at(call, 0), place)})`,
  ),
  quote_literal: text(
    [1, 1],
    (call, place) => out`${macro(place, "quote_literal")}(${emit(at(call, 0), place)})`,
  ),
}

export function at(call: Call, index: number): Expression {
  const argument = call.args[index]
  if (argument === undefined)
    throw new Error(`the rule of "${call.name}" reads argument ${index + 1}, which is not there`)
  return argument
}

/** The value of an integer literal, with its sign. */
export function wholeNumber(node: Expression | undefined): number | undefined {
  if (node?.kind === "number" && /^\d+$/.test(node.text)) return Number(node.text)
  if (node?.kind !== "unary" || node.operator !== "-") return undefined
  const inner = wholeNumber(node.operand)
  return inner === undefined ? undefined : -inner
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
  const value = emitTextArgument(at(call, 0), place, name !== "repeat")
  return size !== undefined
    ? out`${name}(${value}, ${length})`
    : out`${name}(${value}, ${macro(place, "not_negative")}(${length}))`
}

function padded(call: Call, place: Place): Out {
  const [, length = [], fill] = argsOf(call, place)
  const size = wholeNumber(call.args[1])
  const whole = size !== undefined ? String(Math.max(0, size)) : out`cast(greatest(${length}, 0) as integer)`
  if (call.args[2] !== undefined) notEmpty(call.args[2], place, "an empty text to pad with")
  const value = emitTextArgument(at(call, 0), place, true)
  return out`${call.name}(${value}, ${whole}, ${fill ?? "' '"})`
}

/** Positions before the first character count, and characters there are none: substring('hello', 0, 3) is 'he'. */
function substring(call: Call, place: Place): Out {
  const [, start = [], length] = argsOf(call, place)
  const value = emitTextArgument(at(call, 0), place, true)
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
  const value = emitTextArgument(at(call, 0), place, true)
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
  if (base === 10) return out`cast(${value} as bigint)`
  if (base === 2) return out`cast(${stringLiteral("0b")} || ${value} as bigint)`
  if (base !== 16) refuse(place, at(call, 1), '"strtol" with this base', "Verified are 2, 10 and 16.")
  return out`cast('0x' || lower(${value}) as bigint)`
}

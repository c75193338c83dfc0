import type { Call } from "../../ast.ts"
import { stringLiteral } from "../../identifier.ts"
import { at } from "../../translation/calls.ts"
import { type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { type Out, out } from "../../translation/output.ts"
import {
  matchEnd,
  matchesEmpty,
  occurrenceOf,
  regexPattern,
  replacement,
} from "../../translation/regular-expression.ts"
import { emit } from "../../translation/walk.ts"
import { wholeNumber } from "../../translation/whole-number.ts"

/**
 * https://docs.aws.amazon.com/redshift/latest/dg/REGEXP_SUBSTR.html and its neighbours. Both engines take the longest
 * match of the branches; the perl form of Redshift, which takes the first, is verified where it makes no difference.
 */
export const regexpEmitters: Emitters = {
  regexp_substr: substr,
  regexp_replace: replace,
  regexp_count: (call, place) => {
    const { source, pattern, position, options } = search(call, place, 2, 3)
    return out`regexp_count(${source}, ${pattern}, ${position}, ${options})`
  },
  regexp_instr: instr,
}

interface Search {
  readonly source: Out
  readonly pattern: string
  readonly position: string
  readonly options: string
  readonly flags: string
  readonly text: string
}

function search(call: Call, place: Place, positionIndex: number, flagsIndex: number): Search {
  const given = call.args[flagsIndex]
  const flags = given === undefined ? "" : given.kind === "string" ? given.value : "?"
  if (given !== undefined && !/^[ceip]*$/.test(flags))
    refuse(place, given, "these parameters of a regular expression", "Verified are c, e, i and p.")
  const perl = flags.includes("p")
  const text = regexPattern(at(call, 1), place, { extracts: perl, perl: false, ahead: perl })
  if (matchesEmpty(text)) refuse(place, at(call, 1), "a regular expression that matches the empty text")
  const position = call.args[positionIndex] === undefined ? 1 : wholeNumber(call.args[positionIndex])
  if (position === undefined || position < 1 || (position > 1 && text.includes("^")))
    refuse(place, at(call, positionIndex), "this position in a regular expression", "Use substring first.")
  return {
    source: emit(at(call, 0), place),
    pattern: stringLiteral(text),
    position: String(position ?? 1),
    options: stringLiteral(flags.includes("i") ? "i" : "c"),
    flags,
    text,
  }
}

function substr(call: Call, place: Place): Out {
  const { source, pattern, position, options, flags, text } = search(call, place, 2, 4)
  const occurrence = occurrenceOf(call.args[3], place)
  const group = flags.includes("e") ? "1" : "0"
  if (group === "1" && !/(^|[^\\])\((?!\?)/.test(text))
    refuse(place, call, 'the parameter "e" without a group')
  return out`${macro(place, "regexp_substr")}(${source}, ${pattern}, ${position}, ${String(occurrence)}, ${options}, ${group})`
}

function replace(call: Call, place: Place): Out {
  const { source, pattern, text, position, options } = search(call, place, 3, 4)
  const by = stringLiteral(replacement(call.args[2], text, place, "\\"))
  return out`regexp_replace(${source}, ${pattern}, ${by}, ${position}, 0, ${options})`
}

function instr(call: Call, place: Place): Out {
  const { source, pattern, position, options } = search(call, place, 2, 5)
  const [occurrence, end] = [occurrenceOf(call.args[3], place), matchEnd(call.args[4], place)]
  return out`regexp_instr(${source}, ${pattern}, ${position}, ${String(occurrence)}, ${end}, ${options})`
}

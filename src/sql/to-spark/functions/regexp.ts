import type { Call, Expression } from "../../ast.ts"
import { at } from "../../translation/calls.ts"
import { type Emitters, type Place, refuse } from "../../translation/context.ts"
import { type Out, out } from "../../translation/output.ts"
import { matchesEmpty, regexPattern, replacement } from "../../translation/regular-expression.ts"
import { wholeNumber } from "../../translation/whole-number.ts"
import { emitTextArgument } from "../casts.ts"
import { sparkLiteral } from "../literal.ts"
import { javaPattern } from "../regular-expression.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/REGEXP_SUBSTR.html and its neighbours. */
export const regexpEmitters: Emitters = {
  regexp_substr: substr,
  regexp_replace: replace,
  regexp_count: (call, place) => {
    const { source, pattern } = search(call, place, 2, 3)
    return out`regexp_count(${source}, ${pattern})`
  },
  regexp_instr: instr,
}

interface Search {
  readonly source: Out
  readonly pattern: string
  readonly text: string
  readonly flags: string
}

function search(call: Call, place: Place, positionIndex: number, flagsIndex: number): Search {
  const given = call.args[flagsIndex]
  const flags = given === undefined ? "" : given.kind === "string" ? given.value : "?"
  if (given !== undefined && !/^[ceip]*$/.test(flags))
    refuse(place, given, "these parameters of a regular expression", "Verified are c, e, i and p.")
  const text = regexPattern(at(call, 1), place, { extracts: true, perl: flags.includes("p") })
  if (matchesEmpty(text)) refuse(place, at(call, 1), "a regular expression that matches the empty text")
  const position = call.args[positionIndex] === undefined ? 1 : wholeNumber(call.args[positionIndex])
  if (position === undefined || position < 1 || (position > 1 && text.includes("^")))
    refuse(place, at(call, positionIndex), "this position in a regular expression", "Use substring first.")
  const source = emitTextArgument(at(call, 0), place)
  const folded = flags.includes("i") ? "(?i)" : ""
  return {
    source:
      position === 1 || position === undefined ? source : out`substring(${source}, ${String(position)})`,
    pattern: sparkLiteral(`${folded}${javaPattern(text, at(call, 1), place)}`),
    text,
    flags,
  }
}

function occurrenceOf(node: Expression | undefined, place: Place): number {
  const occurrence = node === undefined ? 1 : wholeNumber(node)
  if (node !== undefined && (occurrence === undefined || occurrence < 1))
    refuse(place, node, "this occurrence in a regular expression", "Write a number from 1 on.")
  return occurrence ?? 1
}

function substr(call: Call, place: Place): Out {
  const { source, pattern, text, flags } = search(call, place, 2, 4)
  const occurrence = occurrenceOf(call.args[3], place)
  const group = flags.includes("e") ? "1" : "0"
  if (group === "1" && !/(^|[^\\])\((?!\?)/.test(text))
    refuse(place, call, 'the parameter "e" without a group')
  if (occurrence === 1) return out`regexp_extract(${source}, ${pattern}, ${group})`
  const found = out`get(regexp_extract_all(${source}, ${pattern}, ${group}), ${String(occurrence - 1)})`
  return out`case when ${source} is not null then coalesce(${found}, '') end`
}

function replace(call: Call, place: Place): Out {
  const { source, pattern, text } = search(call, place, 3, 4)
  const by = sparkLiteral(replacement(call.args[2], text, place, "$"))
  const position = wholeNumber(call.args[3]) ?? 1
  const replaced = out`regexp_replace(${source}, ${pattern}, ${by})`
  if (position <= 1) return replaced
  return out`(left(${emitTextArgument(at(call, 0), place)}, ${String(position - 1)}) || ${replaced})`
}

function instr(call: Call, place: Place): Out {
  const { source, pattern } = search(call, place, 2, 5)
  for (const index of [2, 3, 4])
    if (call.args[index] !== undefined && wholeNumber(call.args[index]) !== (index === 4 ? 0 : 1))
      refuse(place, at(call, index), '"regexp_instr" with other than the first match')
  return out`regexp_instr(${source}, ${pattern})`
}

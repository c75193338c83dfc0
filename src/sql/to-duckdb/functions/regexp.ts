import type { Call } from "../../ast.ts"
import { stringLiteral } from "../../identifier.ts"
import { at } from "../../translation/calls.ts"
import { type Emitters, type Place, refuse } from "../../translation/context.ts"
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
 * https://docs.aws.amazon.com/redshift/latest/dg/REGEXP_SUBSTR.html and its neighbours.
 * `.` matches line ends; a match is searched from the position on.
 */
export const regexpEmitters: Emitters = {
  regexp_substr: substr,
  regexp_replace: replace,
  regexp_count: count,
  regexp_instr: instr,
}

interface Search {
  readonly source: Out
  readonly pattern: Out
  readonly text: string
  readonly options: string
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
  const source = emit(at(call, 0), place)
  if (
    position === undefined ||
    position < 1 ||
    (position > 1 && text.replace(/\[[^\]]*\]/g, "").includes("^"))
  )
    refuse(place, at(call, positionIndex), "this position in a regular expression", "Use substring first.")
  return {
    source:
      position === 1 || position === undefined ? source : out`substring(${source}, ${String(position)})`,
    pattern: [stringLiteral(text)],
    text,
    options: stringLiteral(flags.includes("i") ? "is" : "s"),
    flags,
  }
}

function substr(call: Call, place: Place): Out {
  const { source, pattern, text, options, flags } = search(call, place, 2, 4)
  const occurrence = occurrenceOf(call.args[3], place)
  const group = flags.includes("e") ? "1" : "0"
  if (group === "1" && !/(^|[^\\])\((?!\?)/.test(text))
    refuse(place, call, 'the parameter "e" without a group')
  if (occurrence === 1) return out`regexp_extract(${source}, ${pattern}, ${group}, ${options})`
  const all = out`regexp_extract_all(${source}, ${pattern}, ${group}, ${options})`
  return out`case when ${source} is null then null else coalesce(${all}[${String(occurrence)}], '') end`
}

function count(call: Call, place: Place): Out {
  const { source, pattern, options } = search(call, place, 2, 3)
  return out`len(regexp_extract_all(${source}, ${pattern}, 0, ${options}))`
}

function replace(call: Call, place: Place): Out {
  const { source, pattern, text, flags } = search(call, place, 3, 4)
  const by = stringLiteral(replacement(call.args[2], text, place, "\\"))
  const position = wholeNumber(call.args[3]) ?? 1
  const replaced = out`regexp_replace(${source}, ${pattern}, ${by}, ${stringLiteral(flags.includes("i") ? "gis" : "gs")})`
  if (position <= 1) return replaced
  return out`(left(${emit(at(call, 0), place)}, ${String(position - 1)}) || ${replaced})`
}

function instr(call: Call, place: Place): Out {
  const { source, text, options } = search(call, place, 2, 5)
  const skipped = occurrenceOf(call.args[3], place) - 1
  const before = skipped === 0 ? "" : `(?:.*?(?:${text})){${skipped}}`
  // Up to the match, or with it.
  const wanted = stringLiteral(
    matchEnd(call.args[4], place) === "0" ? `^(${before}.*?)(?:${text})` : `^(${before}.*?(?:${text}))`,
  )
  const position = wholeNumber(call.args[2]) ?? 1
  const outside = text.replace(/\[[^\]]*\]/g, "")
  if (outside.includes("^") && !text.startsWith("^"))
    refuse(place, at(call, 1), "this regular expression in regexp_instr")
  const found = out`regexp_matches(${source}, ${wanted}, ${options})`
  return out`case when ${found} then length(regexp_extract(${source}, ${wanted}, 1, ${options})) + ${String(position)} when ${source} is not null then 0 end`
}

import type { Call, Expression } from "../../ast.ts"
import { stringLiteral } from "../../identifier.ts"
import { argsOf, at, renamed } from "../../translation/calls.ts"
import { type Emitter, type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { operand } from "../../translation/operand.ts"
import { joined, type Out, out } from "../../translation/output.ts"
import { searchArray } from "../../translation/super.ts"
import { emit } from "../../translation/walk.ts"
import { wholeNumber } from "../../translation/whole-number.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/json-functions.html and Super_functions.html */
export const jsonEmitters: Emitters = {
  json_extract_path_text: pathText,
  json_extract_array_element_text: elementText,
  json_array_length: (call, place) =>
    out`${macro(place, "json_array_length")}(${jsonOf(call, place, call.args[1])})`,
  is_valid_json: (call, place) => out`(${operand(at(call, 0), place)} is json object)`,
  is_valid_json_array: (call, place) => out`(${operand(at(call, 0), place)} is json array)`,
  json_parse: (call, place) => out`cast(${emit(at(call, 0), place)} as jsonb)`,
  json_serialize: (call, place) => out`${macro(place, "json_serialize")}(${emit(at(call, 0), place)})`,
  json_typeof: renamed("jsonb_typeof"),
  split_to_array: splitToArray,
  get_array_length: (call, place) => out`${macro(place, "array_length")}(${emit(at(call, 0), place)})`,
  object: builds("jsonb_build_object"),
  array: builds("jsonb_build_array"),
  can_json_parse: (call, place) => out`(${operand(at(call, 0), place)} is json)`,
  array_concat: (call, place) => {
    const [left = [], right = []] = argsOf(call, place)
    return out`(${left} || ${right})`
  },
  array_contains: searchArray,
  array_position: searchArray,
  array_positions: searchArray,
  array_flatten: (call, place) => out`${macro(place, "array_flatten")}(${emit(at(call, 0), place)})`,
  subarray: (call, place) => {
    const [array = [], start = [], size = []] = argsOf(call, place)
    return out`${macro(place, "subarray")}(${array}, ${start}, ${size})`
  },
  is_integer: (call, place) => out`(cast(${emit(at(call, 0), place)} as text) ~ '^-?[0-9]+$')`,
  is_scalar: (call, place) =>
    out`(jsonb_typeof(${emit(at(call, 0), place)}) not in ('array', 'object', 'null'))`,
  is_array: isOf("array"),
  is_object: isOf("object"),
  is_varchar: isOf("string"),
  is_boolean: isOf("boolean"),
}

function isOf(type: string): Emitter {
  return (call, place) => out`(jsonb_typeof(${emit(at(call, 0), place)}) = ${stringLiteral(type)})`
}

function builds(name: string): Emitter {
  return (call, place) => out`${name}(${joined(argsOf(call, place), ", ")})`
}

/** The text as JSON, or with `null_if_invalid` null where it is none. As json and not jsonb it keeps its text. */
function jsonOf(call: Call, place: Place, flag: Expression | undefined): Out {
  const value = operand(at(call, 0), place)
  if (flag === undefined || (flag.kind === "literal" && flag.value === "false"))
    return out`cast(${value} as json)`
  return out`${macro(place, "json_or_null")}(${value})`
}

function isFlag(node: Expression | undefined): boolean {
  return node?.kind === "literal" && (node.value === "true" || node.value === "false")
}

function pathText(call: Call, place: Place): Out {
  const last = call.args.at(-1)
  const flag = isFlag(last) ? last : undefined
  const steps = call.args.slice(1, flag === undefined ? undefined : -1).map((step) => {
    if (step.kind !== "string" || /^\d*$/.test(step.value))
      refuse(place, step, "this path element", "Write the names of the attributes as literals.")
    return emit(step, place)
  })
  return out`json_extract_path_text(${jsonOf(call, place, flag)}, ${joined(steps, ", ")})`
}

function elementText(call: Call, place: Place): Out {
  const index = wholeNumber(call.args[1])
  if (index !== undefined && index < 0)
    refuse(place, at(call, 1), "this array index", "Write a number from 0 on.")
  const element =
    index === undefined
      ? out`cast(${macro(place, "not_negative")}(${emit(at(call, 1), place)}) as integer)`
      : String(index)
  return out`${macro(place, "array_element_text")}(${jsonOf(call, place, call.args[2])}, ${element})`
}

function splitToArray(call: Call, place: Place): Out {
  const delimiter = call.args[1]
  if (delimiter?.kind === "string" && delimiter.value === "") refuse(place, delimiter, "an empty delimiter")
  const separator = delimiter === undefined ? stringLiteral(",") : emit(delimiter, place)
  return out`${macro(place, "split_to_array")}(${emit(at(call, 0), place)}, ${separator})`
}

import type { Call, Expression } from "../../ast.ts"
import { stringLiteral } from "../../identifier.ts"
import { argsOf, at, renamed } from "../../translation/calls.ts"
import { type Emitter, type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { operand } from "../../translation/operand.ts"
import { type Out, out } from "../../translation/output.ts"
import { searchArray } from "../../translation/super.ts"
import { emit } from "../../translation/walk.ts"
import { wholeNumber } from "../../translation/whole-number.ts"
import { jsonKey } from "../columns.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/json-functions.html and Super_functions.html */
export const jsonEmitters: Emitters = {
  json_extract_path_text: pathText,
  json_extract_array_element_text: elementText,
  json_array_length: arrayLength,
  is_valid_json: (call, place) => out`${macro(place, "is_json")}(${emit(at(call, 0), place)}, 'OBJECT')`,
  is_valid_json_array: (call, place) => out`${macro(place, "is_json")}(${emit(at(call, 0), place)}, 'ARRAY')`,
  json_parse: (call, place) => out`json(${macro(place, "json")}(${emit(at(call, 0), place)}))`,
  json_serialize: (call, place) => out`cast(json(${emit(at(call, 0), place)}) as varchar)`,
  json_typeof: (call, place) => out`${macro(place, "json_typeof")}(${emit(at(call, 0), place)})`,
  split_to_array: splitToArray,
  get_array_length: (call, place) => out`${macro(place, "array_length")}(${emit(at(call, 0), place)})`,
  object: renamed("json_object"),
  array: renamed("json_array"),
  can_json_parse: (call, place) => out`${macro(place, "json_valid")}(${emit(at(call, 0), place)})`,
  array_concat: (call, place) => {
    const [left = [], right = []] = argsOf(call, place)
    return out`to_json(list_concat(cast(${left} as json[]), cast(${right} as json[])))`
  },
  array_contains: searchArray,
  array_position: searchArray,
  array_positions: searchArray,
  array_flatten: (call, place) => out`${macro(place, "array_flatten")}(${emit(at(call, 0), place)})`,
  subarray: (call, place) => {
    const [array = [], start = [], size = []] = argsOf(call, place)
    return out`to_json(list_slice(cast(${array} as json[]), (${start}) + 1, (${start}) + (${size})))`
  },
  is_integer: (call, place) => out`(json_type(${emit(at(call, 0), place)}) in ('BIGINT', 'UBIGINT'))`,
  is_scalar: (call, place) =>
    out`(json_type(${emit(at(call, 0), place)}) not in ('ARRAY', 'OBJECT', 'NULL'))`,
  is_array: isOf("ARRAY"),
  is_object: isOf("OBJECT"),
  is_varchar: isOf("VARCHAR"),
  is_boolean: isOf("BOOLEAN"),
}

function isOf(type: string): Emitter {
  return (call, place) => out`(json_type(${emit(at(call, 0), place)}) in (${stringLiteral(type)}))`
}

/** The JSON text, or with `null_if_invalid` null where it is not JSON. */
function json(call: Call, place: Place, flag: Expression | undefined): Out {
  const value = operand(at(call, 0), place)
  if (flag === undefined || (flag.kind === "literal" && flag.value === "false"))
    return out`${macro(place, "json")}(${value})`
  return out`(case when ${macro(place, "json_valid")}(${value}) then ${value} end)`
}

function isFlag(node: Expression | undefined): boolean {
  return node?.kind === "literal" && (node.value === "true" || node.value === "false")
}

function pathText(call: Call, place: Place): Out {
  const last = call.args.at(-1)
  const flag = isFlag(last) ? last : undefined
  let path = "$"
  for (const step of call.args.slice(1, flag === undefined ? undefined : -1)) {
    if (step.kind !== "string" || /^\d*$/.test(step.value))
      refuse(place, step, "this path element", "Write the names of the attributes as literals.")
    else path += `.${jsonKey(step.value)}`
  }
  return out`(${json(call, place, flag)} ->> ${stringLiteral(path)})`
}

function elementText(call: Call, place: Place): Out {
  const index = wholeNumber(call.args[1])
  if (index !== undefined && index < 0)
    refuse(place, at(call, 1), "this array index", "Write a number from 0 on.")
  const element =
    index === undefined
      ? out`cast(${macro(place, "not_negative")}(${emit(at(call, 1), place)}) as integer)`
      : String(index)
  return out`${macro(place, "array_element_text")}(${json(call, place, call.args[2])}, ${element})`
}

function splitToArray(call: Call, place: Place): Out {
  const delimiter = call.args[1]
  if (delimiter?.kind === "string" && delimiter.value === "") refuse(place, delimiter, "an empty delimiter")
  const separator = delimiter === undefined ? stringLiteral(",") : emit(delimiter, place)
  return out`${macro(place, "split_to_array")}(${emit(at(call, 0), place)}, ${separator})`
}

function arrayLength(call: Call, place: Place): Out {
  return out`${macro(place, "json_array_length")}(${json(call, place, call.args[1])})`
}

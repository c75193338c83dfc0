import type { Call, Expression } from "../../ast.ts"
import { stringLiteral } from "../../identifier.ts"
import { renamed } from "../calls.ts"
import { jsonKey } from "../columns.ts"
import { macro, type Place, refuse } from "../context.ts"
import { emit, operand } from "../emit.ts"
import { type Out, out } from "../output.ts"
import { boolean, integer, superType, varchar } from "../sql-type.ts"
import type { FunctionRule, FunctionRules } from "./rules.ts"
import { at, wholeNumber } from "./string.ts"

const test = (types: string): FunctionRule => ({
  args: [1, 1],
  type: () => boolean,
  takesSuper: true,
  emit: (call, place) => out`(json_type(${emit(at(call, 0), place)}) in (${types}))`,
})

/** https://docs.aws.amazon.com/redshift/latest/dg/json-functions.html and Super_functions.html */
export const jsonRules: FunctionRules = {
  json_extract_path_text: { args: [2, 7], type: () => varchar, emit: pathText },
  json_extract_array_element_text: { args: [2, 3], type: () => varchar, emit: elementText },
  json_array_length: { args: [1, 2], type: () => integer, emit: arrayLength },
  is_valid_json: {
    args: [1, 1],
    type: () => boolean,
    emit: (call, place) => out`${macro(place, "is_json")}(${emit(at(call, 0), place)}, 'OBJECT')`,
  },
  is_valid_json_array: {
    args: [1, 1],
    type: () => boolean,
    emit: (call, place) => out`${macro(place, "is_json")}(${emit(at(call, 0), place)}, 'ARRAY')`,
  },
  json_parse: {
    args: [1, 1],
    type: () => superType,
    emit: (call, place) => out`json(${emit(at(call, 0), place)})`,
  },
  json_serialize: {
    args: [1, 1],
    type: () => varchar,
    takesSuper: true,
    emit: (call, place) => out`cast(json(${emit(at(call, 0), place)}) as varchar)`,
  },
  json_typeof: {
    args: [1, 1],
    type: () => varchar,
    takesSuper: true,
    emit: (call, place) => out`${macro(place, "json_typeof")}(${emit(at(call, 0), place)})`,
  },
  split_to_array: { args: [1, 2], type: () => superType, emit: splitToArray },
  get_array_length: {
    args: [1, 1],
    type: () => integer,
    takesSuper: true,
    emit: (call, place) => out`${macro(place, "array_length")}(${emit(at(call, 0), place)})`,
  },
  object: { args: [0, 200], type: () => superType, takesSuper: true, emit: renamed("json_object") },
  array: { args: [0, 100], type: () => superType, takesSuper: true, emit: renamed("json_array") },
  is_array: test("'ARRAY'"),
  is_object: test("'OBJECT'"),
  is_varchar: test("'VARCHAR'"),
  is_boolean: test("'BOOLEAN'"),
}

/** The JSON text, or with `null_if_invalid` null where it is not JSON. */
function json(call: Call, place: Place, flag: Expression | undefined): Out {
  const value = operand(at(call, 0), place)
  if (flag === undefined || (flag.kind === "literal" && flag.value === "false")) return value
  return out`(case when json_valid(${value}) then ${value} end)`
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
  if (index === undefined || index < 0)
    refuse(place, at(call, 1), "this array index", "Write a number from 0 on.")
  return out`${macro(place, "array_element_text")}(${json(call, place, call.args[2])}, ${String(index ?? 0)})`
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

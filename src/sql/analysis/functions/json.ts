import { type DataType, textOf } from "../../data-type.ts"
import { commonType } from "../common-type.ts"
import { type ResultRule, signatures } from "./signature.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/json-functions.html, c_Array_Functions.html, Object_Functions.html and c_Type_Info_Functions.html */
export const jsonSignatures = () =>
  signatures(
    "scalar",
    `
    can_json_parse(any) boolean
    is_valid_json|is_valid_json_array(any) boolean
    json_array_length(any, any?) integer
    json_extract_array_element_text(any, any, any?) varchar
    json_extract_path_text(any, any, any*) varchar
    json_parse(any) super
    json_serialize(any) varchar
    json_serialize_to_varbyte(any) varbyte
    json_size(any) integer
    json_typeof(any) varchar
    is_array|is_bigint|is_boolean|is_char|is_decimal|is_float|is_integer|is_object|is_scalar|is_smallint|is_varchar(any) boolean
    decimal_precision|decimal_scale|size(any) integer
    array(any*) super
    array_concat(any, any) super
    array_contains(any, any, any?) boolean
    array_distinct|array_flatten(any) super
    array_except|array_intersection|array_union(any, any, any?) super
    array_position(any, any, any?) integer
    array_positions(any, any, any?) super
    array_sort(any, any?, any?) super
    get_array_length(any) integer
    split_to_array(any, any?) super
    subarray(any, any, any?) super
    object(any*) super
    object_transform(any*) super
    `,
  )

const common: ResultRule = (types) => {
  const type = commonType(types)
  return type.literal === undefined ? type : textOf(type.size)
}
const results = (types: readonly DataType[]) =>
  types.filter((_, index) => index >= 2 && (index % 2 === 0 || index === types.length - 1))
const decoded: ResultRule = (types, call) => common(results(types), call)
const second: ResultRule = (types, call) => common(types.slice(1), call)

/** https://docs.aws.amazon.com/redshift/latest/dg/c_conditional_expressions.html */
export const conditionalSignatures = () =>
  signatures(
    "scalar",
    `
    coalesce|nvl(any, any*) common
    greatest|least(any, any*) common
    decode(any, any, any, any*) decoded
    nullif(any, any) same
    nvl2(any, any, any) second
    grouping(any) integer!
    grouping_id(any, any*) integer!
    `,
    { common, decoded, second },
  )

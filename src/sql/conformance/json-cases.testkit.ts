import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/json-functions.html and query-super.html */
export const json: readonly ConformanceCase[] = [
  [
    `select json_extract_path_text('{"f2":{"f3":1},"f4":{"f5":99,"f6":"star"}}', 'f4', 'f6'), json_extract_path_text('{"a":1}', 'b'), json_extract_path_text('{a', 'b', true), json_extract_path_text('{"a":{"b":1}}', 'a')`,
    "star",
    null,
    null,
    '{"b":1}',
  ],
  [
    "select json_extract_array_element_text('[111,112,113]', 2), json_extract_array_element_text('[\"a\"]', 5), json_array_length('[11,12,13,{\"f1\":21},14]'), json_array_length('x', true)",
    "113",
    "",
    "5",
    null,
  ],
  [
    `select is_valid_json('{"a":2}'), is_valid_json('{a:2}'), is_valid_json('[1]'), is_valid_json_array('[1,2]'), is_valid_json_array('{"a":1}'), is_valid_json(null)`,
    "true",
    "false",
    "false",
    "true",
    "false",
    null,
  ],
  [
    "select json_parse('[1, 2]'), json_serialize(json_parse('{\"a\": 1}')), json_typeof(json_parse('{\"a\":1}')), is_array(json_parse('[1]')), get_array_length(json_parse('[1,2]'))",
    "[1,2]",
    '{"a":1}',
    "object",
    "true",
    "2",
  ],
  [
    "select o.j.a.b::int, o.j.name::varchar, o.j.items[1]::int, o.j.items, o.j.missing::varchar, o.j.missing is null, get_array_length(o.j.items) from t o where i = 1",
    "1",
    "x",
    "2",
    "[1,2,3]",
    null,
    "true",
    "3",
  ],
  [
    "select j.a.b::int + 1, t.j.a.b::decimal(5,1), j.name::varchar(20) || '!' from t where i = 1",
    "2",
    "1.0",
    "x!",
  ],
  ["select array(1, 'a', null), object('a', 1, 'b', 'x'), array()", '[1,"a",null]', '{"a":1,"b":"x"}', "[]"],
  ["select count(*), sum(e::int) from t o, o.j.items e", "4", "10"],
  ["select sum(n) from t as o, o.j.items as e at n where o.i = 1", "3"],
]

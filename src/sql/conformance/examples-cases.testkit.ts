import type { ConformanceCase } from "./setup.testkit.ts"

/**
 * https://docs.aws.amazon.com/redshift/latest/dg/crc32-function.html
 * https://docs.aws.amazon.com/redshift/latest/dg/r_FNV_HASH.html
 */
export const exampleHashes: readonly ConformanceCase[] = [
  ["select crc32('Amazon Redshift'), crc32(''), crc32(null)", "f2726906", "00000000", null],
  ["select fnv_hash(1)", "-5968735742475085980"],
  ["select fnv_hash(1::smallint), fnv_hash(1::bigint)", "589727492704079044", "-8517097267634966620"],
  ["select fnv_hash('Amazon Redshift', fnv_hash(1))", "-2202602717770968555"],
  ["select fnv_hash('abcd')", "-281581062704388899"],
  ["select fnv_hash('cd', fnv_hash('ab'))", "-281581062704388899"],
]

/**
 * https://docs.aws.amazon.com/redshift/latest/dg/SOUNDEX.html
 * https://docs.aws.amazon.com/redshift/latest/dg/DIFFERENCE.html
 * https://docs.aws.amazon.com/redshift/latest/dg/REGEXP_REPLACE.html
 */
export const exampleTexts: readonly ConformanceCase[] = [
  ["select soundex('AWS Amazon'), soundex('+-*/%'), soundex('')", "A252", "", ""],
  ["select soundex('4u 2b'), soundex(null)", "U100", null],
  ["select difference('AC/DC', 'Ay See Dee See')", "4"],
  ["select difference('Amazon', '+-*/%'), difference('%', '@')", "0", "1"],
  ["select difference('Amazon', ''), difference('Amazon', 'Ama'), difference(null, 'a')", "0", "2", null],
  ["select regexp_replace('abcd', '([a-z])([a-z])', '$2$1')", "badc"],
  ["select regexp_replace('ABC-123', '([A-Z]+)-([0-9]+)', '$2/$1')", "123/ABC"],
  ["select regexp_replace('a1', '[a-z](1)', '$1$1x', 1, 'p')", "11x"],
]

/**
 * https://docs.aws.amazon.com/redshift/latest/dg/JSON_EXTRACT_ARRAY_ELEMENT_TEXT.html
 * https://docs.aws.amazon.com/redshift/latest/dg/query-super.html
 */
export const exampleSupers: readonly ConformanceCase[] = [
  ["select json_extract_array_element_text('[11,12,13]', n.n) from (select 2 as n) n", "13"],
  [
    "select count(*), min(o.i) from t o, o.j.items x where o.j.name = 'x' and x > 1 and o.j.a.b in (1, 2)",
    "2",
    "1",
  ],
  [
    "select o.j.name = 'x  ', o.j.name <> 'y', o.j.name > 'a', o.j.name = 1, o.j.name < 1, o.j.missing = 1, o.j.a = o.j.a, o.j.a.b = 1.0, 1 < o.j.a.b, o.j.a.b not between 0 and 5, case when o.j.a.b = 1 then 'one' end from t o where i = 1",
    ..."true,true,true,false".split(","),
    null,
    null,
    ..."true,true,false,false,one".split(","),
  ],
  ["select count(*) from t a, t b where a.j.a.b = b.j.a.b", "2"],
  [
    "select json_parse('1.10') = 1.1, json_parse('12345678901234567') = 12345678901234568, json_parse('[1,2]') = json_parse('[1,2]'), json_parse('true') = true",
    ..."true,false,true,true".split(","),
  ],
  ["select x from (select json_parse('[10, 9, -2.5]') as a) o, o.a x order by x", "-2.5"],
  ["select x from (select json_parse('[10, 9, true]') as a) o, o.a x order by 1", "true"],
  [
    "select listagg(x::varchar, ',') within group (order by x) from (select json_parse('[10, 9, true]') as a) o, o.a x",
    "true,9,10",
  ],
  [
    "select k, json_typeof(v), (select count(*) from t o, unpivot o.j.items as v at k) from t o, unpivot o.j as v at k where o.i = 1 order by k desc limit 1",
    "name",
    "string",
    "0",
  ],
  ['select sum(v::int) from (select json_parse(\'[{"a":1,"b":2}]\') as x) o, unpivot o.x[0] as v', "3"],
  [
    "select array, element from (select json_parse('[[1.1, 1.2], [2.1, 2.2]]') as multi_level_array) as f, f.multi_level_array as array, array as element order by element",
    "[1.1,1.2]",
    "1.1",
  ],
]

/**
 * https://docs.aws.amazon.com/redshift/latest/dg/r_TO_CHAR.html
 * https://docs.aws.amazon.com/redshift/latest/dg/r_TO_NUMBER.html
 * https://docs.aws.amazon.com/redshift/latest/dg/r_FORMAT_strings.html
 */
export const exampleFormats: readonly ConformanceCase[] = [
  [
    "select to_char(timestamp '2009-12-31 23:15:59', 'MONTH-DY-DD-YYYY HH12:MIPM')",
    "DECEMBER -THU-31-2009 11:15PM",
  ],
  ["select to_char(timestamp '2009-12-31 23:15:59', 'HH12:MI:SS TZ')", "11:15:59 UTC"],
  ["select to_char(timestamptz '2009-12-31 23:15:59+00', 'TZ tz OF')", "UTC utc +00"],
  ["select to_char(timestamp '2024-01-05 01:02:03', 'RM|rm|FMRM')", "I   |i   |I"],
  ["select to_char(date '2024-08-05', 'RM-YYYY')", "VIII-2024"],
  [
    "select to_char(timestamp '2024-01-05 01:02:03', 'HH:MI A.M.'), to_char(timestamp '2024-01-05 13:02:03', 'HH:MI p.m.')",
    "01:02 A.M.",
    "01:02 p.m.",
  ],
  ["select to_char(date '2024-01-05', 'YYY Y'), to_char(date '2024-01-05', 'Y,YYY')", "024 4", "2,024"],
  ["select to_char(date '2024-12-31', 'IYYY IYY IY I IDDD IW ID')", "2025 025 25 5 002 01 2"],
  ["select to_char(date '2027-01-01', 'IYYY-IDDD')", "2026-369"],
  ["select to_char(timestamp '2008-02-18 02:36:48', 'cc')", "21"],
  ["select to_char(618.80, 'l99999D99'), to_char(55.25, 'L99999D99')", "$   618.80", "$    55.25"],
  ["select to_char(618.80, 'rn'), to_char(76.00 - 11.40, 'rn')", "          dcxix", "            lxv"],
  [
    "select to_number('$ 12,454.88', 'L 99G999D99'), to_number('$ 2,012,454.88', 'L 9,999,999.99')",
    "12454.88",
    "2012454.88",
  ],
  ["select to_number('12,454.8-', '99G999D9S')", "-12454.8"],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/array_contains.html and its neighbours. */
export const exampleArrays: readonly ConformanceCase[] = [
  [
    "select array_contains(array('red', 'green'), 'red'), array_contains(array('red', null, 'green'), null), array_contains(array('red'), null)",
    "true",
    "true",
    "false",
  ],
  [
    "select array_position(array('red','green','red'), 'red'), array_position(array(1,2), 3), array_position(array(1, 2.0), 2)",
    "0",
    "-1",
    "1",
  ],
  [
    "select array_positions(array('red','green','red'), 'red'), array_positions(array(1,null), null), array_positions(array(1), 2)",
    "[0,2]",
    "[1]",
    "[]",
  ],
]

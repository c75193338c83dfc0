import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_STRTOL.html, OCTETINDEX.html, r_BTTEXT_PATTERN_CMP.html */
export const textFunctions: readonly ConformanceCase[] = [
  [
    "select strtol('0xf', 16), strtol('abcd1234', 16), strtol('1234567', 10), strtol('1234567', 8), strtol('110101', 2), strtol('-z', 36)",
    "15",
    "2882343476",
    "1234567",
    "342391",
    "53",
    "-35",
  ],
  ["select octetindex('AWS', 'Amazon AWS'), octetindex('b', 'éb'), octetindex('z', 'a')", "8", "3", "0"],
  [
    "select bttext_pattern_cmp('a', 'b'), bttext_pattern_cmp('b', 'a'), bttext_pattern_cmp('a', 'a')",
    "-1",
    "1",
    "0",
  ],
  ["select dexp(0), date('2024-01-15 10:00'), date(ts) from t where i = 2", "1", "2024-01-15", "2024-02-29"],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/operators-functions.html and its pages of array functions */
export const arrays: readonly ConformanceCase[] = [
  ["select can_json_parse('[1,\"a\"]'), can_json_parse('[1'), can_json_parse(null)", "true", "false", null],
  ["select json_serialize(array_concat(array(1, 'a'), array(3)))", '[1,"a",3]'],
  [
    "select json_serialize(subarray(array('a', 'b', 'c', 'd'), 1, 2)), json_serialize(subarray(array(1, 2), 0, 9))",
    '["b","c"]',
    "[1,2]",
  ],
  [
    "select is_integer(json_parse('1')), is_integer(json_parse('1.5')), is_scalar(json_parse('\"x\"')), is_scalar(json_parse('[]'))",
    "true",
    "false",
    "true",
    "false",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/r_FROM_clause-pivot-unpivot-examples.html and r_APPROXIMATE_PERCENTILE_DISC.html */
export const pivots: readonly ConformanceCase[] = [
  ["select * from (select b, i from t) pivot (avg(i) for b in (10, 20))", "1", "4"],
  [
    "select * from (select s, i from t) pivot (count(*) as n for s in ('paid' as p, 'open' as o)) order by 1 limit 1",
    "1",
    "1",
    "0",
  ],
  [
    "select p_n, o_n from (select s from t) pivot (count(*) as n for s in ('paid' as p, 'open' as o))",
    "2",
    "1",
  ],
  ["select approximate percentile_disc(0.5) within group (order by i) from t", "2"],
]

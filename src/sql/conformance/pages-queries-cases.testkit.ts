import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Numeric_formating.html */
export const pageFormats: readonly ConformanceCase[] = [
  [
    "select to_char(12454.8, '99,999.99'), to_char(485, '999'), to_char(-485, '999')",
    " 12,454.80",
    " 485",
    "-485",
  ],
  ["select to_char(0.1, '0.9'), to_char(0.1, 'FM9.9'), to_char(1234, 'FM9,999')", " 0.1", ".1", "1,234"],
  [
    "select to_number('12,454.8-', '99G999D9S'), to_number('12,454.88', 'S99G999D99'), to_number('1234', '9999')",
    "-12454.8",
    "12454.88",
    "1234",
  ],
  ["select to_char(-125.88, '$S999D99'), to_char(125.88, '$S999D99')", "$-125.88", "$+125.88"],
  ["select to_char(-125.88, '$999D99PR')", "$<125.88>"],
  ["select to_char(-12.5, '999.9PR') || '|', to_char(12.5, '999.9PR') || '|'", " <12.5>|", "  12.5 |"],
  ["select to_char(-12.5, 'FM999.9PR'), to_char(12.5, 'FM999.9PR')", "<12.5>", "12.5"],
  ["select to_char(-12.5, '999.9MI') || '|', to_char(12.5, '999.9MI') || '|'", " 12.5-|", " 12.5 |"],
  ["select to_char(525, 'FMRN'), to_char(125, 'RN')", "DXXV", "           CXXV"],
  ["select to_char(12.5, 'FM$999.9'), to_char(d, '$999.99') from t where i = 2", "$12.5", "$  50.25"],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Aggregate_Functions.html */
export const pageAggregates: readonly ConformanceCase[] = [
  ["select approximate count(distinct s) from t", "2"],
  ["select avg(i), avg(d), avg(f) from t", "3", "75.25", "1"],
  ["select count(*), count(d), count(distinct b) from t", "4", "3", "2"],
  ["select max(s), min(s), max(day), min(f) from t", "paid", "open", "2024-03-31", "-0.5"],
  ["select sum(i), sum(d), sum(distinct b) from t", "14", "225.75", "30"],
  ["select any_value(s) from t where s = 'paid'", "paid"],
  ["select bit_and(i), bit_or(i) from t", "0", "7"],
  ["select bool_and(i > 0), bool_or(i > 6) from t", "true", "true"],
  ["select listagg(i, ',') within group (order by i desc) from t", "7,4,2,1"],
  ["select listagg(distinct s, '/') within group (order by s desc) from t", "paid/open"],
  ["select median(i) from t", "3"],
  ["select percentile_cont(0.25) within group (order by i) from t", "1.75"],
  ["select percentile_disc(0.5) within group (order by i) from t", "2"],
  [
    "select round(stddev_samp(i), 6), round(stddev_pop(i), 6), round(variance(i), 6), round(var_pop(i), 6) from t",
    "2.645751",
    "2.291288",
    "7",
    "5.25",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html */
export const pageWindows: readonly ConformanceCase[] = [
  [
    "select max(r) from (select row_number() over (partition by s order by i desc) as r from t where s is not null) q",
    "2",
  ],
  ["select lag(i) over (order by i) from t order by i desc limit 1", "4"],
  ["select lead(i, 2) over (order by i) from t order by i limit 1", "4"],
  [
    "select first_value(s) ignore nulls over (order by i desc rows between unbounded preceding and unbounded following) from t limit 1",
    "paid",
  ],
  [
    "select last_value(i) over (order by i rows between unbounded preceding and unbounded following) from t limit 1",
    "7",
  ],
  [
    "select nth_value(i, 3) over (order by i rows between unbounded preceding and unbounded following) from t limit 1",
    "4",
  ],
  ["select percent_rank() over (order by i) from t order by i desc limit 1", "1"],
  ["select ntile(4) over (order by i) from t order by i desc limit 1", "4"],
  ["select sum(i) over (order by i rows between 1 preceding and 1 following) from t order by i limit 1", "3"],
  ["select avg(i) over (partition by b), count(*) over () from t order by i limit 1", "1", "4"],
  ["select cume_dist() over (order by i) from t order by i limit 1", "0.25"],
  ["select ratio_to_report(i) over () from t where i in (1, 7) order by i limit 1", "0.125"],
  ["select median(i) over (partition by b) from t order by i limit 1", "1.5"],
  [
    "select rank() over (order by b), dense_rank() over (order by b) from t order by i desc limit 1",
    "4",
    "3",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/json-functions.html */
export const pageJson: readonly ConformanceCase[] = [
  ['select json_extract_path_text(\'{"f2":{"f3":1},"f4":{"f5":99,"f6":"star"}}\', \'f4\', \'f6\')', "star"],
  ["select json_extract_path_text('{\"a\":{\"b\":[1,2]}}', 'a', 'b')", "[1,2]"],
  ["select json_extract_path_text('{\"a\":', 'a', true)", null],
  ['select json_extract_array_element_text(\'["a",["b",1]]\', 1)', '["b",1]'],
  ['select json_array_length(\'[11,12,13,{"f1":21,"f2":[25,26]},14]\')', "5"],
  ["select json_array_length('[11,12', true)", null],
  ["select is_valid_json_array('[]'), is_valid_json_array('{\"a\":1}')", "true", "false"],
  [
    "select json_typeof(json_parse('[1]')), json_typeof(json_parse('\"a\"')), json_typeof(json_parse('1'))",
    "array",
    "string",
    "number",
  ],
  ["select get_array_length(json_parse('[1,2,3]')), get_array_length(json_parse('{\"a\":1}'))", "3", null],
  ["select json_serialize(json_parse('{\"a\":[1,2]}'))", '{"a":[1,2]}'],
  [
    "select json_serialize(array(1, 2, 3)), json_serialize(array_concat(array(1), array(2, 3)))",
    "[1,2,3]",
    "[1,2,3]",
  ],
  [
    "select json_serialize(subarray(array('a', 'b', 'c'), 1, 2)), json_serialize(array_flatten(array(array(1), array(2, 3))))",
    '["b","c"]',
    "[1,2,3]",
  ],
  [
    "select json_serialize(split_to_array('12|345', '|')), can_json_parse('{\"a\":1}'), can_json_parse('{a')",
    '["12","345"]',
    "true",
    "false",
  ],
  ["select j.a.b::int, j.items[1]::int, j.name::varchar from t where i = 1", "1", "2", "x"],
  ["select count(*) from t x, x.j.items item where x.i < 3", "4"],
  ["select json_serialize(object('a', 1, 'b', 'x'))", '{"a":1,"b":"x"}'],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/r_SELECT_synopsis.html */
export const pageQueries: readonly ConformanceCase[] = [
  ["select count(*) from t where s like 'p%' and s not like '%n'", "2"],
  ["select count(*) from t where s like '_a__'", "2"],
  [
    "select 'a_b' like 'a\\\\_b', 'axb' like 'a\\\\_b', '50%' like '50^%' escape '^'",
    "true",
    "false",
    "true",
  ],
  ["select 'ABC' ilike 'a%', 'ABC' not ilike 'a%'", "true", "false"],
  ["select 'abc' similar to '%(b|d)%', 'abc' similar to '(b|c)%'", "true", "false"],
  ["select count(*) from t where i between 2 and 4 or i not between 0 and 6", "3"],
  ["select count(*) from t where i in (select id from u) and exists (select 1 from u where u.id = t.i)", "2"],
  ["select count(*) from t where (i, b) in (select 1, 10)", "1"],
  ["select 1 where null = null or 1 = 1", "1"],
  ["select null and false, null or true, not null::boolean", "false", "true", null],
  ["select count(*) from (select b from t union all select id from u) x", "7"],
  ["select i from t except select id from u order by i limit 1", "4"],
  ["select i from t minus select id from u order by i desc limit 1", "7"],
  ["select count(*) from (select s from t intersect select 'paid') x", "1"],
  ["select s, count(*) from t group by s having count(*) > 1", "paid", "2"],
  ["select b, s, sum(i) from t group by cube(b, s) order by sum(i) desc limit 1", null, null, "14"],
  [
    "select b, sum(i) from t where b is not null group by grouping sets ((b), ()) order by sum(i) desc limit 1",
    null,
    "7",
  ],
  ["select distinct b from t where b is not null order by b desc limit 1", "20"],
  ["select i from t order by d desc nulls last limit 1", "1"],
  ["select * exclude (j, tz, ts, day) from t where i = 1", "1", "10", "100.50", "1.5", "paid", "true"],
  ["select count(*) from t a left join u b on a.i = b.id where b.id is null", "2"],
  ["select count(*) from t a cross join u b", "12"],
  ["select count(*) from t a full outer join u b on a.i = b.id", "5"],
  ["with q as (select i from t where i > 1), r as (select max(i) as m from q) select m from r", "7"],
  ["with recursive n(v) as (select 1 union all select v + 1 from n where v < 5) select sum(v) from n", "15"],
  ["select x.k from (select 1 as k union select 2) x order by k desc limit 1", "2"],
  ["select (select max(i) from t), (select name from u where id = 2)", "7", "Bob"],
  ["select i, i * 2 as twice, twice + 1 as more from t where i = 2", "2", "4", "5"],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html */
export const pageTypes: readonly ConformanceCase[] = [
  ["select cast('12.50' as decimal(5,1)), 2.55::decimal(3,1), 1.005::numeric(4,2)", "12.5", "2.6", "1.01"],
  ["select cast(2.5 as int), cast(3.5 as int), (-2.5)::int", "3", "4", "-3"],
  ["select 'true'::boolean, 't'::bool, 0::boolean", "true", "true", "false"],
  ["select true::int, cast(12 as varchar(2)) || '!'", "1", "12!"],
  ["select 'abcdef'::varchar(3), 'abc'::char(5) || '|', 'abc'::char(2)", "abc", "abc|", "ab"],
  ["select try_cast('abc' as int), try_cast('12' as int), try_cast('2024-02-30' as date)", null, "12", null],
  [
    "select '2024-01-05'::date::varchar, '2024-01-05'::timestamp::date, cast('20240105' as date)",
    "2024-01-05",
    "2024-01-05",
    "2024-01-05",
  ],
  ["select convert(int, '7'), convert(varchar(3), 'abcd')", "7", "abc"],
  ["select 1e3, 1.5e-2, .5, 5.", "1000", "0.015", "0.5", "5"],
  ["select 12::bigint * 3000000000, 10.0 / 4, 1.00 / 3", "36000000000", "2.5", "0.3333333333333"],
]

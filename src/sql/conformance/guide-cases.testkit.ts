import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_TO_DATE_function.html, Date_functions_header.html */
export const guideDates: readonly ConformanceCase[] = [
  [
    "select to_date('02 Oct 2001', 'DD Mon YYYY'), to_date('20010631', 'YYYYMMDD')",
    "2001-10-02",
    "2001-07-01",
  ],
  ["select to_date('2001-02-31', 'YYYY-MM-DD', false)", "2001-03-03"],
  [
    "select add_months('2008-03-31', 1), add_months('2008-04-30', 1), add_months('2008-02-28', -1)",
    "2008-04-30 00:00:00",
    "2008-05-31 00:00:00",
    "2008-01-28 00:00:00",
  ],
  [
    "select date_trunc('week', timestamp '2022-05-08 23:15:59'), date_trunc('quarter', date '2022-05-08'), date_trunc('hour', timestamp '2022-05-08 23:15:59')",
    "2022-05-02 00:00:00",
    "2022-04-01 00:00:00",
    "2022-05-08 23:00:00",
  ],
  [
    "select last_day('2008-02-10'), next_day('2014-08-20', 'Tuesday'), months_between('1969-01-18', '1969-03-18')",
    "2008-02-29",
    "2014-08-26",
    "-2",
  ],
  [
    "select datediff(day, '2008-12-31 23:59:59', '2009-01-01'), datediff(month, '2009-01-31', '2009-02-01'), datediff(hour, '2023-01-01', '2023-01-03 05:04:03')",
    "1",
    "1",
    "53",
  ],
  [
    "select dateadd(day, 30, '2008-01-31'), dateadd(mon, 1, '2008-01-31'), dateadd(minute, -10, timestamp '2008-01-01 00:05:00')",
    "2008-03-01 00:00:00",
    "2008-02-29 00:00:00",
    "2007-12-31 23:55:00",
  ],
  [
    "select extract(dow from date '2024-03-03'), extract(doy from date '2024-02-29'), extract(week from date '2024-01-01'), extract(epoch from timestamp '1970-01-02')",
    "0",
    "60",
    "1",
    "86400",
  ],
  [
    "select convert_timezone('EST', 'PST', '20080305 12:25:29'), convert_timezone('America/New_York', '2013-02-01 05:00:00')",
    "2008-03-05 09:25:29",
    "2013-02-01 00:00:00",
  ],
  [
    "select to_char(timestamp '2024-03-05 14:07:09', 'SSSS'), to_char(timestamp '2024-03-05 14:07:09', 'CC'), to_char(date '2024-03-05', 'J')",
    "50829",
    "21",
    "2460375",
  ],
  [
    "select timestamptz '2024-01-01 10:00 EST', timestamptz '2024-07-01 10:00:00 CEST'",
    "2024-01-01 15:00:00+00",
    "2024-07-01 08:00:00+00",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/hash-functions.html */
export const guideHashes: readonly ConformanceCase[] = [
  ["select fnv_hash('Amazon Redshift'), fnv_hash('a')", "7783490368944507294", "-5808556873153909620"],
  [
    "select soundex('Redshift'), soundex('Robert'), soundex('Tymczak'), soundex('Pfister'), soundex('Honeyman')",
    "R321",
    "R163",
    "T522",
    "P236",
    "H555",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/r_TRY_CAST.html */
export const guideCasts: readonly ConformanceCase[] = [
  [
    "select try_cast('x' as int), try_cast('12' as int), try_cast('1.5' as int), try_cast(' 7 ' as bigint), try_cast('99999999999' as int)",
    null,
    "12",
    null,
    "7",
    null,
  ],
  [
    "select try_cast('1.5' as decimal(9,2)), try_cast('0x1F' as decimal(9,2)), try_cast('2024-02-30' as date), try_cast('2024-02-29' as date), try_cast(s::varchar(9) as float) from t where i = 1",
    "1.50",
    null,
    null,
    "2024-02-29",
    null,
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/json-functions.html and Array_Functions.html */
export const guideJson: readonly ConformanceCase[] = [
  [
    'select json_extract_path_text(\'{"f2":{"f3":1},"f4":{"f5":99,"f6":"star"}}\', \'f4\', \'f6\'), json_array_length(\'[1,2,3,{"a":1},[5]]\')',
    "star",
    "5",
  ],
  [
    "select json_extract_array_element_text('[111,112,113]', 2), is_valid_json('{\"a\":1}'), is_valid_json_array('[1,]')",
    "113",
    "true",
    "false",
  ],
  [
    "select json_typeof(json_parse('[1]')), json_typeof(json_parse('{}')), json_typeof(json_parse('null')), json_typeof(json_parse('\"x\"')), json_typeof(json_parse('true'))",
    "array",
    "object",
    "null",
    "string",
    "boolean",
  ],
  ["select json_serialize(array(1, 'a', null)), get_array_length(json_parse('[1,2]'))", '[1,"a",null]', "2"],
  ["select json_serialize(array_flatten(array(array(1,2), array(3), 4)))", "[1,2,3,4]"],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html */
export const guideTexts: readonly ConformanceCase[] = [
  [
    "select upper('abc'), lower('ABC'), initcap('nibh.enim@egestas.ca')",
    "ABC",
    "abc",
    "Nibh.Enim@Egestas.Ca",
  ],
  ["select concat('December 25, ', '2008'), 'a' || null is null", "December 25, 2008", "true"],
  [
    "select charindex('fish', 'dogfish'), position('fish' in 'dogfish'), strpos('dogfish', 'fish')",
    "4",
    "4",
    "4",
  ],
  [
    "select left('Chicago', 3), right('Chicago', 3), substring('caterpillar', 6, 4), substr('caterpillar', 0, 4)",
    "Chi",
    "ago",
    "pill",
    "cat",
  ],
  ["select split_part('2008-03-05', '-', 2), split_part('abc$def$ghi', '$', 2)", "03", "def"],
  ["select translate('mint tea', 'inea', 'osin')", "most tin"],
  ["select replace('Shows and Shows', 'Shows', 'Theatre')", "Theatre and Theatre"],
  [
    "select lpad('Jumbo', 8, '0123456789'), rpad('Jumbo', 8, '0123456789'), lpad('abc', 2)",
    "012Jumbo",
    "Jumbo012",
    "ab",
  ],
  [
    "select ltrim('2008-01-24', '2008-'), rtrim('VIPNonsense', 'esn'), btrim('xyzaxyzbxyzcxyz', 'xyz')",
    "1-24",
    "VIPNo",
    "axyzbxyzc",
  ],
  [
    "select trim(both '\"' from '\"dog\"'), trim(leading '\"' from '\"dog\"'), trim('    dog    ')",
    "dog",
    'dog"',
    "dog",
  ],
  [
    "select repeat('a', 3), replicate('b', 2), reverse('abc'), chr(65), ascii('A')",
    "aaa",
    "bb",
    "cba",
    "A",
    "65",
  ],
  [
    "select octet_length('français'), len('français'), bit_length_dummy.x from (select 1 as x) bit_length_dummy",
    "9",
    "8",
    "1",
  ],
  [
    "select strtol('0xf', 16), strtol('abcd1234', 16), strtol('1234567', 10), strtol('110101', 2)",
    "15",
    "2882343476",
    "1234567",
    "53",
  ],
  ["select quote_ident('\"CAT\"'), quote_literal('CAT')", '"""CAT"""', "'CAT'"],
  [
    "select regexp_replace('DonecFri@semperpretiumneque.com', '@.*\\\\.(org|gov|com|edu|ca)$'), regexp_count('abcdefghijklmnopqrstuvwxyz', '[a-z]{3}')",
    "DonecFri",
    "8",
  ],
  [
    "select regexp_instr('abcabc','c',1,2), regexp_instr('abcabc','b',1,1,1), regexp_instr('abcabc','c',4), regexp_instr('abc','x',1,2), regexp_instr('The the', 'the', 1, 2, 0, 'i')",
    "6",
    "3",
    "6",
    "0",
    "5",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/Math_functions.html */
export const guideNumbers: readonly ConformanceCase[] = [
  [
    "select abs(-38), sign(-1.5), ceil(1.2), floor(-1.2), round(28.05, 1), round(28.06, 0)",
    "38",
    "-1",
    "2",
    "-2",
    "28.1",
    "28",
  ],
  [
    "select mod(10, 4), 10 % 4, power(2, 10), sqrt(16), cbrt(27), exp(0), ln(1), log(100)",
    "2",
    "2",
    "1024",
    "4",
    "3",
    "1",
    "0",
    "2",
  ],
  ["select trunc(111.86, 1), trunc(-111.86), trunc(123.456, -2)", "111.8", "-111", "100"],
  [
    "select degrees(pi()), radians(180) = pi(), sin(0), cos(0), tan(0), atan2(0, 1)",
    "180",
    "true",
    "0",
    "1",
    "0",
    "0",
  ],
  ["select to_hex(2147483647), to_hex(0)", "7fffffff", "0"],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Numeric_formating.html */
export const guideFormats: readonly ConformanceCase[] = [
  [
    "select to_char(125.8, '999.99'), to_char(125.8, '999D99'), to_char(-125.8, 'S999.99'), to_char(7, '000')",
    " 125.80",
    " 125.80",
    "-125.80",
    " 007",
  ],
  [
    "select to_number('12,454.8-', '99G999D9S'), to_number('-12,454.88', 'S99G999D99')",
    "-12454.8",
    "-12454.88",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/c_conditional_expressions.html */
export const guideConditions: readonly ConformanceCase[] = [
  [
    "select nvl(null, 1, 2), nvl2(null, 'a', 'b'), nullif(1, 1), coalesce(null, 'x'), greatest(1, null, 3), least('b', 'a')",
    "1",
    "b",
    null,
    "x",
    "3",
    "a",
  ],
  [
    "select decode(2, 1, 'one', 2, 'two', 'other'), decode(null, null, 'nothing', 'x'), case when 1 > 2 then 'a' else 'b' end",
    "two",
    "nothing",
    "b",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Aggregate_Functions.html */
export const guideAggregates: readonly ConformanceCase[] = [
  [
    "select count(*), count(s), count(distinct s), sum(i), avg(i), min(s), max(day) from t",
    "4",
    "3",
    "2",
    "14",
    "3",
    "open",
    "2024-03-31",
  ],
  [
    "select listagg(s, ', ') within group (order by i), listagg(distinct s, '|') within group (order by s) from t",
    "paid, open, paid",
    "open|paid",
  ],
  [
    "select median(i), percentile_cont(0.5) within group (order by i), percentile_disc(0.5) within group (order by i) from t where i < 7",
    "2",
    "2",
    "2",
  ],
  [
    "select stddev_samp(i) > 1, round(var_pop(i)::decimal(18,6), 4), bool_and(ok), bool_or(ok), any_value(ok) is not null from t where i < 7",
    "true",
    "1.5556",
    "false",
    "true",
    "true",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html */
export const guideWindows: readonly ConformanceCase[] = [
  [
    "select i, row_number() over (order by i desc), rank() over (order by s), dense_rank() over (order by s), ntile(2) over (order by i) from t where i < 7 order by i limit 1",
    "1",
    "3",
    "2",
    "2",
    "1",
  ],
  [
    "select first_value(i) over (order by i rows unbounded preceding), lag(i, 1) over (order by i), lead(i, 1) over (order by i) from t order by i desc limit 1",
    "1",
    "4",
    null,
  ],
  [
    "select sum(i) over (order by i rows between 1 preceding and current row), ratio_to_report(i) over (partition by s), cume_dist() over (order by i) from t where s = 'open'",
    "2",
    "1",
    "1",
  ],
  [
    "select nth_value(i, 2) over (order by i rows between unbounded preceding and unbounded following) from t limit 1",
    "2",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/r_SELECT_synopsis.html */
export const guideQueries: readonly ConformanceCase[] = [
  ["select i from t where s ilike 'PAI%' and i between 1 and 3 and s similar to '(paid|open)'", "1"],
  ["select name from u where exists (select 1 from t where t.i = u.id) and name not in ('Bob')", "Ann"],
  ["select count(*) from (select i from t union select id from u) x", "5"],
  ["select count(*) from (select i from t intersect select id from u) x", "2"],
  ["select count(*) from (select i from t minus select id from u) x", "2"],
  [
    "with recursive tree(id, depth) as (select id, 1 from u where parent is null union all select u.id, depth + 1 from u join tree on u.parent = tree.id) select max(depth) from tree",
    "3",
  ],
  ["select top 1 i from t order by i desc", "7"],
  ["select i from t order by i limit 1 offset 2", "4"],
  ["select s, count(*) from t where s is not null group by rollup(s) order by 2 desc limit 1", null, "3"],
  ["select i from t qualify row_number() over (partition by s order by i desc) = 1 and s = 'paid'", "4"],
  [
    "select id, w, v from (select 1 as id, 2 as a, 3 as b) unpivot (v for w in (a as aa, b as bb)) order by w limit 1",
    "1",
    "aa",
    "2",
  ],
]

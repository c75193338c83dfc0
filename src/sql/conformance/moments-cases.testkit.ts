import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_DATEADD_function.html and r_DATEDIFF_function.html */
export const arithmetic: readonly ConformanceCase[] = [
  [
    "select dateadd(year, 1, '2016-02-29'), dateadd(year, 4, '2016-02-29'), dateadd(year, -1, '2016-02-29 10:00'), dateadd(year, 1, '2016-02-28')",
    "2017-03-01 00:00:00",
    "2020-02-29 00:00:00",
    "2015-03-01 10:00:00",
    "2017-02-28 00:00:00",
  ],
  [
    "select dateadd(month, 1, '2008-01-31'), dateadd(month, 12, '2016-02-29'), dateadd(decade, 1, '2001-05-06'), dateadd(century, 1, '2001-05-06')",
    "2008-02-29 00:00:00",
    "2017-02-28 00:00:00",
    "2011-05-06 00:00:00",
    "2101-05-06 00:00:00",
  ],
  ["select dateadd(hour, 8, time '13:24:55'), dateadd(minute, -30, time '00:10:00')", "21:24:55", "23:40:00"],
  [
    "select datediff(week, '2024-01-06', '2024-01-07'), datediff(week, '2024-01-07', '2024-01-13'), datediff(week, '2024-01-07', '2024-01-06'), datediff(week, '1969-12-27', '1970-01-04')",
    "1",
    "0",
    "-1",
    "2",
  ],
  [
    "select datediff(decade, '1999-12-31', '2000-01-01'), datediff(century, '2000-12-31', '2001-01-01'), datediff(millennium, '1999-01-01', '2001-01-01'), datediff(year, '2008-12-31', '2009-01-01')",
    "1",
    "1",
    "1",
    "1",
  ],
  [
    "select datediff(minute, time '20:00:00', time '21:00:30'), datediff(sec, time '21:00', time '20:00')",
    "60",
    "-3600",
  ],
  [
    "select datediff(hour, '2024-01-01 00:59', '2024-01-01 01:00'), datediff(qtr, '1998-07-01', '2008-07-01')",
    "1",
    "40",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html */
export const dateParts: readonly ConformanceCase[] = [
  [
    "select date_part(microsecond, ts), date_part(ms, ts), date_part(second, ts), extract(us from ts), extract(sec from ts) from (select timestamp '2022-05-02 04:05:06.789012' as ts) s",
    "789012",
    "789",
    "6.789012",
    "789012",
    "6",
  ],
  [
    "select date_part(century, '2000-12-31'), date_part(c, '2001-01-01'), date_part(mil, '2000-01-01'), date_part(decade, '1999-05-05'), datepart(yr, '1999-05-05')",
    "20",
    "21",
    "2",
    "199",
    "1999",
  ],
  [
    "select date_trunc('millennium', timestamp '2020-04-30'), date_trunc('century', timestamp '2000-04-30'), date_trunc('decade', timestamp '1999-04-30')",
    "2001-01-01 00:00:00",
    "1901-01-01 00:00:00",
    "1990-01-01 00:00:00",
  ],
  ["select extract(hour from time '14:05:06'), date_part(minute, time '14:05:06')", "14", "5"],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Datetime_types.html and r_interval_literals.html */
export const momentTexts: readonly ConformanceCase[] = [
  [
    "select date '20080215', date '2/15/2008', date '02-15-2008', date 'Feb 15, 2008', date 'February 15, 2008', date '15-Feb-2008', '2008.02.15'::date",
    "2008-02-15",
    "2008-02-15",
    "2008-02-15",
    "2008-02-15",
    "2008-02-15",
    "2008-02-15",
    "2008-02-15",
  ],
  [
    "select timestamp '20080215 09:59:59', timestamp 'Jun 1,2008 09:59', timestamp '2008-06-01 9:59:01 PM'",
    "2008-02-15 09:59:59",
    "2008-06-01 09:59:00",
    "2008-06-01 21:59:01",
  ],
  ["select count(*) from t where day = '02-29-2024' or day in ('Jan 15, 2024') or day > '3/30/2024'", "3"],
  ["select count(*) from t where day between '01/15/2024' and '20240229' and ts < 'March 1, 2024'", "2"],
  [
    "select day + interval '3 hours, 35 minutes', day + interval '0.5 days', day + interval '52 weeks', day - interval '1.5 hours' from t where i = 1",
    "2024-01-15 03:35:00",
    "2024-01-15 12:00:00",
    "2025-01-13 00:00:00",
    "2024-01-14 22:30:00",
  ],
  [
    "select ts + interval '1 day 04:05:06', ts + interval '1 h', ts + interval '1 m 1 s', ts + interval '2' month, ts + interval '1 qtr' from t where i = 3 or i = 4",
    "2024-04-01 04:05:06",
    "2024-03-31 01:00:00",
    "2024-03-31 00:01:01",
    "2024-05-31 00:00:00",
    "2024-06-30 00:00:00",
  ],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/CONVERT_TIMEZONE.html */
export const zones: readonly ConformanceCase[] = [
  ["select convert_timezone('EST', 'PST', '2008-03-05 12:25:29')", "2008-03-05 09:25:29"],
  [
    "select convert_timezone('GMT', 'NEWZONE +2', '2014-05-17 12:00:00'), convert_timezone('GMT', 'NEWZONE-2:15', '2014-05-17 12:00:00'), convert_timezone('GMT+2', 'GMT', '2014-05-17 12:00:00')",
    "2014-05-17 10:00:00",
    "2014-05-17 14:15:00",
    "2014-05-17 14:00:00",
  ],
  [
    "select convert_timezone('America/New_York', 'PST', ts), convert_timezone('EST', 'Europe/Berlin', ts), convert_timezone('JST', ts) from t where i = 1",
    "2024-01-15 07:30:45",
    "2024-01-15 16:30:45",
    "2024-01-15 19:30:45",
  ],
  ["select timestamptz '2024-01-15 12:00:00+00' at time zone 'PST'", "2024-01-15 04:00:00"],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/r_CAST_function.html, r_LISTAGG.html and others: what is read strictly */
export const strictness: readonly ConformanceCase[] = [
  [
    "select ' 42 '::int, '+7'::bigint, '1.50'::decimal(9,2), '.5'::decimal(3,1), '1e2'::float, '-3'::smallint",
    "42",
    "7",
    "1.50",
    "0.5",
    "100",
    "-3",
  ],
  ["select n::int, n::decimal(5,1), n::float from (select '12' as n) s", "12", "12.0", "12"],
  [
    "select is_valid_json('{\"a\":1,}'), is_valid_json('{\"a\":\"1,}\"}'), is_valid_json_array('[1,]'), is_valid_json('{\"a\": NaN}')",
    "false",
    "true",
    "false",
    "false",
  ],
  [
    "select json_extract_path_text('{\"a\":1,}', 'a', true), json_extract_path_text('{\"a\":\",]\"}', 'a', true)",
    null,
    ",]",
  ],
  [
    "select 'Äpfel' ilike 'äpfel', 'Apfel' ilike 'aPF%', 'a_b' ilike 'A\\\\_B', 'axb' not ilike 'A\\\\_B', 'é' ilike 'É'",
    "false",
    "true",
    "true",
    "true",
    "false",
  ],
  [
    "select listagg(v, ',') within group (order by n) from (select 1 as n, 'a' as v union all select 2, '' union all select 3, 'b') s",
    "a,b",
  ],
  ["select listagg(distinct b, '|') within group (order by b desc) from t", "20|10"],
  [
    "select listagg(distinct y) within group (order by y) from t, (select 'q' as y union all select '') s",
    "q",
  ],
  ["select 'credit' + 'card', s + 'x', 'x-' + s from t where i = 1", "creditcard", "paidx", "x-paid"],
  [
    "select trunc(d), trunc(ts), trunc(i), trunc(f), trunc(d, 1) from t where i = 1",
    "100",
    "2024-01-15",
    "1",
    "1",
    "100.5",
  ],
  [
    "select reverse(i), repeat(i, 2), len(d), replace(d, '.', ','), upper(day) from t where i = 1",
    "1",
    "11",
    "6",
    "100,50",
    "2024-01-15",
  ],
  ["select count(*)from t", "4"],
  [
    "select i cost, b value, s days, d comments, f x, 1 at from t where i = 1",
    "1",
    "10",
    "paid",
    "100.50",
    "1.5",
    "1",
  ],
  [
    "select grouping(i, b), count(*) from t group by grouping sets ((i, b), ()) order by 1 desc limit 1",
    "3",
    "4",
  ],
]

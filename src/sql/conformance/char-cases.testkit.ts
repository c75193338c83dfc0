import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html */
export const fixedTexts: readonly ConformanceCase[] = [
  [
    "select cast('a' as char(5)) || 'x', len(cast('ab' as char(5))), cast('a' as char(3)) = 'a'",
    "ax",
    "2",
    "true",
  ],
  [
    "select octet_length(cast('ab' as char(5))), octet_length(code::char(5)) from codes where id = 1",
    "5",
    "5",
  ],
  [
    "select cast('abc' as char(2)), 'abc'::character(1), 'abc'::nchar(2), 'abc'::bpchar",
    "ab",
    "a",
    "ab",
    "abc",
  ],
  ["select 'a'::char(3) = 'a  ', 'a'::char(3) = cast('a ' as varchar(3))", "true", "true"],
  ["select cast('abc' as char)", "a"],
  ["select len('a '::char(3)), length('a '::bpchar)", "1", "1"],
  ["select count(*), count(distinct code), max(len(code)) from codes", "3", "2", "2"],
  [
    "select code || '-' || state, upper(code), len(code) from codes where code = 'ab' order by id limit 1",
    "ab-CA",
    "AB",
    "2",
  ],
  ["select rtrim(code), count(*) from codes where len(code) = 2 group by code", "ab", "2"],
  ["select count(*) from codes a join codes b on a.code = b.code", "5"],
  [
    "select substring(code, 1, 3), position('b' in code), replace(code, ' ', '_'), reverse(code), lpad(code, 4, '*') from codes where id = 1",
    "ab",
    "2",
    "ab",
    "ba",
    "**ab",
  ],
  [
    "select code like 'ab', code in ('ab  '), code between 'a' and 'b' from codes where id = 1",
    "true",
    "true",
    "true",
  ],
  ["select concat(code, state), code::varchar(10) || '!' from codes where id = 1", "abCA", "ab!"],
  [
    "select state is null, nvl(state, 'none'), coalesce(state, code) from codes where id = 3",
    "true",
    "none",
    "c",
  ],
  [
    "select case code when 'ab' then 1 else 0 end, decode(code, 'ab ', 'yes', 'no') from codes where id = 1",
    "1",
    "yes",
  ],
  ["select listagg(state, ',') within group (order by id) from codes", "CA,NY"],
]

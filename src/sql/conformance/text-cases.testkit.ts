import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html */
export const strings: readonly ConformanceCase[] = [
  [
    "select upper('aé'), lower('AÉ'), initcap('nibh.enim@o''neil HELLO wORLD2x')",
    "AÉ",
    "aé",
    "Nibh.Enim@O'Neil Hello World2x",
  ],
  ["select initcap(''), initcap(null)", "", null],
  [
    "select len('été'), length(''), char_length('abc'), character_length('a b'), textlen('ab'), octet_length('é')",
    "3",
    "0",
    "3",
    "3",
    "2",
    "2",
  ],
  [
    "select substring('caterpillar', 6, 4), substring('caterpillar', 6, 8), substring('caterpillar', 6)",
    "pill",
    "pillar",
    "pillar",
  ],
  [
    "select substring('hello', 0, 3), substring('hello', -1, 3), substring('hello', -5, 3), substring('hello', 0)",
    "he",
    "h",
    "",
    "hello",
  ],
  [
    "select substr('hello', 2), substring('hello' from 2 for 3), substring(s, i, i) from t where i = 2",
    "ello",
    "ell",
    "pe",
  ],
  ["select left('hello', 2), right('hello', 2), left('a', 9), right('a', 0)", "he", "lo", "a", ""],
  [
    "select lpad('7', 3, '0'), lpad('caterpillar', 3, 'x'), rpad('a', 3), lpad('a', 0, 'x'), lpad('a', -1), rpad('x', 6, 'ab')",
    "007",
    "cat",
    "a  ",
    "",
    "",
    "xababa",
  ],
  ["select lpad(i, 3, '0'), lpad(i::varchar, 3, '0') from t where i = 1", "001", "001"],
  [
    "select trim('  a  '), trim(both '\"' from '\"dog\"'), trim(leading 'x' from 'xxax'), trim(trailing 'x' from 'xaxx')",
    "a",
    "dog",
    "ax",
    "xa",
  ],
  [
    "select btrim('xyzaxyzbxyzcxyz', 'xyz'), ltrim('2008-01', '2-80'), rtrim('Carloadz', 'za'), ltrim('  a '), btrim(' a ')",
    "axyzbxyzc",
    "1",
    "Carload",
    "a ",
    "a",
  ],
  [
    "select replace('abcabc', 'b', ''), replace('a', 'a', null), repeat('ab', 3), replicate('x', 2), reverse('abc')",
    "acac",
    null,
    "ababab",
    "xx",
    "cba",
  ],
  ["select translate('mint tea', 'inea', 'osin'), translate('abc', 'ab', 'x')", "most tin", "xc"],
  [
    "select concat('a', 'b'), concat('a', null), concat('a', 1), 'a' || 1 || 2.50 || date '2024-01-02'",
    "ab",
    null,
    "a1",
    "a12.502024-01-02",
  ],
  ["select 'x' || s || i || d || ts || day from t where i = 1", "xpaid1100.502024-01-15 10:30:452024-01-15"],
  ["select 'f' || f from t where i = 2", "f2"],
  ["select 'f' || f from t where i = 1", "f1.5"],
  [
    "select strpos('dogfish', 'fish'), strpos('abc', 'z'), charindex('fish', 'dogfish'), charindex('z', 'a'), position('fish' in 'dogfish')",
    "4",
    "0",
    "4",
    "0",
    "4",
  ],
  [
    "select split_part('abc$def$ghi', '$', 2), split_part('abc$def$ghi', '$', 4), split_part('abc', '#', 1), split_part(ts, '-', 2) from t where i = 1",
    "def",
    "",
    "abc",
    "01",
  ],
  ["select ascii('A'), ascii('é'), ascii(''), chr(65), chr(233)", "65", "233", "0", "A", "é"],
  [
    "select md5('a'), sha1('a'), func_sha1('a')",
    "0cc175b9c0f1b6a831c399e269772661",
    "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
    "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
  ],
  [
    "select sha2('a', 0), sha('a')",
    "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
  ],
  [
    "select strtol('abcd1234', 16), strtol('1234567', 10), strtol('110101', 2), strtol('FF', 16)",
    "2882343476",
    "1234567",
    "53",
    "255",
  ],
  ["select to_hex(2147676847), to_hex(255)", "8002f2af", "ff"],
  ["select quote_ident('foo bar'), quote_ident('foo'), quote_literal('a''b')", '"foo bar"', "foo", "'a''b'"],
  ["select 'it''s', 'a\\\\b', E'x', $$d'q$$", "it's", "a\\b", "x", "d'q"],
  ["select nullif('', ''), '' is null, len(''), coalesce(null, '')", null, "false", "0", ""],
  ["select 'a' < 'B', 'abc' = 'ABC', 'a' || ''", "false", "false", "a"],
]

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html, significance of trailing blanks */
export const blanks: readonly ConformanceCase[] = [
  [
    "select 'a ' = 'a', 'a' <> 'a  ', ' a' = 'a', s = 'paid ' from t where i = 1",
    "true",
    "false",
    "false",
    "true",
  ],
]

/** Numbers and dates where a text is due are taken as their text. */
export const texts: readonly ConformanceCase[] = [
  [
    "select len(12345), upper(12), left(20240115, 4), substring(day, 1, 7), right(d, 2), reverse(123) from t where i = 1",
    "5",
    "12",
    "2024",
    "2024-01",
    "50",
    "321",
  ],
  [
    "select left(ts, 10), left(i, 1), substring(ts, 12, 5), replace(date '2024-01-02', '-', ''), trim(5) from t where i = 1",
    "2024-01-15",
    "1",
    "10:30",
    "20240102",
    "5",
  ],
]

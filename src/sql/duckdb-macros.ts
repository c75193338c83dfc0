import { type StrictForm, strictTexts } from "./strict-text.ts"

/**
 * Macros that give DuckDB a meaning of Redshift's that it has no expression for. They are untyped, so that they
 * persist in a database file of any version, and live in the schema `_lux`; one may call another (`uses`). An argument may
 * be a column of an outer query, which DuckDB does not find inside a lambda: the lambda takes it as an element of a list.
 */
export interface DuckDbMacro {
  readonly sql: string
  readonly uses?: readonly string[]
}

/** What each DuckDB session of a project in Redshift SQL sets: text, casts and display of timestamptz are in UTC. */
export const duckDbSettings: readonly string[] = ["set timezone = 'UTC'"]

export const duckDbMacros: Readonly<Record<string, DuckDbMacro>> = {
  // An error as in Redshift, where DuckDB would answer null or infinity.
  divisor: {
    sql: "create or replace macro _lux.divisor(b) as case when b = 0 then error('division by zero') else b end",
  },
  // A text without its trailing blanks, anything else as it is. The test of the last byte is what makes it cheap.
  key: {
    sql: `create or replace macro _lux.key(x) as case when typeof(x) = 'VARCHAR' then cast_to_type(
    case when suffix(cast(x as varchar), ' ') then rtrim(cast(x as varchar), ' ') else cast(x as varchar) end, x) else x end`,
  },
  not_empty: {
    sql: "create or replace macro _lux.not_empty(x) as case when typeof(x) = 'VARCHAR' then cast_to_type(nullif(cast(x as varchar), ''), x) else x end",
  },
  // A text that is cast to a number, as strictly as Redshift reads it; anything else as it is.
  whole_text: { sql: numberTextMacro("whole") },
  decimal_text: { sql: numberTextMacro("decimal") },
  float_text: { sql: numberTextMacro("float") },
  ascii_lower: {
    sql: "create or replace macro _lux.ascii_lower(s) as translate(s, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')",
  },
  // A timestamp's date, any other number without its fraction.
  trunc: {
    sql: `create or replace macro _lux.trunc(x, result) as case when typeof(result) = 'DATE' then cast_to_type(x, result)
  when typeof(x) in ('DOUBLE', 'FLOAT') then cast_to_type(trunc(try_cast(cast(x as varchar) as double)), result)
  else cast_to_type(split_part(cast(x as varchar), '.', 1), result) end`,
  },
  // Of a decimal as many digits as it has, so that it goes together with others as Redshift's does.
  trunc_kind: {
    sql: `create or replace macro _lux.trunc_kind(type) as case when type[1] = 'T' or type = 'DATE' then 2 when type = 'DOUBLE' or type[1] <> 'D' then 1 else cast(split_part(type[9:-2], ',', 1) as integer) + 2 end`,
  },
  trunc_kinds: { sql: truncKindsMacro() },
  sign_kind: {
    sql: `create or replace macro _lux.sign_kind(type) as case when type = 'DOUBLE' or type[1] <> 'D' then 1 else 2 end`,
  },
  // What a text means beside a value: a date in any form of Redshift's, or the text itself.
  beside: {
    sql: "create or replace macro _lux.beside(x, written, iso) as case when typeof(x) in ('DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE') then cast_to_type(iso, x) else cast_to_type(written, x) end",
  },
  octetindex: {
    sql: "create or replace macro _lux.octetindex(search, s) as case when strpos(s, search) = 0 then 0 else strlen(left(s, strpos(s, search) - 1)) + 1 end",
  },
  strtol_digits: {
    sql: "create or replace macro _lux.strtol_digits(s, base) as case when base = 16 then regexp_replace(lower(ltrim(s, '+-')), '^0x', '') else lower(ltrim(s, '+-')) end",
  },
  strtol: {
    uses: ["strtol_digits"],
    sql: `create or replace macro _lux.strtol(s, base) as case when s is null then null
  when _lux.strtol_digits(s, base) = '' or len(list_filter(string_split(_lux.strtol_digits(s, base), ''), lambda c: not contains(left('0123456789abcdefghijklmnopqrstuvwxyz', base), c))) > 0
  then error('The input ' || s || ' is not valid to be converted to base ' || base)
  else cast(list_reduce(list_prepend(cast(0 as hugeint), list_transform(string_split(_lux.strtol_digits(s, base), ''), lambda c: cast(strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1 as hugeint))), lambda total, digit: total * base + digit) * case when left(s, 1) = '-' then -1 else 1 end as bigint) end`,
  },
  // The bytes of a text as whole numbers.
  bytes_of: {
    sql: "create or replace macro _lux.bytes_of(s) as case when s is not null then list_transform([s], lambda t: list_transform(range(0, strlen(t)), lambda i: cast(cast('0x' || substring(hex(encode(t)), cast(2 * i + 1 as integer), 2) as ubigint) as hugeint)))[1] end",
  },
  // By the polynomial of CRC-32C.
  crc32: {
    uses: ["bytes_of"],
    sql: `create or replace macro _lux.crc32(s) as case when s is not null then lpad(lower(to_hex(cast(xor(4294967295, list_reduce(
  list_prepend(cast(4294967295 as hugeint), _lux.bytes_of(s)),
  lambda crc, b: list_reduce(list_prepend(xor(crc, b), list_transform(range(0, 8), lambda n: cast(n as hugeint))),
    lambda c, n: case when c & 1 = 1 then xor(c // 2, 2197175160) else c // 2 end))) as bigint))), 8, '0') end`,
  },
  // FNV-1a, of 64 bits; the hash of what stands before is the seed.
  fnv_bytes: {
    sql: `create or replace macro _lux.fnv_bytes(bytes, seed) as case when bytes is not null then list_transform([list_reduce(
  list_prepend(cast(seed as hugeint) + case when seed < 0 then 18446744073709551616 else 0 end, bytes),
  lambda h, b: xor(h, b) * 1099511628211 % 18446744073709551616)],
  lambda h: cast(case when h >= 9223372036854775808 then h - 18446744073709551616 else h end as bigint))[1] end`,
  },
  fnv_hash: {
    uses: ["bytes_of", "fnv_bytes"],
    sql: "create or replace macro _lux.fnv_hash(s, seed) as _lux.fnv_bytes(_lux.bytes_of(s), seed)",
  },
  // The bytes of a whole number, the lowest first.
  fnv_hash_number: {
    uses: ["fnv_bytes"],
    sql: "create or replace macro _lux.fnv_hash_number(x, size, seed) as _lux.fnv_bytes(case when x is not null then list_transform([x], lambda n: list_transform(range(0, size + 0 * n), lambda i: cast((n >> cast(8 * i as bigint)) & 255 as hugeint)))[1] end, seed)",
  },
  seed: {
    sql: "create or replace macro _lux.seed(missing, seed) as case when missing or seed is null then error('fnv_hash of null with a seed is not verified') else seed end",
  },
  soundex_codes: {
    sql: "create or replace macro _lux.soundex_codes(u) as left(translate(u, 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099'), 1) || replace(translate(substring(u, 2), 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099'), '9', '')",
  },
  soundex: {
    uses: ["soundex_codes"],
    sql: `create or replace macro _lux.soundex(s) as case
  when s is null then null
  when not regexp_matches(s, '[A-Za-z]') then ''
  else upper(regexp_extract(s, '[A-Za-z]')) || rpad(left(replace(substring(
    ${[1, 2, 3, 4, 5, 6].reduce((text, code) => `regexp_replace(${text}, '${code}+', '${code}', 'g')`, "_lux.soundex_codes(upper(regexp_replace(s, '[^A-Za-z]', '', 'g')))")}
    , 2), '0', ''), 3), 3, '0') end`,
  },
  // How many places of two codes are alike.
  difference: {
    uses: ["soundex"],
    sql: `create or replace macro _lux.difference(a, b) as case
  when a is null or b is null then null
  when a = '' and b = '' then error('difference of two empty texts is not verified')
  when a = '' or b = '' then 0
  when _lux.soundex(a) = '' and _lux.soundex(b) = '' then 1
  when _lux.soundex(a) = '' or _lux.soundex(b) = '' then 0
  else ${[1, 2, 3, 4].map((place) => `cast(_lux.soundex(a)[${place}] = _lux.soundex(b)[${place}] as integer)`).join(" + ")} end`,
  },
  // Where an array has a value, counted from 0.
  array_places: {
    uses: ["super_equal"],
    sql: `create or replace macro _lux.array_places(j, wanted) as case
  when json_type(j) <> 'ARRAY' then error('a search in what is no array is not verified')
  when j is not null then list_filter(range(0, cast(json_array_length(j) as bigint)), lambda n: case
    when wanted is null or json_type(wanted) = 'NULL' then coalesce(json_type(j, '$[' || n || ']'), 'NULL') = 'NULL'
    else coalesce(_lux.super_equal(json_extract(j, '$[' || n || ']'), wanted), false) end) end`,
  },
  array_contains: {
    uses: ["array_places"],
    sql: "create or replace macro _lux.array_contains(j, wanted) as len(_lux.array_places(j, wanted)) > 0",
  },
  array_position: {
    uses: ["array_places"],
    sql: "create or replace macro _lux.array_position(j, wanted) as cast(case when j is not null then coalesce(_lux.array_places(j, wanted)[1], -1) end as integer)",
  },
  array_positions: {
    uses: ["array_places"],
    sql: "create or replace macro _lux.array_positions(j, wanted) as to_json(_lux.array_places(j, wanted))",
  },
  array_flatten: {
    sql: "create or replace macro _lux.array_flatten(j) as to_json(flatten(list_transform(cast(j as json[]), lambda e: case when json_type(e) = 'ARRAY' then cast(e as json[]) else [e] end)))",
  },
  power_of_ten: {
    sql: "create or replace macro _lux.power_of_ten(n) as cast(rpad('1', cast(n as integer) + 1, '0') as hugeint)",
  },
  // Of a decimal the digits behind the point, of other numbers none.
  scale: {
    sql: "create or replace macro _lux.scale(x) as case when typeof(x)[1] = 'D' and typeof(x) <> 'DOUBLE' then cast(split_part(typeof(x)[9:-2], ',', 2) as integer) else 0 end",
  },
  // A decimal of 38 digits beside one with more of them behind the point.
  room_kind: {
    sql: "create or replace macro _lux.room_kind(type, places) as case when type[1:11] = 'DECIMAL(38,' and cast(split_part(type[9:-2], ',', 2) as integer) < places then places + 1 else 1 end",
  },
  room_kinds: { sql: roomKindsMacro() },
  kept: {
    uses: ["scale"],
    sql: "create or replace macro _lux.kept(x, places) as case when _lux.scale(x) < places then error('decimals of different types come together here, which have more than 38 digits: cast them to one type, as in sum(a)::decimal(18,2)') else x end",
  },
  // The digits of a decimal as a whole number.
  digits: {
    uses: ["power_of_ten", "scale"],
    sql: "create or replace macro _lux.digits(x) as cast(x * _lux.power_of_ten(_lux.scale(x)) as hugeint)",
  },
  // A quotient of decimals, cut off at the last place of unit: whole numbers keep every digit.
  quotient: {
    uses: ["digits", "divisor", "power_of_ten", "scale"],
    sql: `create or replace macro _lux.quotient(a, b, unit) as
  (_lux.digits(a) * _lux.power_of_ten(greatest(0, _lux.scale(unit) - _lux.scale(a) + _lux.scale(b))))
  // (_lux.divisor(_lux.digits(b)) * _lux.power_of_ten(greatest(0, _lux.scale(a) - _lux.scale(b) - _lux.scale(unit)))) * unit`,
  },
  precision_and_scale: {
    sql: "create or replace macro _lux.precision_and_scale(type) as case type when 'BIGINT' then '19,0' when 'HUGEINT' then '19,0' when 'INTEGER' then '10,0' when 'SMALLINT' then '5,0' when 'TINYINT' then '5,0' else type[9:-2] end",
  },
  quotient_scale: {
    sql: `create or replace macro _lux.quotient_scale(a, b) as cast(least(
  greatest(4, cast(split_part(a, ',', 2) as integer) + cast(split_part(b, ',', 1) as integer) - cast(split_part(b, ',', 2) as integer) + 1),
  greatest(4, 38 - cast(split_part(a, ',', 1) as integer) + cast(split_part(a, ',', 2) as integer) - cast(split_part(b, ',', 2) as integer))) as varchar)`,
  },
  // Which of the units a quotient of values of these types has: numbers that are no decimals have none of their own.
  quotient_kind: {
    uses: ["precision_and_scale", "quotient_scale"],
    sql: `create or replace macro _lux.quotient_kind(a, b) as case
  when a in ('DOUBLE', 'FLOAT') or b in ('DOUBLE', 'FLOAT') then 'float'
  when a[1] <> 'D' and b[1] <> 'D' then 'whole'
  else _lux.quotient_scale(_lux.precision_and_scale(a), _lux.precision_and_scale(b)) end`,
  },
  units: { sql: unitsMacro() },
  any_quotient: {
    uses: ["quotient", "divisor"],
    sql: `create or replace macro _lux.any_quotient(a, b, unit) as case
  when typeof(a) in ('DOUBLE', 'FLOAT') or typeof(b) in ('DOUBLE', 'FLOAT') then cast_to_type(a / _lux.divisor(b), unit)
  when typeof(a)[1] <> 'D' and typeof(b)[1] <> 'D' then cast_to_type(a // _lux.divisor(b), unit)
  else cast_to_type(_lux.quotient(a, b, unit), unit) end`,
  },
  // An average of whole numbers and of decimals is cut off at the last place of the sum.
  average: {
    uses: ["digits"],
    sql: `create or replace macro _lux.average(total, n, unit) as case
  when typeof(total) in ('DOUBLE', 'FLOAT') then cast_to_type(total / n, unit)
  when typeof(total)[1] <> 'D' then cast_to_type(total // n, unit)
  else cast_to_type(_lux.digits(total) // n * unit, unit) end`,
  },
  average_kind: {
    sql: `create or replace macro _lux.average_kind(type) as case when type in ('DOUBLE', 'FLOAT') then 'float' when type[1] <> 'D' then 'whole'
  else split_part(type[9:-2], ',', 2) end`,
  },
  not_negative: {
    sql: "create or replace macro _lux.not_negative(n) as case when n < 0 then error('a negative number is not allowed here') else n end",
  },
  positive: {
    sql: "create or replace macro _lux.positive(n) as case when n < 1 then error('a number below 1 is not allowed here') else n end",
  },
  cbrt: {
    sql: "create or replace macro _lux.cbrt(x) as case when power(round(cbrt(x)), 3) = x then round(cbrt(x)) else cbrt(x) end",
  },
  compare: {
    sql: "create or replace macro _lux.compare(a, b) as case when a > b then 1 when a < b then -1 when a = b then 0 end",
  },
  // Floats of at most fifteen digits have the same text in both, without the ".0" of whole ones.
  text: {
    sql: `create or replace macro _lux.text(x) as case
  when typeof(x) in ('DOUBLE', 'FLOAT') then case
    when x is null then null
    when regexp_full_match(cast(x as varchar), '-?[0-9]{1,15}\\.0') then replace(cast(x as varchar), '.0', '')
    when regexp_full_match(cast(x as varchar), '-?[0-9]+\\.[0-9]+') and length(cast(x as varchar)) <= 16 and abs(try_cast(cast(x as varchar) as double)) >= 0.0001 then cast(x as varchar)
    else error('the text of this float is not verified: use to_char or cast it to a decimal') end
  when typeof(x) in ('BOOLEAN', 'JSON', 'BLOB', 'INTERVAL', 'TIMESTAMP WITH TIME ZONE') or typeof(x) like '%]' or typeof(x) like 'STRUCT%' then error('the text of a ' || typeof(x) || ' is not verified: cast or format it')
  else cast(x as varchar) end`,
  },
  // n counts bytes; a text is cut off between characters, what is not a text must fit. Each x is as long as what it stands for.
  varchar: {
    sql: `create or replace macro _lux.varchar(x, n, cut) as case when strlen(x) > n then case
  when not cut then error('value too long for type character varying(' || n || ')')
  when strlen(x) = length(x) then left(x, n)
  else list_transform([x], lambda t: left(t, list_max(list_filter(range(0, n + 1), lambda k: strlen(left(t, cast(k as integer))) <= n))))[1] end
  else x end`,
  },
  substring: {
    sql: `create or replace macro _lux.substring(s, first, size) as case
  when size < 0 then error('negative substring length not allowed')
  else substring(s, greatest(first, 1), greatest(first + size - greatest(first, 1), 0)) end`,
  },
  initcap: {
    sql: `create or replace macro _lux.initcap(s) as case when s is null then null else
  coalesce(array_to_string(list_transform(regexp_extract_all(s, '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'), lambda w: upper(left(w, 1)) || lower(substring(w, 2))), ''), '') end`,
  },
  quote_ident: {
    sql: `create or replace macro _lux.quote_ident(s) as case when regexp_full_match(s, '[a-z_][a-z0-9_]*') then s else '"' || replace(s, '"', '""') || '"' end`,
  },
  quote_literal: {
    sql: "create or replace macro _lux.quote_literal(s) as case when contains(s, '\\') then error('quote_literal of a backslash is not verified') else '''' || replace(s, '''', '''''') || '''' end",
  },
  // a, an aggregate that keeps a decimal's scale, when it lost nothing against b, the same as a double.
  exact: {
    sql: `create or replace macro _lux.exact(a, b) as case
  when a is null or abs(a - b) <= 1e-9 * greatest(1, abs(b)) then a
  else error('the median lies between two decimals: cast them to a decimal of a larger scale or to float') end`,
  },
  // A day that the month does not have goes on into the next one.
  rolled_date: {
    sql: `create or replace macro _lux.rolled_date(s, form, y, m, d) as case when s is null then null
  when regexp_matches(s, form) and cast(regexp_extract(s, form, d) as integer) between 1 and 31
  then make_date(cast(regexp_extract(s, form, y) as bigint), cast(regexp_extract(s, form, m) as bigint), cast(1 as bigint)) + (cast(regexp_extract(s, form, d) as integer) - 1)
  else error('"' || s || '" does not fit the format of to_date') end`,
  },
  add_years: {
    sql: `create or replace macro _lux.add_years(t, n) as case when month(t) = 2 and day(t) = 29
  then t - to_days(1) + to_years(cast(n as integer)) + to_days(1) else t + to_years(cast(n as integer)) end`,
  },
  trunc_years: {
    sql: "create or replace macro _lux.trunc_years(t, n) as date_trunc('year', t) - to_years(cast((year(t) - 1) % n as integer))",
  },
  // Weeks of Redshift's datediff begin on Sunday.
  week_number: {
    sql: "create or replace macro _lux.week_number(t) as cast(floor(date_diff('day', date '1970-01-04', cast(t as date)) / 7) as bigint)",
  },
  add_months: {
    sql: `create or replace macro _lux.add_months(t, n) as case
  when cast(t as date) = last_day(t) then cast(last_day(cast(t as date) + to_months(cast(n as integer))) as timestamp) + (t - date_trunc('day', t))
  else t + to_months(cast(n as integer)) end`,
  },
  // Whole months between equal days of the month or two last days, else with a fraction of 31 days.
  months_between: {
    sql: `create or replace macro _lux.months_between(a, b) as cast(
  ((year(a) - year(b)) * 12 + month(a) - month(b)) * 31 + case
    when day(a) = day(b) or (cast(a as date) = last_day(a) and cast(b as date) = last_day(b)) then 0
    else day(a) - day(b) + (epoch(a - date_trunc('day', a)) - epoch(b - date_trunc('day', b))) / 86400.0 end as double) / 31.0`,
  },
  next_day: {
    sql: "create or replace macro _lux.next_day(d, day) as d + cast((day - dayofweek(d) + 6) % 7 + 1 as integer)",
  },
  to_number: {
    sql: `create or replace macro _lux.to_number(s, digits, scale) as case
  when s is null then null
  when regexp_full_match(trim(replace(s, ',', '')), '[+-]?[0-9]{1,' || digits || '}(\\.[0-9]{0,' || scale || '})?') then trim(replace(s, ',', ''))
  when regexp_full_match(trim(replace(s, ',', '')), '[0-9]{1,' || digits || '}(\\.[0-9]{0,' || scale || '})?[+-]') then right(trim(replace(s, ',', '')), 1) || left(trim(replace(s, ',', '')), -1)
  else error('"' || s || '" does not fit the format of to_number') end`,
  },
  number_mask: {
    sql: `create or replace macro _lux.number_mask(digits, mask) as list_transform([digits], lambda d:
  array_to_string(list_transform(range(1, length(mask) + 1), lambda i:
  case when substring(mask, i, 1) <> ',' then substring(d, length(replace(left(mask, i), ',', '')), 1)
  when substring(d, length(replace(left(mask, i), ',', '')), 1) = ' ' then ' ' else ',' end), ''))[1]`,
  },
  // whole digits without leading zeros, padded with blanks, and with zeros from the first 0 of the mask on.
  number_digits: {
    sql: `create or replace macro _lux.number_digits(w, mask) as list_transform([w], lambda v: case
  when length(v) > length(replace(mask, ',', '')) then error('the number has more digits than the format of to_char')
  when contains(mask, '0') then lpad(lpad(v, cast(greatest(length(v), length(replace(mask, ',', '')) - strpos(replace(mask, ',', ''), '0') + 1) as integer), '0'), cast(length(replace(mask, ',', '')) as integer), ' ')
  else lpad(v, cast(length(replace(mask, ',', '')) as integer), ' ') end)[1]`,
  },
  number_parts: {
    uses: ["number_mask", "number_digits"],
    sql: `create or replace macro _lux.number_parts(w, f, mask, fmask, scale, fill) as
  _lux.number_mask(_lux.number_digits(case when w = '0' and scale > 0 and not contains(mask, '0') then '' else w end, mask), mask)
  || case when scale = 0 then '' else '.' || case when fill
    then left(f, greatest(length(rtrim(f, '0')), length(fmask) - strpos(reverse(fmask), '0') + case when contains(fmask, '0') then 1 else -length(fmask) end))
    else f end end`,
  },
  number_text: {
    sql: `create or replace macro _lux.number_text(t, negative, fill, sign) as list_transform([case when fill then ltrim(t) else t end], lambda v: case
  when sign = 'last' then v || case when negative then '-' else '+' end
  when sign = 'minus' then v || case when negative then '-' when fill then '' else ' ' end
  when sign = 'bracket' and negative then regexp_replace(v, '^( *)', '\\1<') || '>'
  when sign = 'bracket' and not fill then regexp_replace(v, '^( *)', '\\1 ') || ' '
  else regexp_replace(v, '^( *)', case
    when negative then '\\1-' when sign = 'first' then '\\1+' when fill then '\\1' else '\\1 ' end) end)[1]`,
  },
  roman: {
    sql: `create or replace macro _lux.roman(n) as case
  when round(n) not between 1 and 3999 then error('a Roman numeral is of a number from 1 to 3999')
  else repeat('M', cast(round(n) as integer) // 1000)
    || split_part('|C|CC|CCC|CD|D|DC|DCC|DCCC|CM', '|', cast(round(n) as integer) // 100 % 10 + 1)
    || split_part('|X|XX|XXX|XL|L|LX|LXX|LXXX|XC', '|', cast(round(n) as integer) // 10 % 10 + 1)
    || split_part('|I|II|III|IV|V|VI|VII|VIII|IX', '|', cast(round(n) as integer) % 10 + 1) end`,
  },
  // digits is the absolute value as text, with exactly scale digits behind the point.
  to_char_number: {
    uses: ["number_parts", "number_text"],
    sql: `create or replace macro _lux.to_char_number(digits, negative, mask, fmask, scale, fill, sign) as
  list_transform([row(digits, split_part(digits, '.', 1), negative and regexp_matches(digits, '[1-9]'))], lambda n:
    case when n[1] is not null then
      _lux.number_text(_lux.number_parts(n[2], split_part(n[1], '.', 2), mask, fmask, scale, fill), n[3], fill, sign) end)[1]`,
  },
  // DuckDB also reads a comma before a bracket, and infinity and NaN.
  json_valid: {
    sql: String.raw`create or replace macro _lux.json_valid(s) as json_valid(s) and case when regexp_matches(s, '(?i),\s*[\]}]|inf|nan')
  then not regexp_matches(s, '(?i)^([^"]|"([^"\\]|\\.)*")*(,\s*[\]}]|inf|nan)') else true end`,
  },
  // The text as JSON, or an error as in Redshift.
  json: {
    uses: ["json_valid"],
    sql: "create or replace macro _lux.json(s) as case when s is null or _lux.json_valid(s) then s else error('invalid JSON: ' || s) end",
  },
  is_json: {
    uses: ["json_valid"],
    sql: "create or replace macro _lux.is_json(s, kind) as case when s is not null then coalesce(_lux.json_valid(s) and json_type(case when _lux.json_valid(s) then s end) = kind, false) end",
  },
  json_typeof: {
    sql: `create or replace macro _lux.json_typeof(j) as case json_type(j)
  when 'OBJECT' then 'object' when 'ARRAY' then 'array' when 'VARCHAR' then 'string' when 'BOOLEAN' then 'boolean'
  when 'NULL' then 'null' when 'UBIGINT' then 'number' when 'BIGINT' then 'number' when 'DOUBLE' then 'number' end`,
  },
  // The names and values of an object.
  attributes: {
    sql: String.raw`create or replace macro _lux.attributes(j) as case when json_type(j) = 'OBJECT' then list_transform(json_keys(j), lambda k: {'name': k, 'value': json_extract(j, '$."' || replace(replace(k, '\', '\\'), '"', '\"') || '"')}) end`,
  },
  // Two SUPER values by what they hold.
  super_equal: {
    uses: ["json_typeof", "super_order"],
    sql: `create or replace macro _lux.super_equal(a, b) as case
  when a is null or b is null or json_type(a) = 'NULL' or json_type(b) = 'NULL' then null
  when cast(a as varchar) = cast(b as varchar) then true
  when _lux.json_typeof(a) <> _lux.json_typeof(b) then false
  when _lux.json_typeof(a) in ('array', 'object') then error('the comparison of arrays and objects that are written differently is not verified')
  else _lux.super_order(a, b) = 0 end`,
  },
  // Whether one is less, equal or greater; null of values of two kinds.
  super_order: {
    uses: ["json_typeof", "order_of"],
    sql: `create or replace macro _lux.super_order(a, b) as case when _lux.json_typeof(a) = _lux.json_typeof(b) then
  case _lux.json_typeof(a)
  when 'string' then _lux.order_of(rtrim(a ->> '$', ' '), rtrim(b ->> '$', ' '))
  when 'boolean' then _lux.order_of(a ->> '$', b ->> '$')
  when 'number' then coalesce(
    nullif(_lux.order_of(try_cast(a ->> '$' as double), try_cast(b ->> '$' as double)), 0),
    _lux.order_of(try_cast(a ->> '$' as hugeint), try_cast(b ->> '$' as hugeint)), 0)
  end end`,
  },
  order_of: {
    sql: "create or replace macro _lux.order_of(a, b) as case when a < b then -1 when a = b then 0 when a > b then 1 end",
  },
  // The guide says that texts come behind numbers, and its example is not in the order of their bytes.
  super_key: {
    uses: ["json_typeof"],
    sql: `create or replace macro _lux.super_key(x) as case
  when _lux.json_typeof(x) in ('string', 'array', 'object') then error('the order of SUPER values that are neither numbers nor truths is not verified: cast them')
  when _lux.json_typeof(x) = 'boolean' then {'kind': 1, 'number': cast(cast(x ->> '$' as boolean) as double), 'whole': null::hugeint}
  when _lux.json_typeof(x) = 'number' then {'kind': 2, 'number': try_cast(x ->> '$' as double), 'whole': try_cast(x ->> '$' as hugeint)} end`,
  },
  array_length: {
    sql: "create or replace macro _lux.array_length(j) as case when json_type(j) = 'ARRAY' then cast(json_array_length(j) as bigint) end",
  },
  split_to_array: {
    sql: "create or replace macro _lux.split_to_array(s, d) as case when s = '' or d = '' then error('split_to_array of an empty text or by one is not verified') else to_json(string_split(s, d)) end",
  },
  json_array_length: {
    sql: "create or replace macro _lux.json_array_length(j) as case when json_type(j) = 'ARRAY' then cast(json_array_length(j) as bigint) when j is not null then error('not a JSON array') end",
  },
  array_element_text: {
    sql: "create or replace macro _lux.array_element_text(j, i) as case when json_type(j) = 'ARRAY' then coalesce(j ->> ('$[' || i || ']'), case when i >= json_array_length(j) then '' end) when j is not null then error('not a JSON array') end",
  },
}

/** `what`: the expression, as the error names it. */
function numberTextMacro(form: StrictForm): string {
  const { pattern, name } = strictTexts[form]
  return `create or replace macro _lux.${form}_text(x, what) as case when typeof(x) = 'VARCHAR' then cast_to_type(
  case when x is null or regexp_full_match(cast(x as varchar), '(?i)${pattern}') then cast(x as varchar)
  else error(what || ' is "' || cast(x as varchar) || '", not ${name}') end, x) else x end`
}

/** One at the last place of decimals of every scale, by which a value gets its type when the query is bound. */
function unitsMacro(): string {
  const units = Array.from({ length: 38 }, (_, scale) => {
    const digits = scale === 0 ? "1" : `0.${"0".repeat(scale - 1)}1`
    return `'${scale}': cast(${digits} as decimal(38,${scale}))`
  })
  return `create or replace macro _lux.units() as {'whole': cast(1 as bigint), 'float': cast(1 as double), ${units.join(", ")}}`
}

/** The value itself, and a decimal of 38 digits of every scale. */
function roomKindsMacro(): string {
  const decimals = Array.from({ length: 38 }, (_, less) => `cast(null as decimal(38,${less + 1}))`)
  return `create or replace macro _lux.room_kinds(x) as row(x, ${decimals.join(", ")})`
}

/** A value of every type that a truncated one may have, by which it gets its own when the query is bound. */
function truncKindsMacro(): string {
  const decimals = Array.from({ length: 38 }, (_, less) => `cast(null as decimal(${less + 1},0))`)
  return `create or replace macro _lux.trunc_kinds(x) as row(x, cast(null as date), ${decimals.join(", ")})`
}

/**
 * The statements that create these macros and those that they call, in an order that works, the schema first; none
 * when no macro is used. They replace what is there.
 */
export function macroStatements(names: Iterable<string>): string[] {
  const ordered: string[] = []
  const visit = (name: string) => {
    const found = duckDbMacros[name]
    if (found === undefined) throw new Error(`there is no macro "${name}"`)
    if (ordered.includes(found.sql)) return
    for (const used of found.uses ?? []) visit(used)
    ordered.push(found.sql)
  }
  for (const name of names) visit(name)
  return ordered.length === 0 ? [] : ["create schema if not exists _lux", ...ordered]
}

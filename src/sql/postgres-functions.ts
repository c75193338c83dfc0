/**
 * Functions that give Postgres a meaning of Redshift's that it has no expression for. Several of one name are forms for
 * several types. They live in the schema `_lux`; one may call another (`uses`).
 */
export interface PostgresFunction {
  readonly sql: readonly string[]
  readonly uses?: readonly string[]
}

/** What each Postgres session of a project in Redshift SQL sets: moments have UTC as their zone. */
export const postgresSettings: readonly string[] = ["set timezone = 'UTC'"]

const wholeNumbers = ["smallint", "integer", "bigint"]
const asText = [...wholeNumbers, "numeric", "date", "timestamp", "time"]

function immutable(signature: string, result: string, body: string, more = ""): string {
  return `create or replace function _lux.${signature} returns ${result} language sql immutable parallel safe${more} as $$ ${body} $$`
}

function checked(signature: string, result: string, body: string): string {
  return `create or replace function _lux.${signature} returns ${result} language plpgsql immutable parallel safe as $$ ${body} $$`
}

export const postgresFunctions: Readonly<Record<string, PostgresFunction>> = {
  // Floats have fifteen digits as text.
  text: {
    sql: [
      immutable("text(text)", "text", "select $1"),
      ...asText.map((type) => immutable(`text(${type})`, "text", "select cast($1 as text)")),
      ...["real", "double precision"].map((type) =>
        immutable(`text(${type})`, "text", "select cast($1 as text)", " set extra_float_digits = 0"),
      ),
    ],
  },
  // Texts are cut off at a number of bytes between characters; what is not a text must fit.
  varchar: {
    uses: ["text"],
    sql: [
      immutable(
        "varchar(text, integer)",
        "text",
        `select case when octet_length($1) <= $2 then $1 when octet_length($1) = char_length($1) then left($1, $2)
    else left($1, (select max(size) from generate_series(0, $2) as size where octet_length(left($1, size)) <= $2)) end`,
      ),
      ...[...asText, "real", "double precision"].map((type) =>
        checked(
          `varchar(${type}, integer)`,
          "text",
          `begin
    if octet_length(_lux.text($1)) > $2 then
      raise exception 'value too long for type character varying(%)', $2 using errcode = 'string_data_right_truncation';
    end if;
    return _lux.text($1);
  end`,
        ),
      ),
    ],
  },
  not_negative: {
    sql: [
      checked(
        "not_negative(numeric)",
        "numeric",
        `begin
    if $1 < 0 then raise exception 'a negative number is not allowed here' using errcode = 'invalid_parameter_value'; end if;
    return $1;
  end`,
      ),
    ],
  },
  positive: {
    sql: [
      checked(
        "positive(numeric)",
        "numeric",
        `begin
    if $1 < 1 then raise exception 'a number below 1 is not allowed here' using errcode = 'invalid_parameter_value'; end if;
    return $1;
  end`,
      ),
    ],
  },
  lower: { sql: [immutable("lower(text)", "text", `select lower($1 collate "pg_c_utf8")`)] },
  upper: { sql: [immutable("upper(text)", "text", `select upper($1 collate "pg_c_utf8")`)] },
  initcap: { sql: [immutable("initcap(text)", "text", `select initcap($1 collate "pg_c_utf8")`)] },
  quote_literal: {
    sql: [
      checked(
        "quote_literal(text)",
        "text",
        `begin
    if strpos($1, '\\') > 0 then
      raise exception 'quote_literal of a backslash is not verified' using errcode = 'feature_not_supported';
    end if;
    return quote_literal($1);
  end`,
      ),
    ],
  },
  sha1: { sql: [sha1()] },
  strtol: {
    sql: [
      checked(
        "strtol(text, integer)",
        "bigint",
        `declare
    digits text := lower(ltrim($1, '+-'));
    value numeric := 0;
    digit integer;
  begin
    for place in 1 .. length(digits) loop
      digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(digits, place, 1)) - 1;
      if digit < 0 or digit >= $2 then
        raise exception 'The input % is not valid to be converted to base %', $1, $2 using errcode = 'invalid_text_representation';
      end if;
      value := value * $2 + digit;
    end loop;
    return case when $1 like '-%' then -value else value end;
  end`,
      ),
    ],
  },
  regexp_substr: {
    sql: [
      immutable(
        "regexp_substr(text, text, integer, integer, text, integer)",
        "text",
        "select case when $1 is not null then coalesce(regexp_substr($1, $2, $3, $4, $5, $6), '') end",
      ),
    ],
  },
  cbrt: {
    sql: [
      immutable(
        "cbrt(double precision)",
        "double precision",
        "select case when power(round(cbrt($1)), 3) = $1 then round(cbrt($1)) else cbrt($1) end",
      ),
    ],
  },
  // A half goes away from zero.
  round: {
    sql: [
      ...wholeNumbers.map((type) => immutable(`round(${type})`, type, "select $1")),
      ...wholeNumbers.map((type) =>
        immutable(`round(${type}, integer)`, "numeric", "select round(cast($1 as numeric), $2)"),
      ),
      immutable("round(numeric)", "numeric", "select round($1)"),
      immutable("round(numeric, integer)", "numeric", "select round($1, $2)"),
      immutable(
        "round(double precision)",
        "double precision",
        "select cast(round(cast($1 as numeric)) as double precision)",
      ),
      immutable(
        "round(double precision, integer)",
        "double precision",
        "select cast(round(cast($1 as numeric), $2) as double precision)",
      ),
    ],
  },
  trunc: {
    sql: [
      ...wholeNumbers.map((type) => immutable(`trunc(${type})`, type, "select $1")),
      ...wholeNumbers.map((type) =>
        immutable(`trunc(${type}, integer)`, "numeric", "select trunc(cast($1 as numeric), $2)"),
      ),
      immutable("trunc(numeric)", "numeric", "select trunc($1)"),
      immutable("trunc(numeric, integer)", "numeric", "select trunc($1, $2)"),
      immutable("trunc(double precision)", "double precision", "select trunc($1)"),
      immutable(
        "trunc(double precision, integer)",
        "double precision",
        "select cast(trunc(cast($1 as numeric), $2) as double precision)",
      ),
      immutable("trunc(date)", "date", "select $1"),
      immutable("trunc(timestamp)", "date", "select cast($1 as date)"),
    ],
  },
  compare: {
    sql: [
      immutable(
        "compare(anycompatible, anycompatible)",
        "integer",
        "select case when $1 > $2 then 1 when $1 < $2 then -1 when $1 = $2 then 0 end",
      ),
    ],
  },
  date_trunc: {
    sql: [
      immutable("date_trunc(text, date)", "timestamp", "select date_trunc($1, cast($2 as timestamp))"),
      immutable("date_trunc(text, timestamp)", "timestamp", "select date_trunc($1, $2)"),
      immutable("date_trunc(text, timestamptz)", "timestamptz", "select date_trunc($1, $2, 'UTC')"),
    ],
  },
  datediff: {
    sql: [
      immutable(
        "datediff(text, timestamp, timestamp)",
        "bigint",
        `select cast(case $1
    when 'year' then extract(year from $3) - extract(year from $2)
    when 'quarter' then extract(year from $3) * 4 + extract(quarter from $3) - extract(year from $2) * 4 - extract(quarter from $2)
    when 'month' then extract(year from $3) * 12 + extract(month from $3) - extract(year from $2) * 12 - extract(month from $2)
    when 'day' then cast($3 as date) - cast($2 as date)
    when 'hour' then extract(epoch from date_trunc('hour', $3) - date_trunc('hour', $2)) / 3600
    when 'minute' then extract(epoch from date_trunc('minute', $3) - date_trunc('minute', $2)) / 60
    when 'second' then extract(epoch from date_trunc('second', $3) - date_trunc('second', $2))
    when 'millisecond' then extract(epoch from date_trunc('milliseconds', $3) - date_trunc('milliseconds', $2)) * 1000
    when 'microsecond' then extract(epoch from $3 - $2) * 1000000 end as bigint)`,
      ),
    ],
  },
  last_day: {
    sql: [
      immutable(
        "last_day(timestamp)",
        "date",
        "select cast(date_trunc('month', $1) + interval '1 month - 1 day' as date)",
      ),
    ],
  },
  add_months: {
    uses: ["last_day"],
    sql: [
      immutable(
        "add_months(timestamp, integer)",
        "timestamp",
        `select case
    when cast($1 as date) = _lux.last_day($1)
      then _lux.last_day(date_trunc('month', $1) + make_interval(months => $2)) + ($1 - date_trunc('day', $1))
    else $1 + make_interval(months => $2) end`,
      ),
    ],
  },
  // Whole months between equal days of the month or two last days, else with a fraction of 31 days.
  months_between: {
    uses: ["last_day"],
    sql: [
      immutable(
        "months_between(timestamp, timestamp)",
        "double precision",
        `select cast((extract(year from $1) - extract(year from $2)) * 12 + extract(month from $1) - extract(month from $2) + case
    when extract(day from $1) = extract(day from $2) then 0
    when cast($1 as date) = _lux.last_day($1) and cast($2 as date) = _lux.last_day($2) then 0
    else (extract(day from $1) - extract(day from $2)
      + extract(epoch from ($1 - date_trunc('day', $1)) - ($2 - date_trunc('day', $2))) / 86400.0) / 31.0 end as double precision)`,
      ),
    ],
  },
  next_day: {
    sql: [
      immutable(
        "next_day(date, integer)",
        "date",
        "select $1 + cast((($2 - extract(dow from $1) + 6) % 7) + 1 as integer)",
      ),
    ],
  },
  // Postgres writes signs for digits that there is no room for.
  to_char_number: {
    sql: [
      checked(
        "to_char_number(numeric, text)",
        "text",
        `declare written text := to_char($1, $2);
  begin
    if strpos(written, '#') > 0 then
      raise exception 'the number has more digits than the format of to_char' using errcode = 'numeric_value_out_of_range';
    end if;
    return written;
  end`,
      ),
    ],
  },
  to_number: {
    sql: [
      checked(
        "to_number(text, integer, integer)",
        "numeric",
        `declare given text := btrim(replace($1, ',', ''));
  begin
    if $1 is null then return null; end if;
    if given ~ format('^[0-9]{1,%s}(\\.[0-9]{0,%s})?[+-]$', $2, $3) then
      given := right(given, 1) || left(given, -1);
    elsif given !~ format('^[+-]?[0-9]{1,%s}(\\.[0-9]{0,%s})?$', $2, $3) then
      raise exception '"%" does not fit the format of to_number', $1 using errcode = 'invalid_text_representation';
    end if;
    return cast(given as numeric);
  end`,
      ),
    ],
  },
  json_or_null: {
    sql: [
      checked(
        "json_or_null(text)",
        "json",
        "begin if $1 is json then return cast($1 as json); end if; return null; end",
      ),
    ],
  },
  json_array_length: {
    sql: [immutable("json_array_length(json)", "bigint", "select cast(json_array_length($1) as bigint)")],
  },
  array_element_text: {
    sql: [
      immutable(
        "array_element_text(json, integer)",
        "text",
        "select case when $2 < json_array_length($1) then $1 ->> $2 when $1 is not null then '' end",
      ),
    ],
  },
  // Postgres writes blanks after commas and colons.
  json_serialize: {
    sql: [
      immutable(
        "json_serialize(jsonb)",
        "text",
        String.raw`select regexp_replace(cast($1 as text), '("(?:\\.|[^"\\])*")|\s+', '\1', 'g')`,
      ),
    ],
  },
  array_length: {
    sql: [
      immutable(
        "array_length(jsonb)",
        "bigint",
        "select case when jsonb_typeof($1) = 'array' then cast(jsonb_array_length($1) as bigint) end",
      ),
    ],
  },
  elements: {
    sql: [
      `create or replace function _lux.elements(jsonb) returns setof jsonb language sql immutable parallel safe as $$
    select jsonb_array_elements(case when jsonb_typeof($1) = 'array' then $1 else '[]' end) $$`,
    ],
  },
  indexed_elements: {
    sql: [
      `create or replace function _lux.indexed_elements(jsonb) returns table (element jsonb, index bigint)
    language sql immutable parallel safe as $$
    select each.element, each.place - 1
    from jsonb_array_elements(case when jsonb_typeof($1) = 'array' then $1 else '[]' end) with ordinality as each (element, place) $$`,
    ],
  },
  split_to_array: {
    sql: [
      checked(
        "split_to_array(text, text)",
        "jsonb",
        `begin
    if $1 = '' or $2 = '' then
      raise exception 'split_to_array of an empty text or by one is not verified' using errcode = 'feature_not_supported';
    end if;
    return to_jsonb(string_to_array($1, $2));
  end`,
      ),
    ],
  },
  // The sum keeps the scale of what was summed up.
  average: {
    sql: [
      immutable("average(bigint, bigint)", "bigint", "select $1 / nullif($2, 0)"),
      immutable("average(numeric, bigint)", "numeric", "select trunc($1 / nullif($2, 0), scale($1))"),
      immutable("average(double precision, bigint)", "double precision", "select $1 / nullif($2, 0)"),
    ],
  },
  // A median of decimals keeps their scale, and must not lose a digit.
  median: {
    uses: ["percentile_cont"],
    sql: [
      ...wholeNumbers.map((type) =>
        immutable(
          `median(${type}[])`,
          "double precision",
          "select _lux.percentile_cont(cast($1 as double precision[]), 0.5)",
        ),
      ),
      immutable("median(double precision[])", "double precision", "select _lux.percentile_cont($1, 0.5)"),
      checked(
        "median(numeric[])",
        "numeric",
        `declare
    known numeric[];
    middle numeric;
    most integer;
  begin
    select array_agg(value order by value), max(scale(value)) into known, most from unnest($1) as value where value is not null;
    if known is null then return null; end if;
    middle := (known[(cardinality(known) + 1) / 2] + known[cardinality(known) / 2 + 1]) / 2;
    if round(middle, most) <> middle then
      raise exception 'the median lies between two decimals: cast them to a decimal of a larger scale or to float'
        using errcode = 'feature_not_supported';
    end if;
    return round(middle, most);
  end`,
      ),
    ],
  },
  percentile_cont: {
    sql: [
      immutable(
        "percentile_cont(double precision[], double precision)",
        "double precision",
        "select percentile_cont($2) within group (order by value) from unnest($1) as value",
      ),
    ],
  },
  percentile_disc: {
    sql: [
      immutable(
        "percentile_disc(anyarray, double precision)",
        "anyelement",
        "select percentile_disc($2) within group (order by value) from unnest($1) as value",
      ),
    ],
  },
  first_known: { sql: known("first", "coalesce($1, $2)") },
  last_known: { sql: known("last", "coalesce($2, $1)") },
}

/** An aggregate that keeps the first or last value that is not null. */
function known(which: string, next: string): string[] {
  return [
    immutable(`keep_${which}(anyelement, anyelement)`, "anyelement", `select ${next}`),
    `create or replace aggregate _lux.${which}_known(anyelement) (sfunc = _lux.keep_${which}, stype = anyelement, parallel = safe)`,
  ]
}

/** https://www.rfc-editor.org/rfc/rfc3174: Postgres has it in an extension only. */
function sha1(): string {
  return checked(
    "sha1(text)",
    "text",
    `declare
    message bytea := convert_to($1, 'UTF8');
    size bigint := length(message);
    h bigint[] := array[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
    w bigint[];
    a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; t bigint;
    mask constant bigint := 4294967295;
  begin
    if $1 is null then return null; end if;
    message := message || '\\x80'::bytea || decode(repeat('00', (((55 - size) % 64 + 64) % 64)::integer), 'hex') || int8send(size * 8);
    for chunk in 0 .. length(message) / 64 - 1 loop
      for i in 0 .. 15 loop
        w[i] := (get_byte(message, chunk * 64 + i * 4)::bigint << 24) | (get_byte(message, chunk * 64 + i * 4 + 1)::bigint << 16)
          | (get_byte(message, chunk * 64 + i * 4 + 2)::bigint << 8) | get_byte(message, chunk * 64 + i * 4 + 3)::bigint;
      end loop;
      for i in 16 .. 79 loop
        t := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
        w[i] := ((t << 1) | (t >> 31)) & mask;
      end loop;
      a := h[1]; b := h[2]; c := h[3]; d := h[4]; e := h[5];
      for i in 0 .. 79 loop
        if i < 20 then f := (b & c) | ((~b) & mask & d); k := 1518500249;
        elsif i < 40 then f := b # c # d; k := 1859775393;
        elsif i < 60 then f := (b & c) | (b & d) | (c & d); k := 2400959708;
        else f := b # c # d; k := 3395469782; end if;
        t := ((((a << 5) | (a >> 27)) & mask) + f + e + k + w[i]) & mask;
        e := d; d := c; c := ((b << 30) | (b >> 2)) & mask; b := a; a := t;
      end loop;
      h := array[(h[1] + a) & mask, (h[2] + b) & mask, (h[3] + c) & mask, (h[4] + d) & mask, (h[5] + e) & mask];
    end loop;
    return lpad(to_hex(h[1]), 8, '0') || lpad(to_hex(h[2]), 8, '0') || lpad(to_hex(h[3]), 8, '0') || lpad(to_hex(h[4]), 8, '0')
      || lpad(to_hex(h[5]), 8, '0');
  end`,
  )
}

/**
 * The statements that create these functions and those that they call, in an order that works, the schema first; none
 * when no function is used. They replace what is there.
 */
export function functionStatements(names: Iterable<string>, schema = "_lux"): string[] {
  const ordered = new Set<string>()
  const visit = (name: string) => {
    const found = postgresFunctions[name]
    if (found === undefined) throw new Error(`there is no function "${name}"`)
    for (const used of found.uses ?? []) visit(used)
    for (const sql of found.sql) ordered.add(sql)
  }
  for (const name of names) visit(name)
  if (ordered.size === 0) return []
  const functions = [...ordered].map((sql) => sql.replaceAll("_lux.", `${schema}.`))
  return [`create schema if not exists ${schema}`, ...functions]
}

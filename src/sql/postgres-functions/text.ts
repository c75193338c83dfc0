import { type StrictForm, strictTexts } from "../strict-text.ts"
import { asText, checked, immutable, type PostgresFunctions } from "./function-text.ts"

export const textFunctions: PostgresFunctions = {
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
  // A text without its trailing blanks, anything else as it is.
  key: {
    sql: [
      ...["text", "varchar", "bpchar"].map((type) =>
        immutable(`key(${type})`, "text", "select rtrim(cast($1 as text), ' ')"),
      ),
      immutable("key(anyelement)", "anyelement", "select $1"),
    ],
  },
  // Where texts are compared by the engine itself none may end with blanks.
  unblanked: {
    sql: [
      ...["text", "varchar", "bpchar"].map((type) =>
        checked(
          `unblanked(${type})`,
          "boolean",
          `begin
    if $1 like '% ' then
      raise exception 'a join by using over the text "%", which ends with blanks: declare the columns of what is read, or join with on', $1
        using errcode = 'feature_not_supported';
    end if;
    return true;
  end`,
        ),
      ),
      immutable("unblanked(anyelement)", "boolean", "select true"),
    ],
  },
  octetindex: {
    sql: [
      immutable(
        "octetindex(text, text)",
        "integer",
        "select case when strpos($2, $1) = 0 then 0 else octet_length(left($2, strpos($2, $1) - 1)) + 1 end",
      ),
    ],
  },
  not_empty: {
    sql: [
      ...["text", "varchar"].map((type) => immutable(`not_empty(${type})`, "text", "select nullif($1, '')")),
      immutable("not_empty(anyelement)", "anyelement", "select $1"),
    ],
  },
  whole_text: numberText("whole"),
  decimal_text: numberText("decimal"),
  float_text: numberText("float"),
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
  // By the polynomial of CRC-32C.
  crc32: {
    sql: [
      checked(
        "crc32(text)",
        "text",
        `declare
    crc bigint := 4294967295;
    bytes bytea := convert_to($1, 'UTF8');
  begin
    if $1 is null then return null; end if;
    for place in 0 .. length(bytes) - 1 loop
      crc := crc # get_byte(bytes, place);
      for bit in 1 .. 8 loop
        crc := case when crc & 1 = 1 then (crc >> 1) # 2197175160 else crc >> 1 end;
      end loop;
    end loop;
    return lpad(to_hex(crc # 4294967295), 8, '0');
  end`,
      ),
    ],
  },
  // FNV-1a, of 64 bits; the hash of what stands before is the seed.
  fnv_bytes: {
    sql: [
      checked(
        "fnv_bytes(bytea, numeric)",
        "bigint",
        `declare
    hash numeric := case when $2 < 0 then $2 + 18446744073709551616 else $2 end;
    low bigint;
  begin
    if $1 is null then return null; end if;
    for place in 0 .. length($1) - 1 loop
      low := mod(hash, 256);
      hash := mod((hash - low + (low # get_byte($1, place))) * 1099511628211, 18446744073709551616);
    end loop;
    return case when hash >= 9223372036854775808 then hash - 18446744073709551616 else hash end;
  end`,
      ),
    ],
  },
  fnv_hash: {
    uses: ["fnv_bytes"],
    sql: [
      immutable("fnv_hash(text, numeric)", "bigint", "select _lux.fnv_bytes(convert_to($1, 'UTF8'), $2)"),
    ],
  },
  // The bytes of a whole number, the lowest first.
  fnv_hash_number: {
    uses: ["fnv_bytes"],
    sql: [
      immutable(
        "fnv_hash_number(bigint, integer, numeric)",
        "bigint",
        "select _lux.fnv_bytes((select string_agg(substring(int8send($1) from 8 - n for 1), '' order by n) from generate_series(0, $2 - 1) n), $3)",
      ),
    ],
  },
  seed: {
    sql: [
      checked(
        "seed(boolean, bigint)",
        "numeric",
        `begin
    if $1 or $2 is null then
      raise exception 'fnv_hash of null with a seed is not verified' using errcode = 'feature_not_supported';
    end if;
    return $2;
  end`,
      ),
    ],
  },
  soundex: {
    sql: [
      checked(
        "soundex(text)",
        "text",
        `declare
    letters text := upper(regexp_replace($1, '[^A-Za-z]', '', 'g'));
    codes text := translate(letters, 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099');
  begin
    if $1 is null then return null; end if;
    if letters = '' then return ''; end if;
    codes := regexp_replace(left(codes, 1) || replace(substr(codes, 2), '9', ''), '([1-6])\\1+', '\\1', 'g');
    return left(letters, 1) || rpad(left(replace(substr(codes, 2), '0', ''), 3), 3, '0');
  end`,
      ),
    ],
  },
  // How many places of two codes are alike.
  difference: {
    uses: ["soundex"],
    sql: [
      checked(
        "difference(text, text)",
        "integer",
        `declare
    a text := _lux.soundex($1);
    b text := _lux.soundex($2);
  begin
    if $1 is null or $2 is null then return null; end if;
    if $1 = '' and $2 = '' then
      raise exception 'difference of two empty texts is not verified' using errcode = 'feature_not_supported';
    end if;
    if a = '' or b = '' then return case when $1 <> '' and $2 <> '' and a = b then 1 else 0 end; end if;
    return (select count(*) from generate_series(1, 4) n where substr(a, n, 1) = substr(b, n, 1));
  end`,
      ),
    ],
  },
  strtol: {
    sql: [
      checked(
        "strtol(text, integer)",
        "bigint",
        `declare
    digits text := case when $2 = 16 then regexp_replace(lower(ltrim($1, '+-')), '^0x', '') else lower(ltrim($1, '+-')) end;
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

/** A text that is cast to a number, as strictly as Redshift reads it; anything else as it is. */
function numberText(form: StrictForm): PostgresFunctions[string] {
  const { pattern, name } = strictTexts[form]
  return {
    sql: [
      ...["text", "varchar", "bpchar"].map((type) =>
        checked(
          `${form}_text(${type}, text)`,
          "text",
          `begin
    if $1 !~* '^${pattern}$' then
      raise exception '% is "%", not ${name}', $2, $1 using errcode = 'invalid_text_representation';
    end if;
    return $1;
  end`,
        ),
      ),
      immutable(`${form}_text(anyelement, text)`, "anyelement", "select $1"),
    ],
  }
}

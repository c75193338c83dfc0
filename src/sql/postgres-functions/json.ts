import { checked, immutable, type PostgresFunctions } from "./function-text.ts"

export const jsonFunctions: PostgresFunctions = {
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
  // Two SUPER values by what they hold.
  super_equal: {
    sql: [
      immutable(
        "super_equal(jsonb, jsonb)",
        "boolean",
        `select case when jsonb_typeof($1) = 'null' or jsonb_typeof($2) = 'null' then null
  when jsonb_typeof($1) = 'string' and jsonb_typeof($2) = 'string' then rtrim($1 #>> '{}', ' ') = rtrim($2 #>> '{}', ' ')
  else $1 = $2 end`,
      ),
    ],
  },
  // Whether one is less, equal or greater; null of values of two kinds.
  super_order: {
    sql: [
      immutable(
        "super_order(jsonb, jsonb)",
        "integer",
        `select case when jsonb_typeof($1) = jsonb_typeof($2) then case jsonb_typeof($1)
  when 'string' then btarraycmp(array[rtrim($1 #>> '{}', ' ') collate "C"], array[rtrim($2 #>> '{}', ' ') collate "C"])
  when 'boolean' then btboolcmp(cast($1 as boolean), cast($2 as boolean))
  when 'number' then numeric_cmp(cast($1 as numeric), cast($2 as numeric)) end end`,
      ),
    ],
  },
  // The guide says that texts come behind numbers, and its example is not in the order of their bytes.
  super_key: {
    sql: [
      checked(
        "super_key(jsonb)",
        "jsonb",
        `begin
    if jsonb_typeof($1) in ('string', 'array', 'object') then
      raise exception 'the order of SUPER values that are neither numbers nor truths is not verified: cast them' using errcode = 'feature_not_supported';
    end if;
    return case jsonb_typeof($1)
      when 'boolean' then jsonb_build_array(1, $1)
      when 'number' then jsonb_build_array(2, $1) end;
  end`,
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
  // Where an array has a value, counted from 0.
  array_positions: {
    uses: ["super_equal"],
    sql: [
      checked(
        "array_positions(jsonb, jsonb)",
        "jsonb",
        `begin
    if $1 is null then return null; end if;
    if jsonb_typeof($1) <> 'array' then
      raise exception 'a search in what is no array is not verified' using errcode = 'feature_not_supported';
    end if;
    return (select coalesce(jsonb_agg(place - 1 order by place), '[]') from jsonb_array_elements($1) with ordinality as each (value, place)
      where case when coalesce(jsonb_typeof($2), 'null') = 'null' then jsonb_typeof(value) = 'null' else coalesce(_lux.super_equal(value, $2), false) end);
  end`,
      ),
    ],
  },
  array_contains: {
    uses: ["array_positions"],
    sql: [
      immutable("array_contains(jsonb, jsonb)", "boolean", "select _lux.array_positions($1, $2) <> '[]'"),
    ],
  },
  array_position: {
    uses: ["array_positions"],
    sql: [
      immutable(
        "array_position(jsonb, jsonb)",
        "integer",
        "select case when $1 is not null then cast(coalesce(_lux.array_positions($1, $2) ->> 0, '-1') as integer) end",
      ),
    ],
  },
  array_flatten: {
    sql: [
      immutable(
        "array_flatten(jsonb)",
        "jsonb",
        "select coalesce((select jsonb_agg(inner_value order by outer_place, inner_place) from jsonb_array_elements($1) with ordinality as o(outer_value, outer_place) cross join lateral jsonb_array_elements(case when jsonb_typeof(outer_value) = 'array' then outer_value else jsonb_build_array(outer_value) end) with ordinality as i(inner_value, inner_place)), case when $1 is not null then '[]'::jsonb end)",
      ),
    ],
  },
  subarray: {
    sql: [
      immutable(
        "subarray(jsonb, integer, integer)",
        "jsonb",
        "select case when jsonb_typeof($1) = 'array' then coalesce((select jsonb_agg(value order by place) from jsonb_array_elements($1) with ordinality as each (value, place) where place > $2 and place <= $2 + $3), '[]') end",
      ),
    ],
  },
  elements: {
    sql: [
      `create or replace function _lux.elements(jsonb) returns setof jsonb language sql immutable parallel safe as $$
    select jsonb_array_elements(case when jsonb_typeof($1) = 'array' then $1 else '[]' end) $$`,
    ],
  },
  attributes: {
    sql: [
      `create or replace function _lux.attributes(jsonb) returns table (element jsonb, name text)
    language sql immutable parallel safe as $$
    select each.value, each.key from jsonb_each(case when jsonb_typeof($1) = 'object' then $1 else '{}' end) as each $$`,
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
}

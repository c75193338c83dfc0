import { expect, test } from "vitest"
import { SqlRefusal, SqlRefusals, translate } from "./translate.ts"

/** Constructs that must not pass: the SQL, with the refused part between `<<` and `>>`, and what the error names. */
const cases: readonly (readonly [sql: string, construct: string])[] = [
  ["select <<checksum>>('a')", 'the function "checksum"'],
  ["select <<f_mine>>(1)", 'the function "f_mine"'],
  ["select <<other.len>>('a')", 'the function "other.len"'],
  ["select <<age>>('2024-01-01')", 'the function "age"'],
  ["select <<len('a', 'b')>>", '"len" with 2 arguments'],
  ["select <<len(*)>>", '"len" of *'],
  ["select <<lag(i, 1, 0) over (order by i)>> from t", '"lag" with 3 arguments'],
  ["select <<row_number()>> from t", '"row_number" without "over"'],
  ["select <<len('a') over ()>>", '"len" with "over"'],
  ["select <<upper(distinct s)>> from t", '"upper" of distinct values'],
  ["select <<sum(i) ignore nulls>> from t", '"sum" with "ignore nulls"'],
  ["select <<count(distinct i) over ()>> from t", '"count" of distinct values with "over"'],
  ["select <<count(distinct i, s)>> from t", '"count" with 2 arguments'],
  ["select count(*) <<filter>> (where i > 1) from t", '"filter (where ...)"'],
  ["select sum(i) over <<w>> from t", "a named window"],
  [
    "select percentile_cont(0.9) within group (order by <<i desc>>) from t",
    '"percentile_cont" in descending order',
  ],
  [
    "select a.*, b.* exclude (<<id, name>>) from u a join u b on a.id = b.id",
    '"exclude" over more than one star',
  ],
  ["select <<*>> from s.x join s.y using (id) join s.z on z.id = x.id", "a star over these joins"],
  [
    "select <<*>> from (select s, i as id from t) x join u using (id), (select 3 as id) y",
    "a star over these joins",
  ],
  ["select *, 1 as one exclude <<id>> from u", '"exclude" over more than one star'],
  ["select * from <<svv_tables>>", 'the system table "svv_tables"'],
  ["select * from <<pg_catalog.pg_class c>>", 'the system table "pg_catalog.pg_class"'],
  ["select 1 from t, u where <<t.i = id(+)>>", 'the outer join operator "(+)" whose relation is not named'],
  ["select 1 from t join u on t.i = <<u.id(+)>>", 'the outer join operator "(+)" at this place'],
  ["select 1 from t, u where t.i = <<u.id (+)>> or t.i = 1", 'the outer join operator "(+)" at this place'],
  ["select 'a'::<<geometry>>", 'the type "geometry"'],
  ["select <<'1.5'::int>>", "the cast of this text to a whole number"],
  ["select <<'0x1F'::bigint>>", "the cast of this text to a whole number"],
  ["select <<'1_000'::decimal(9,2)>>", "the cast of this text to decimal"],
  ["select <<s::boolean>> from t", "this cast to boolean"],
  ["select <<try_cast(1.5 as int)>>", '"try_cast" of this value'],
  ["select <<true>>::varchar", "the text of a boolean"],
  ["select <<'2.5'>> * 2", "arithmetic with a text"],
  ["select 1 + <<'1'>>", "arithmetic with a text"],
  ["select 7.5 / <<'2'>> from t", "arithmetic with a text"],
  ["select i % <<'2'>> from (select 5 as i) as t", "arithmetic with a text"],
  ["select <<'5'>> - '1'", "arithmetic with a text"],
  ["select -<<'5'>>", "arithmetic with a text"],
  ["select <<1 = 1>> = true", "a chain of comparisons"],
  ["select i from t where not <<i < 2>> = ok", "a chain of comparisons"],
  ["select 'a' || <<true>>", "the text of a boolean"],
  ["select to_char(ts, <<'YYYYTH'>>) from t", '"T" in a format of to_char'],
  ["select to_char(ts, <<'SSS'>>) from t", '"SSS" in a format of to_char'],
  ["select to_char(ts, <<s>>) from t", '"to_char" with a computed format'],
  ["select to_char(1, <<'9RN'>>)", "the number format '9RN'"],
  ["select to_date('24', <<'YY'>>)", '"YY" in a format of to_date'],
  ["select to_number('1', <<'9L'>>)", "this format of to_number"],
  ["select 'a' ~ <<'(a)\\\\1'>>", "a backreference in a regular expression"],
  ["select regexp_substr('a', <<'(?=a)'>>)", "look-around in a regular expression"],
  ["select regexp_substr('a', <<'a*?'>>)", "a lazy or possessive quantifier in a regular expression"],
  ["select regexp_substr('ab', <<'a|ab'>>)", "an alternation whose branches start alike"],
  ["select regexp_count('a', <<'a*'>>)", "a regular expression that matches the empty text"],
  ["select regexp_replace('a', 'a', <<'$1'>>)", "this replacement of a regular expression"],
  ["select regexp_replace('a', <<s>>) from t", "a pattern that is not a literal"],
  ["select regexp_replace('a', 'a', 'b', 1, <<'x'>>)", "these parameters of a regular expression"],
  ["select s <<~*>> 'a' from t", 'the operator "~*"'],
  ["select <<'a\\d'>>", "a single backslash in a string"],
  ["select 'a' similar to <<'[[:alpha:]]'>>", "this pattern of similar to"],
  ["select left('a', <<-1>>)", '"left" with a negative length'],
  ["select split_part('a', ',', <<-1>>)", '"split_part" with a position below 1'],
  ["select strpos('a', <<''>>)", "the position of an empty text"],
  ["select sha2('a', <<512>>)", '"sha2" with other than 256 bits'],
  ["select datediff(<<epoch>>, day, ts) from t", 'the date part "epoch" here'],
  ["select <<extract(timezone from tz)>> from t", 'the date part "timezone" in extract'],
  ["select convert_timezone(<<'XYZ'>>, ts) from t", "this time zone"],
  ["select ts at time zone <<'PST'>> from t", "this time zone of a value whose type is not known"],
  ["select ts at time zone <<s>> from t", "this time zone"],
  ["select ts - <<interval '1.5 months'>> from t", "this interval"],
  ["select <<interval '1 day'>>", "an interval as a column"],
  ["select <<timestamp '2024-01-02' - timestamp '2024-01-01'>>", "the difference of two timestamps"],
  ["select <<'[1]'::super>>", "the cast to super"],
  ["select <<a / b / c>> from t", "a quotient of a quotient whose types are not known"],
  ["select <<getdate() - ts>> from t", "the difference of two timestamps"],
  ["select next_day(day, <<s>>) from t", "this day of the week in next_day"],
  ["select <<o.j.a>> + 1 from t o", "a SUPER value without a cast"],
  ["select o.j.a = <<i>> from t o", "a SUPER value next to a value of this type"],
  ["select <<max(o.j.a)>> from t o", '"max" of a SUPER value'],
  ["select o.j.items<<[i]>> from t o", "a computed index into a SUPER value"],
  ["select distinct o.j.a from t o order by <<o.j.a>>", "the order of a SUPER value"],
  ["select x from t o, o.j.a x union select json_parse('1') order by <<x>>", "the order of a SUPER value"],
  ["select 1 from t o, <<o.j.items>>", "an unnested array without an alias"],
  ["select json_extract_path_text('{}', <<s>>) from t", "this path element"],
  ["select * from <<generate_series>>(1, 3)", 'the table function "generate_series"'],
  ["select * from t <<natural>> join u", ""],
  ["select distinct <<on>> (i) i from t", '"distinct on"'],
  ["select i <<into>> x from t", '"select into"'],
  ["select 1 <<intersect>> all select 1", '"intersect all"'],
  [
    "select sum(a) as v from t <<except>> select sum(b) from t",
    '"except" of decimals whose types are not known',
  ],
  [
    "select 1 from t where <<a * 1.5>> in (select sum(b) from t)",
    "a comparison with rows whose decimals have other digits",
  ],
  ["select <<top 1>> i from t union select 1", '"top" in a part of a set operation'],
  ["select i from t group by <<-2>>, i", 'a constant in "group by"'],
  ["select i from t group by <<all>>", '"group by all"'],
  ["select i from t <<fetch>> first 1 row only", '"fetch first"'],
  ["select * from t pivot (<<count(i)>> for s in ('a'))", "this aggregate in pivot"],
  ["select 1 <<is>> distinct from 2", ""],
  ["<<grant>> select on t to u", 'the statement "grant"'],
  ["<<vacuum>> t", 'the statement "vacuum"'],
  ["create <<view>> v as select 1 as n", 'the statement "create view"'],
  ["create table <<if>> not exists t as select 1 as n", '"if not exists" of a table'],
  ["create table t <<(>>id int)", "a list of columns of a table"],
  ["drop <<user>> u", 'the statement "drop user"'],
  ["merge into t using u on t.i = u.id <<remove>> duplicates", '"remove duplicates"'],
  ["select <<$>>1", "a parameter"],
]

test.each(cases)("%s", (marked, construct) => {
  const offset = marked.indexOf("<<")
  const sql = marked.replace("<<", "").replace(">>", "")
  const refusal = refusalsOf(sql)[0]
  expect(refusal?.code).toBe("LUX-1301")
  if (construct === "") return
  expect(refusal?.construct).toBe(construct)
  expect([refusal?.offset, refusal?.length]).toEqual([offset, marked.indexOf(">>") - offset - 2])
})

test.each<[string, string, number]>([
  ["select 1 from", "expected a name, found the end of the statement", 13],
  ["select 1 + from t", 'expected an expression, found "from"', 11],
  ["select 'abc", "a string is not closed", 7],
  ["select 1 /* a", "a comment is not closed", 9],
  ["select (1", 'expected ")", found the end of the statement', 9],
  ["select 1; select 2", 'expected the end of the statement, found "select"', 10],
])("%s cannot be parsed", (sql, message, offset) => {
  const [refusal] = refusalsOf(sql)
  expect([refusal?.code, refusal?.message, refusal?.offset]).toEqual(["LUX-1302", message, offset])
})

test("several refusals come together, in the order of the text", () => {
  const found = refusalsOf("select checksum('a'), 'a'::geometry, ifnull(1, 2)")
  expect(found.map((each) => each.construct)).toEqual([
    'the function "checksum"',
    'the type "geometry"',
    'the function "ifnull"',
  ])
  expect(found.at(-1)?.hint).toBe("Use nvl or coalesce.")
})

function refusalsOf(sql: string): readonly SqlRefusal[] {
  try {
    translate(sql, { from: "redshift", to: "duckdb" })
  } catch (error) {
    if (error instanceof SqlRefusals) return error.refusals
    if (error instanceof SqlRefusal) return [error]
    throw error
  }
  return []
}

import type { ConformanceCase } from "./setup.testkit.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/pattern-matching-conditions.html */
export const patterns: readonly ConformanceCase[] = [
  [
    "select 'abc' like 'a%', 'a_c' like 'a\\\\_c', 'abc' like 'a\\\\_c', 'a%c' like 'a!%c' escape '!', 'ABC' ilike 'abc'",
    "true",
    "true",
    "false",
    "true",
    "true",
  ],
  [
    "select 'abc' not like 'b%', 'a' not ilike 'A', null like 'a', s like '%' || 'ai' || '%' from t where i = 1",
    "true",
    "false",
    null,
    "true",
  ],
  [
    "select 'abc' similar to '%(b|d)%', 'abc' similar to 'b', 'a.c' similar to 'a.c', 'abc' similar to 'a.c', 'abc' not similar to 'a__'",
    "true",
    "false",
    "true",
    "false",
    "false",
  ],
  ["select 'aaa' similar to 'a+', 'ab12' similar to '[a-z]+[0-9]{2}'", "true", "true"],
  [
    "select 'abc' ~ 'b', 'abc' !~ 'b', 'abc' ~ '^b', 'a1' ~ '[[:digit:]]', 'a1' ~ '\\\\d$'",
    "true",
    "false",
    "false",
    "true",
    "true",
  ],
  [
    "select regexp_substr('ab12cd345', '[0-9]+'), regexp_substr('ab12cd345', '[0-9]+', 1, 2), regexp_substr('abc', '[0-9]'), regexp_substr(null, 'a')",
    "12",
    "345",
    "",
    null,
  ],
  [
    "select regexp_substr('ab12cd345', '[0-9]+', 4), regexp_substr('a=1;b=2', 'b=([0-9])', 1, 1, 'e'), regexp_substr('ABC', 'b', 1, 1, 'i')",
    "2",
    "2",
    "B",
  ],
  ["select regexp_substr('a1', '[0-9]', 1, 3)", ""],
  [
    "select regexp_replace('a1b22c', '[0-9]+', '#'), regexp_replace('a1b2', '[0-9]'), regexp_replace('the FOX', 'fox', 'cat', 1, 'i'), regexp_replace('aaa', 'a', 'b', 2)",
    "a#b#c",
    "ab",
    "the cat",
    "abb",
  ],
  ["select regexp_replace('x@y.org', '@.*\\\\.(org|gov|com)$')", "x"],
  [
    "select regexp_count('abcdefghijklmnopqrstuvwxyz', '[a-z]{3}'), regexp_count('a1b2', '\\\\d'), regexp_count('abc', 'z'), regexp_count('aAa', 'a', 1, 'i')",
    "8",
    "2",
    "0",
    "3",
  ],
  [
    "select regexp_instr('The Home Depot Center', '[cC]ent(er|re)$'), regexp_instr('abc', 'z'), regexp_instr('abc', 'a')",
    "16",
    "0",
    "1",
  ],
]

import { describe, expect, it } from "vitest"
import { SqlRefusal, SqlRefusals, translate } from "./translate.ts"

const types: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  media: {
    media_id: "varchar(30)",
    timestamp: "varchar(30)",
    caption: "varchar(10000)",
    like_count: "bigint",
    price: "decimal(8,2)",
    owner: "super",
    day: "date",
  },
}

function inSpark(sql: string): string {
  return translate(sql, { from: "redshift", to: "spark", columnTypes: (name) => types[name] }).sql
}

function refusal(sql: string): string {
  try {
    return `translated: ${inSpark(sql)}`
  } catch (error) {
    if (error instanceof SqlRefusal || error instanceof SqlRefusals) return error.message
    throw error
  }
}

describe("a query in Spark SQL", () => {
  it.each([
    // Texts and names: Spark joins '' into one literal, and reads "x" as a text unless told.
    ["select 'it''s' as a, 'a\\\\b' as b, '${x}' as c", "select 'it\\'s' as a, 'a\\\\b' as b, '$\\{x}' as c"],
    ['select "timestamp", m."Price" from media m', "select `timestamp`, m.`price` from media m"],
    // Whole numbers are cut off, decimals have Redshift's digits, casts round.
    ["select like_count / 2 as half from media", "select like_count div 2 as half from media"],
    ["select like_count/2 as half from media", "select like_count div 2 as half from media"],
    [
      "select cast(like_count as int) as likes from media",
      "select cast(like_count as int) as likes from media",
    ],
    ["select price::int as p from media", "select cast(round(price) as int) as p from media"],
    // Texts are compared without their trailing blanks.
    [
      "select caption from media where media_id = 'a '",
      "select caption from media where rtrim(media_id) = 'a'",
    ],
    ["select day from media where day > '1/31/2024'", "select `day` from media where `day` > '2024-01-31'"],
    // Nulls are the greatest values.
    [
      "select day from media order by day, price desc",
      "select `day` from media order by `day` nulls last, price desc nulls first",
    ],
    [
      "select owner.name::varchar(65535) as n from media",
      "select get_json_object(owner, '$[\\'name\\']') as n from media",
    ],
    [
      "select datediff(day, day, '2024-01-01') as d from media",
      "select cast(datediff(cast(timestamp_ntz '2024-01-01' as date), `day`) as bigint) as d from media",
    ],
    ["select caption like '%#a' as tagged from media", "select caption like '%#a' as tagged from media"],
    [
      "select like_count + 1 as n, count(*) as c from media group by n having c > 1 order by c desc, n",
      "select like_count + 1 as n, count(*) as c from media group by n having (count(*)) > 1 order by c desc nulls first, n nulls last",
    ],
    [
      "select caption, count(*) as c from media group by caption order by caption",
      "select any_value(caption) as caption, count(*) as c from media group by rtrim(caption) order by 1 nulls last",
    ],
    [
      "select day from media union all select day from media order by day",
      "select `day` from media union all select `day` from media order by `day` nulls last",
    ],
    ["select top 1 media_id from media", "select  media_id from media limit 1"],
  ])("%s", (redshift, expected) => {
    expect(inSpark(redshift)).toBe(expected)
  })

  it("reads a time of Instagram as strictly as Redshift does", () => {
    const time = `case when "timestamp" like '%+0000' then cast(replace(left("timestamp", 19), 'T', ' ') as timestamp) end`
    const sql = inSpark(`select ${time} as ts from media`)
    expect(sql).toContain(
      "case when `timestamp` like '%+0000' then cast(transform(array(replace(left(`timestamp`, 19), 'T', ' '))",
    )
    expect(sql).toContain("raise_error('replace(left(\"timestamp\", 19), \\'T\\', \\' \\') is \"'")
  })
})

describe("what is refused for Spark", () => {
  it.each([
    [
      "select a from elsewhere",
      '"a", a column whose type is not known cannot be translated from Redshift to Spark',
    ],
    ["select media_id = 1 as x from media", "a text next to a value of another type"],
    ["select day = caption as x from media", "a text next to a value of another type"],
    ["select is_valid_json(caption) as x from media", 'the function "is_valid_json" cannot be translated'],
    ["select owner.name from media", "a path into a SUPER value without a cast"],
    ["select x.a::int as a from media m, m.owner.items x", "an array in from"],
    ["select to_char(price, '999') as p from media", "a number format of to_char"],
    ["with recursive n(k) as (select 1 union all select 2) select 1 as k", "a recursive query"],
    ["delete from media", "a statement that is not a query"],
    ["select time '10:00' as t", 'a "time" literal'],
    ["select row_number() over () as n from media", '"row_number" without an order'],
    ["select k from (select 1 as a, 2 as b) s(k)", "an alias that may not name every column"],
    ["select like_count > all (select 1) as x from media", '">" with all rows of a query'],
    ["select caption ~ '[[:word:]]' as x from media", '"[:word:]" in a regular expression'],
    ["select price + caption as x from media", "a text in a sum"],
    ["select sum(caption) as x from media", '"sum" of a value that is not known to be a number'],
    ["select getdate() - day as x from media", "this difference with a date or timestamp"],
  ])("%s", (sql, expected) => {
    expect(refusal(sql)).toContain(expected)
  })
})

import { describe, expect, test } from "vitest"
import { analyseShop } from "./shop.testkit.ts"

/** The type of an expression over `numbers`; `?` when it is not known. */
function typeOf(expression: string): string {
  const { columns, problems, unknown } = analyseShop(`select ${expression} as x from numbers`)
  expect(unknown).toBeUndefined()
  expect(problems).toEqual([])
  return columns?.[0]?.type ?? "?"
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html */
const numbers: readonly (readonly [expression: string, type: string])[] = [
  ["1", "integer"],
  ["3000000000", "bigint"],
  ["99999999999999999999", "decimal(20,0)"],
  ["1.50", "decimal(3,2)"],
  ["0.05", "decimal(2,2)"],
  ["1e3", "double precision"],
  ["s + s", "smallint"],
  ["s * i", "integer"],
  ["i - b", "bigint"],
  ["i / 2", "integer"],
  ["-b", "bigint"],
  ["i % 3", "integer"],
  ["r * r", "real"],
  ["r + i", "double precision"],
  ["d / f", "double precision"],
  ["d + d", "decimal(9,2)"],
  ["d * d", "decimal(17,4)"],
  ["d / d", "decimal(17,9)"],
  ["d * s", "decimal(14,2)"],
  ["d + i", "decimal(13,2)"],
  ["b - d", "decimal(22,2)"],
  ["sum(d) * sum(d)", "decimal(38,4)"],
  ["sum(d) / sum(d)", "decimal(38,4)"],
  ["d % 2", "decimal(12,2)"],
  ["i ^ 2", "double precision"],
  ["|/ i", "double precision"],
  ["i & 1", "integer"],
  ["abs(i)", "integer"],
  ["round(d, 1)", "decimal"],
  ["round(f)", "double precision"],
  ["trunc(ts)", "date"],
  ["mod(i, b)", "bigint"],
  ["power(i, 2)", "double precision"],
  ["random()", "double precision"],
]

const aggregates: typeof numbers = [
  ["count(*)", "bigint"],
  ["count(distinct t)", "bigint"],
  ["approximate count(distinct t)", "bigint"],
  ["sum(s)", "bigint"],
  ["sum(b)", "bigint"],
  ["sum(d)", "decimal(38,2)"],
  ["sum(r)", "double precision"],
  ["avg(i)", "bigint"],
  ["avg(d)", "decimal(38,2)"],
  ["avg(i::float)", "double precision"],
  ["min(day)", "date"],
  ["max(t)", "varchar(10)"],
  ["stddev(i)", "double precision"],
  ["median(i)", "decimal"],
  ["median(f)", "double precision"],
  ["median(ts)", "timestamp"],
  ["percentile_cont(0.5) within group (order by i)", "decimal"],
  ["percentile_disc(0.5) within group (order by day)", "date"],
  ["bool_or(ok)", "boolean"],
  ["listagg(t, ',')", "varchar(65535)"],
  ["any_value(c)", "char(3)"],
  ["row_number() over (order by i)", "bigint"],
  ["percent_rank() over (order by i)", "double precision"],
  ["lag(day) over (order by i)", "date"],
  ["first_value(d) over (order by i rows unbounded preceding)", "decimal(8,2)"],
  ["sum(i) over (partition by t)", "bigint"],
  ["ratio_to_report(i) over ()", "double precision"],
]

const texts: typeof numbers = [
  ["'abc'", "varchar(3)"],
  ["'é'", "varchar(2)"],
  ["''", "varchar(1)"],
  ["t || c", "varchar"],
  ["upper(t)", "varchar(10)"],
  ["trim(t)", "varchar(10)"],
  ["left(t, 2)", "varchar"],
  ["len(t)", "integer"],
  ["strpos(t, 'a')", "integer"],
  ["md5(t)", "varchar(32)"],
  ["to_char(ts, 'YYYY')", "varchar"],
  ["regexp_count(t, 'a')", "integer"],
  ["split_part(t, ',', 1)", "varchar"],
  ["json_extract_path_text(t, 'a')", "varchar"],
  ["json_parse(t)", "super"],
  ["is_valid_json(t)", "boolean"],
  ["strtol(t, 16)", "bigint"],
]

const moments: typeof numbers = [
  ["getdate()", "timestamp"],
  ["sysdate", "timestamp"],
  ["current_date", "date"],
  ["day + 1", "date"],
  ["1 + day", "date"],
  ["day - day", "integer"],
  ["ts - ts", "interval"],
  ["sum(ts - ts)", "?"],
  ["day + interval '1 day'", "timestamp"],
  ["ts - interval '1 day'", "timestamp"],
  ["tz + interval '1 day'", "timestamptz"],
  ["dateadd(day, 1, day)", "timestamp"],
  ["dateadd(day, 1, tz)", "timestamptz"],
  ["dateadd(day, 1, '2024-01-01')", "timestamp"],
  ["datediff(day, day, ts)", "bigint"],
  ["date_trunc('month', day)", "timestamp"],
  ["date_part(year, ts)", "double precision"],
  ["extract(year from ts)", "integer"],
  ["extract(epoch from tz)", "double precision"],
  ["last_day(ts)", "date"],
  ["add_months(day, 1)", "timestamp"],
  ["months_between(ts, day)", "double precision"],
  ["convert_timezone('UTC', 'Asia/Tokyo', ts)", "timestamp"],
  ["ts at time zone 'UTC'", "timestamptz"],
  ["tz at time zone 'UTC'", "timestamp"],
  ["to_date(t, 'YYYYMMDD')", "date"],
  ["to_timestamp(t, 'YYYYMMDD')", "timestamptz"],
  ["date '2024-01-01'", "date"],
]

const choices: typeof numbers = [
  ["case when ok then i else b end", "bigint"],
  ["case when ok then d else i end", "decimal(12,2)"],
  ["case when ok then t end", "varchar(10)"],
  ["case when ok then 'yes' else 'perhaps' end", "varchar(7)"],
  ["case when ok then day else ts end", "timestamp"],
  ["case when ok then '2024-01-01' else day end", "date"],
  ["case when ok then null else f end", "double precision"],
  ["coalesce(t, 'a text that is longer')", "varchar(21)"],
  ["coalesce(d, 0)", "decimal(12,2)"],
  ["nvl2(i, d, d)", "decimal(8,2)"],
  ["nullif(i, 0)", "integer"],
  ["decode(i, 1, 'one', 2, 'two')", "varchar(3)"],
  ["decode(i, 1, b, s)", "bigint"],
  ["greatest(i, b)", "bigint"],
  ["i = 1 and not ok", "boolean"],
  ["t like 'a%'", "boolean"],
  ["i in (1, 2)", "boolean"],
  ["i is null", "boolean"],
  ["exists (select 1)", "boolean"],
]

const casts: typeof numbers = [
  ["i::varchar", "varchar(256)"],
  ["i::varchar(max)", "varchar(65535)"],
  ["cast(t as char(2))", "char(2)"],
  ["t::char", "char(1)"],
  ["i::decimal", "decimal(18,0)"],
  ["i::numeric(5)", "decimal(5,0)"],
  ["convert(float4, i)", "real"],
  ["t::int8", "bigint"],
  ["t::double precision", "double precision"],
  ["t::timestamp with time zone", "timestamptz"],
  ["t::super", "super"],
]

describe.each(Object.entries({ numbers, aggregates, texts, moments, choices, casts }))(
  "types of %s",
  (_, cases) => {
    test.each(cases.map((each) => [...each]))("%s is %s", (expression, type) => {
      expect(typeOf(expression ?? "")).toBe(type)
    })
  },
)

test.each<[expression: string, nullable: boolean | undefined]>([
  ["1", false],
  ["null", true],
  ["i", undefined],
  ["coalesce(i, 0)", false],
  ["count(*)", false],
  ["i is null", false],
  ["1 + 1", false],
  ["nullif(1, 1)", undefined],
  ["case when true then 1 end", undefined],
  ["case when true then 1 else 2 end", false],
])("whether %s may be null is %s", (expression, nullable) => {
  expect(analyseShop(`select ${expression} as x from numbers`).columns?.[0]?.nullable).toBe(nullable)
})

test("columns behind an outer join may be null", () => {
  const { columns } = analyseShop(
    "select o.id, c.id as c, count(*) over () as n from orders o left join customers c on true",
  )
  expect(columns?.map((each) => each.nullable)).toEqual([undefined, true, false])
})

// Sixty checks of a table, as planners see them: 38 that statistics can answer, 22 that read rows.

/** A table with numbers, texts, times and nulls, in which all checks hold. */
export function createTable(name, rows) {
  return `create table ${name} as select
    i::bigint as id,
    (i * 7919 % 9999991)::bigint as code,
    (i * 31 % 1000)::integer as likes,
    (i * 17 % 100)::integer as comments,
    (i * 13 % 1000000) + 0.5 as reach,
    hash(i) / 18446744073709551616.0 as share,
    case when i % 100 = 7 then null else (i * 11 % 5000) / 100.0 end as rating,
    'user_' || (i % 100000) as user_name,
    'u' || (i * 7 % 1000000) || '@example.com' as email,
    ['IMAGE', 'VIDEO', 'CAROUSEL_ALBUM'][1 + (i % 3)::integer] as kind,
    repeat('x', (i % 40)::integer) as caption,
    md5(i::varchar) as token,
    timestamp '2023-01-01' + to_seconds(i // 10) as posted_at,
    date '2023-01-01' + (i // 100000)::integer as day,
    (i % 11)::integer as brand_id
  from range(${rows}) as numbers(i)`
}

const nulls = ["id", "code", "likes", "comments", "reach", "share", "posted_at", "day", "brand_id", "kind"]
const ranges = [
  ["id", "< 0", "> 1e12"],
  ["code", "< 0", "> 1e12"],
  ["likes", "< 0", ">= 1000"],
  ["comments", "< 0", ">= 100"],
  ["reach", "<= 0", "> 1e7"],
  ["share", "< 0", "> 1"],
  ["rating", "< 0", "> 50"],
  ["posted_at", "< timestamp '2020-01-01'", "> timestamp '2040-01-01'"],
  ["day", "< date '2020-01-01'", "> date '2040-01-01'"],
  ["brand_id", "< 0", "> 10"],
]
const both = ["likes", "comments", "reach", "share", "rating", "brand_id", "id", "code"]
const readRows = [
  ["email", "email not like '%@%'"],
  ["email", "not regexp_matches(email, '^[^@ ]+@[^@ ]+[.][a-z]+$')"],
  ["email", "length(email) > 40"],
  ["user_name", "user_name not like 'user!_%' escape '!'"],
  ["user_name", "length(user_name) not between 6 and 20"],
  ["user_name", "trim(user_name) = ''"],
  ["kind", "kind not in ('IMAGE', 'VIDEO', 'CAROUSEL_ALBUM')"],
  ["kind", "kind <> upper(kind)"],
  ["caption", "strlen(caption) > 100"],
  ["token", "length(token) <> 32"],
  ["likes", "comments > likes + 1000"],
  ["reach", "share > reach"],
  ["posted_at", "posted_at::date < day - 100000"],
  ["brand_id", "brand_id not in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)"],
]
const measures = [
  ["likes", "mean", "avg(likes)"],
  ["reach", "stddev", "stddev_pop(reach)"],
  ["comments", "sum", "sum(comments)"],
  ["caption", "max_length", "max(length(caption))"],
]

export function sixtyChecks(table) {
  const scope = { relation: table, where: undefined, groupBy: [] }
  const rows = (column, condition, statistic) => {
    const failing = condition
    const question = {
      kind: "rows",
      scope,
      failing,
      columns: [column],
      ...(statistic === undefined ? {} : { statistic }),
    }
    return { column, question, failingRows: `select * from ${table} where ${failing}` }
  }
  const groups = (by, distinct) => ({
    column: by[0],
    question: { kind: "groups", scope, by, having: "count(*) > 1" },
    failingRows: `select ${by.join(", ")} from ${table} group by ${by.join(", ")} having count(*) > 1`,
    distinct,
  })
  const checks = [
    ...nulls.map((column) => rows(column, `${column} is null`, { kind: "null", column })),
    ...ranges.flatMap(([column, low, high]) =>
      [low, high].map((bound) => rows(column, `${column} ${bound}`, { kind: "bounds", column })),
    ),
    ...both.map((column) => rows(column, `${column} < -1 or ${column} > 1e13`, { kind: "bounds", column })),
    ...readRows.map(([column, condition]) => rows(column, condition)),
    ...measures.map(([column, metric, sql]) => ({
      column,
      question: { kind: "measures", scope, measures: [{ metric, columns: [column], sql }] },
      failingRows: undefined,
    })),
    groups(["id"], `select count(id) - count(distinct id) from ${table}`),
    groups(["token"], `select count(token) - count(distinct token) from ${table}`),
    groups(["user_name", "id"]),
  ]
  const orphans = `select child.brand_id from ${table} as child left join (select distinct brand_id from ${table}) as parent
    on child.brand_id = parent.brand_id where parent.brand_id is null and child.brand_id is not null`
  return [...checks, { column: "brand_id", question: { kind: "query", sql: orphans }, failingRows: orphans }]
}

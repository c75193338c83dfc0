/** The shapes of the luxury-brand models, each read with what was found of those before it. */
import { expect, test } from "vitest"
import { analyseQuery, type KnownRelation, type QueryAnalysis } from "../analysis.ts"

const file = (columns: string): KnownRelation => ({
  complete: true,
  columns: columns.split(", ").map((column) => {
    const [name = "", type] = column.split(" ")
    return { name, type }
  }),
})

const lake: Readonly<Record<string, KnownRelation>> = {
  "lake.brand": file(
    "user_id varchar, user_name varchar, name varchar, profile_picture_url varchar, followers_count bigint, media_count bigint, _collected_at timestamp",
  ),
  brand_before: file(
    "user_id varchar(30), user_name varchar(50), followers_count int, media_count int, _collected_at timestamp",
  ),
  "lake.media": file(
    "user_id varchar, media_id varchar, timestamp varchar, caption varchar, media_type varchar, media_product_type varchar, like_count bigint, comments_count bigint, _collected_at timestamp",
  ),
}

const tagName = (name: string) =>
  `cast(replace(replace(${name}, 'maison', ''), 'official', '') as varchar(20))`

const models: Readonly<Record<string, string>> = {
  stage_brand: `select
  user_id,
  coalesce(user_name, '') as user_name,
  cast(coalesce(followers_count, 0) as int) as followers_count,
  cast(coalesce(media_count, 0) as int) as media_count,
  _collected_at
from lake.brand`,
  stage_media: `select
  user_id,
  media_id,
  case when "timestamp" like '%+0000' then cast(replace(left("timestamp", 19), 'T', ' ') as timestamp) end as ts,
  coalesce(caption, '') as caption,
  coalesce(media_product_type, '') as media_product_type,
  cast(coalesce(like_count, 0) as int) as like_count,
  cast(coalesce(comments_count, 0) as int) as comments_count,
  _collected_at
from lake.media`,
  brand: `with seen as (
  select user_id, cast(user_name as varchar(50)) as user_name, followers_count, media_count, _collected_at
  from stage_brand
  union all
  select user_id, user_name, followers_count, media_count, _collected_at
  from brand_before
  where user_id in (select user_id from stage_brand)
),

versions as (
  select
    user_id,
    user_name,
    followers_count,
    media_count,
    _collected_at,
    row_number() over (
      partition by user_id
      order by _collected_at desc, followers_count desc, media_count desc, user_name
    ) as version
  from seen
)

select
  cast(user_id as varchar(30)) as user_id,
  user_name,
  ${tagName("user_name")} as tag_name,
  followers_count,
  media_count,
  cast('N' as varchar(1)) as del_yn,
  date_trunc('hour', _collected_at) as updated_at,
  _collected_at
from versions
where version = 1`,
  brand_log: `select
  cast(user_id as varchar(30)) as user_id,
  max(followers_count) as followers_count,
  date_trunc('hour', _collected_at) as created_at,
  _collected_at
from stage_brand
group by user_id, _collected_at`,
  brand_information: `with posts as (
  select user_id, media_id, like_count + comments_count as engagement, ts
  from stage_media
  where media_product_type in ('FEED', 'REELS')
)

select
  brand.tag_name,
  brand.followers_count,
  posts.media_id,
  posts.engagement,
  cast(round(cast(posts.engagement as decimal(18, 4)) * 100 / nullif(brand.followers_count, 0), 2) as double precision) as engagement_rate,
  cast(extract(dow from posts.ts) as int) + 1 as day_of_week,
  case extract(dow from posts.ts) when 0 then 'Sunday' when 3 then 'Wednesday' end as post_day_of_week
from posts
join brand as brand on brand.user_id = posts.user_id`,
  hashtag_count: `with written as (
  select media_id, '#' || split_part(cast(piece as varchar(65535)), ' ', 1) as related_hashtag
  from (
    select
      media_id,
      split_to_array(
        translate(substring(caption, strpos(caption, '#')), chr(9) || chr(10) || chr(13), '   '), '#'
      ) as pieces
    from (
      select distinct media_id, caption
      from stage_media
      where strpos(caption, '#') > 0
    ) as captions
  ) as split_captions, split_captions.pieces as piece
  where split_part(cast(piece as varchar(65535)), ' ', 1) <> ''
)

select related_hashtag, count(distinct media_id) as hashtag_frequency
from written
group by related_hashtag
order by hashtag_frequency desc, related_hashtag
limit 1000`,
  popularity_factor: `with factors as (
  select posts.tag_name, posts.avg_engagement_rate, coalesce(tagged.cnt, 0) as hashtaged_media_cnt
  from (
    select tag_name, round(avg(engagement_rate), 4) as avg_engagement_rate
    from brand_information
    group by tag_name
  ) as posts
  left join (select tag_name, count(*) as cnt from brand group by 1) as tagged on tagged.tag_name = posts.tag_name
)

select
  tag_name,
  rank() over (order by avg_engagement_rate desc nulls last) as rank_avg_engagement_rate,
  rank() over (order by hashtaged_media_cnt desc nulls last) as rank_hashtaged_media_cnt
from factors`,
  popularity_calculation: `with sums as (
  select tag_name, rank_avg_engagement_rate + rank_hashtaged_media_cnt as sum_rank
  from popularity_factor
)

select tag_name, sum_rank, rank() over (order by sum_rank) as popularity_rank
from sums`,
}

const types: Readonly<Record<string, string>> = {
  stage_brand:
    "user_id varchar, user_name varchar, followers_count integer, media_count integer, _collected_at timestamp",
  stage_media:
    "user_id varchar, media_id varchar, ts timestamp, caption varchar, media_product_type varchar, like_count integer, comments_count integer, _collected_at timestamp",
  brand:
    "user_id varchar(30), user_name varchar(50), tag_name varchar(20), followers_count integer, media_count integer, del_yn varchar(1), updated_at timestamp, _collected_at timestamp",
  brand_log: "user_id varchar(30), followers_count integer, created_at timestamp, _collected_at timestamp",
  brand_information:
    "tag_name varchar(20), followers_count integer, media_id varchar, engagement integer, engagement_rate double precision, day_of_week integer, post_day_of_week varchar(9)",
  hashtag_count: "related_hashtag varchar, hashtag_frequency bigint",
  popularity_factor: "tag_name varchar(20), rank_avg_engagement_rate bigint, rank_hashtaged_media_cnt bigint",
  popularity_calculation: "tag_name varchar(20), sum_rank bigint, popularity_rank bigint",
}

/** All models in order, each with the columns that were inferred of those before it. */
function analyseAll(): ReadonlyMap<string, QueryAnalysis> {
  const known = new Map(Object.entries(lake))
  const found = new Map<string, QueryAnalysis>()
  for (const [name, sql] of Object.entries(models)) {
    const analysis = analyseQuery(sql, {
      dialect: "redshift",
      relationOf: (parts) => known.get(parts.join(".")),
    })
    found.set(name, analysis)
    known.set(name, { columns: analysis.columns, complete: true })
  }
  return found
}

test("every column of the luxury-brand models is known, with its type", () => {
  for (const [name, { columns, problems, unknown, lineage }] of analyseAll()) {
    expect(problems, name).toEqual([])
    expect(unknown, name).toBeUndefined()
    expect(columns?.map((each) => `${each.name} ${each.type}`).join(", "), name).toBe(types[name])
    expect(
      lineage.every((each) => each.complete),
      name,
    ).toBe(true)
  }
})

test("a hashtag is followed through the array that its caption is split into", () => {
  const lineage = analyseAll().get("hashtag_count")?.lineage ?? []
  expect(lineage.map(({ column, origins }) => [column, origins])).toEqual([
    ["related_hashtag", [{ relation: "stage_media", column: "caption", kind: "transformation" }]],
    ["hashtag_frequency", [{ relation: "stage_media", column: "media_id", kind: "aggregation" }]],
  ])
})

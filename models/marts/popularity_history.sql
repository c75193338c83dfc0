{{! What the ranks of popularity_calculation were at the end of each hour, by what was collected until then: its last hour is
    popularity_calculation. A record counts from its hour until a newer one of the same account or post. }}
with hours as (
  select distinct created_at as logical_hour
  from (
    select created_at from {{ref "brand_log"}}
    union all
    select created_at from {{ref "media_log"}}
    union all
    select created_at from {{ref "media_hashtag"}}
  ) as collected
),

recent as (
  select logical_hour
  from hours
  where logical_hour > (select max(logical_hour) from hours) - interval '{{var "popularity_history_days"}} day'
),

{{! Of an hour in which nothing was collected the ranks are those of the last hour before it. }}
steps as (
  select
    recent.logical_hour,
    max(case when earlier.logical_hour <= recent.logical_hour - interval '1 hour' then earlier.logical_hour end)
      as hour_before,
    max(case when earlier.logical_hour <= recent.logical_hour - interval '1 day' then earlier.logical_hour end)
      as day_before
  from recent
  join recent as earlier on earlier.logical_hour <= recent.logical_hour
  group by recent.logical_hour
),

accounts as (
  select
    user_id,
    followers_count,
    created_at as valid_from,
    lead(created_at) over (partition by user_id order by _collected_at) as valid_to
  from {{ref "brand_log"}}
),

followers as (
  select recent.logical_hour, accounts.user_id, brand.tag_name, accounts.followers_count
  from recent
  join accounts
    on accounts.valid_from <= recent.logical_hour
    and (accounts.valid_to > recent.logical_hour or accounts.valid_to is null)
  join {{ref "brand"}} as brand on brand.user_id = accounts.user_id
),

posts as (
  select
    media.user_id,
    media_log.like_count,
    media_log.comments_count,
    media_log.created_at as valid_from,
    lead(media_log.created_at) over (
      partition by media_log.media_id
      order by media_log._collected_at, media_log.like_count nulls first, media_log.comments_count nulls first
    ) as valid_to
  from {{ref "media_log"}} as media_log
  join {{ref "media"}} as media on media.media_id = media_log.media_id
  where media.media_product_type in ('FEED', 'REELS')
),

rates as (
  select
    followers.logical_hour,
    followers.tag_name,
    {{engagement_rate_of "posts.like_count + posts.comments_count" "followers.followers_count"}} as engagement_rate
  from followers
  join posts
    on posts.user_id = followers.user_id
    and posts.valid_from <= followers.logical_hour
    and (posts.valid_to > followers.logical_hour or posts.valid_to is null)
),

averages as (
  select
    logical_hour,
    tag_name,
    cast(round(avg(cast(engagement_rate as decimal(18, 6))), 4) as double precision) as avg_engagement_rate
  from rates
  group by logical_hour, tag_name
),

first_tags as (
  select user_id, media_id, min(created_at) as first_hour
  from {{ref "media_hashtag"}}
  group by user_id, media_id
),

new_tags as (
  select user_id, first_hour, count(*) as new_media
  from first_tags
  group by user_id, first_hour
),

tags as (
  select
    hours.logical_hour,
    brand.tag_name,
    sum(coalesce(new_tags.new_media, 0)) over (
      partition by brand.tag_name
      order by hours.logical_hour
      rows between unbounded preceding and current row
    ) as hashtaged_media_cnt
  from hours
  cross join {{ref "brand"}} as brand
  left join new_tags on new_tags.user_id = brand.user_id and new_tags.first_hour = hours.logical_hour
),

ranked as (
  select
    averages.logical_hour,
    averages.tag_name,
    rank() over (
      partition by averages.logical_hour order by averages.avg_engagement_rate desc nulls last
    ) as rank_avg_engagement_rate,
    rank() over (
      partition by averages.logical_hour order by tags.hashtaged_media_cnt desc nulls last
    ) as rank_hashtaged_media_cnt,
    rank() over (
      partition by averages.logical_hour order by followers.followers_count desc nulls last
    ) as rank_followers_count
  from averages
  join followers on followers.tag_name = averages.tag_name and followers.logical_hour = averages.logical_hour
  join tags on tags.tag_name = averages.tag_name and tags.logical_hour = averages.logical_hour
),

ranks as (
  select
    logical_hour,
    tag_name,
    rank_avg_engagement_rate,
    rank_hashtaged_media_cnt,
    rank_followers_count,
    rank() over (
      partition by logical_hour
      order by rank_avg_engagement_rate + rank_hashtaged_media_cnt + rank_followers_count
    ) as popularity_rank
  from ranked
)

select
  ranks.logical_hour,
  ranks.tag_name,
  ranks.popularity_rank,
  ranks.rank_avg_engagement_rate,
  ranks.rank_hashtaged_media_cnt,
  ranks.rank_followers_count,
  an_hour_ago.popularity_rank - ranks.popularity_rank as popularity_since_hour,
  an_hour_ago.rank_avg_engagement_rate - ranks.rank_avg_engagement_rate as avg_engagement_rate_since_hour,
  an_hour_ago.rank_hashtaged_media_cnt - ranks.rank_hashtaged_media_cnt as hashtaged_media_cnt_since_hour,
  an_hour_ago.rank_followers_count - ranks.rank_followers_count as followers_count_since_hour,
  a_day_ago.popularity_rank - ranks.popularity_rank as popularity_since_day,
  a_day_ago.rank_avg_engagement_rate - ranks.rank_avg_engagement_rate as avg_engagement_rate_since_day,
  a_day_ago.rank_hashtaged_media_cnt - ranks.rank_hashtaged_media_cnt as hashtaged_media_cnt_since_day,
  a_day_ago.rank_followers_count - ranks.rank_followers_count as followers_count_since_day
from ranks
join steps on steps.logical_hour = ranks.logical_hour
left join ranks as an_hour_ago
  on an_hour_ago.tag_name = ranks.tag_name and an_hour_ago.logical_hour = steps.hour_before
left join ranks as a_day_ago
  on a_day_ago.tag_name = ranks.tag_name and a_day_ago.logical_hour = steps.day_before

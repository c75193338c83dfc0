with posts as (
  select
    user_id,
    media_id,
    like_count,
    comments_count,
    like_count + comments_count as engagement,
    ts,
    media_type,
    media_product_type
  from {{ref "media"}}
  where media_product_type in ('FEED', 'REELS')
)

select
  brand.tag_name,
  brand.user_id,
  brand.media_count,
  brand.followers_count,
  brand.updated_at,
  posts.media_id,
  posts.like_count,
  posts.comments_count,
  posts.ts,
  posts.media_type,
  posts.media_product_type,
  posts.engagement,
  {{engagement_rate_of "posts.engagement" "brand.followers_count"}} as engagement_rate,
  {{hour_of_day "posts.ts"}} as post_time,
  {{day_of_week_of "posts.ts"}} as day_of_week,
  {{day_name_of "posts.ts"}} as post_day_of_week
from posts
join {{ref "brand"}} as brand on brand.user_id = posts.user_id

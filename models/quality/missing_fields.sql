{{! An empty text is as good as none: the first collectors wrote it for what was missing. Their zeros cannot be told. }}
with fields as (
  select cast('like_count' as varchar(20)) as field
  union all
  select cast('comments_count' as varchar(20)) as field
  union all
  select cast('caption' as varchar(20)) as field
  union all
  select cast('media_type' as varchar(20)) as field
  union all
  select cast('media_url' as varchar(20)) as field
  union all
  select cast('ts' as varchar(20)) as field
),

posts as (
  select
    brand.tag_name,
    cast(media.created_at as date) as first_seen_on,
    fields.field,
    case fields.field
      when 'like_count' then cast(media.like_count as varchar(20))
      when 'comments_count' then cast(media.comments_count as varchar(20))
      when 'caption' then media.caption
      when 'media_type' then media.media_type
      when 'media_url' then media.media_url
      when 'ts' then cast(media.ts as varchar(30))
    end as content
  from {{ref "media"}} as media
  join {{ref "brand"}} as brand on brand.user_id = media.user_id
  cross join fields
)

select
  tag_name,
  first_seen_on,
  field,
  count(*) as posts,
  sum(case when content is null or content = '' then 1 else 0 end) as missing_posts
from posts
group by tag_name, first_seen_on, field

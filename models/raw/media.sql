{{config incremental_strategy="merge" unique_key="media_id" sequence_by="_collected_at"}}
{{! The latest file wins and the first hour stays, whenever either comes: the stored version of a post that comes again
    takes part, with the hour in which it was first seen. Two records of one second are told apart by what they say. }}
with seen as (
  select
    media_id,
    cast(user_id as varchar(30)) as user_id,
    like_count,
    comments_count,
    cast(media_product_type as varchar(10)) as media_product_type,
    cast(media_type as varchar(20)) as media_type,
    cast(caption as varchar(5000)) as caption,
    cast(permalink as varchar(100)) as permalink,
    cast(media_url as varchar(1000)) as media_url,
    ts,
    {{logical_hour "_collected_at"}} as created_at,
    _collected_at
  from {{ref "stage_media"}}
  {{#if (is_incremental)}}
  union all
  select
    media_id,
    user_id,
    like_count,
    comments_count,
    media_product_type,
    media_type,
    caption,
    permalink,
    media_url,
    ts,
    created_at,
    _collected_at
  from {{self}}
  where media_id in (select media_id from {{ref "stage_media"}})
  {{/if}}
),

versions as (
  select
    media_id,
    user_id,
    like_count,
    comments_count,
    media_product_type,
    media_type,
    caption,
    permalink,
    media_url,
    ts,
    min(created_at) over (partition by media_id) as created_at,
    _collected_at,
    row_number() over (
      partition by media_id
      order by
        _collected_at desc,
        like_count desc nulls last,
        comments_count desc nulls last,
        user_id,
        media_product_type,
        media_type,
        ts,
        caption,
        permalink,
        media_url
    ) as version
  from seen
)

select
  cast(media_id as varchar(30)) as media_id,
  user_id,
  like_count,
  comments_count,
  media_product_type,
  media_type,
  caption,
  permalink,
  media_url,
  ts,
  cast('N' as varchar(1)) as del_yn,
  created_at,
  {{logical_hour "_collected_at"}} as updated_at,
  _collected_at
from versions
where version = 1

{{config incremental_strategy="append"}}
select
  cast(user_id as varchar(30)) as user_id,
  cast(media_id as varchar(30)) as media_id,
  cast(media_type as varchar(20)) as media_type,
  cast(caption as varchar(10000)) as caption,
  comments_count,
  like_count,
  ts,
  {{logical_hour "_collected_at"}} as created_at,
  _collected_at
from {{ref "stage_media_hashtag"}}

{{config incremental_strategy="append"}}
select
  cast(media_id as varchar(30)) as media_id,
  cast(user_id as varchar(30)) as user_id,
  like_count,
  comments_count,
  {{logical_hour "_collected_at"}} as created_at,
  _collected_at
from {{ref "stage_media"}}

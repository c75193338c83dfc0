{{config incremental_strategy="append"}}
{{! One row per brand and file, also where a file should name a brand twice. }}
select
  cast(user_id as varchar(30)) as user_id,
  max(followers_count) as followers_count,
  max(media_count) as media_count,
  {{logical_hour "_collected_at"}} as created_at,
  _collected_at
from {{ref "stage_brand"}}
group by user_id, _collected_at

{{! From the first hour to the last of the log. A warning only: one of the two may be built without the other. }}
{{config severity="warn"}}
with logged as (
  select media_id, min(created_at) as first_hour, max(created_at) as last_hour
  from {{ref "media_log"}}
  group by media_id
)

select media.media_id, media.created_at, logged.first_hour, media.updated_at, logged.last_hour
from {{ref "media"}} as media
left join logged on logged.media_id = media.media_id
where logged.media_id is null
  or media.created_at <> logged.first_hour
  or media.updated_at <> logged.last_hour

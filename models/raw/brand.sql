{{config incremental_strategy="merge" unique_key="user_id" sequence_by="_collected_at"}}
{{! The latest file wins, whenever it comes. Two records of one second are told apart by what they say, so that the
    order of arrival never decides; therefore the stored version of an account that comes again takes part. }}
with seen as (
  select
    user_id,
    cast(user_name as varchar(50)) as user_name,
    {{name_or_account "name" "user_name"}} as name,
    cast(profile_picture_url as varchar(1000)) as profile_picture_url,
    followers_count,
    media_count,
    _collected_at
  from {{ref "stage_brand"}}
  {{#if (is_incremental)}}
  union all
  select user_id, user_name, name, profile_picture_url, followers_count, media_count, _collected_at
  from {{self}}
  where user_id in (select user_id from {{ref "stage_brand"}})
  {{/if}}
),

versions as (
  select
    user_id,
    user_name,
    name,
    profile_picture_url,
    followers_count,
    media_count,
    _collected_at,
    row_number() over (
      partition by user_id
      order by _collected_at desc, followers_count desc nulls last, media_count desc nulls last, user_name, name, profile_picture_url
    ) as version
  from seen
)

select
  cast(user_id as varchar(30)) as user_id,
  user_name,
  {{tag_name_of "user_name"}} as tag_name,
  name,
  profile_picture_url,
  followers_count,
  media_count,
  cast('N' as varchar(1)) as del_yn,
  {{logical_hour "_collected_at"}} as updated_at,
  _collected_at
from versions
where version = 1

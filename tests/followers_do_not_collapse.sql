{{! As for brand: a number that is so much smaller than the hour before was read wrongly. }}
with steps as (
  select
    user_id,
    _collected_at,
    followers_count,
    lag(followers_count) over (partition by user_id order by _collected_at) as followers_before
  from {{ref "brand_log"}}
)

select user_id, _collected_at, followers_count, followers_before
from steps
where followers_count < followers_before * 0.1

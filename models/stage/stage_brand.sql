select
  user_id,
  coalesce(user_name, '') as user_name,
  coalesce(name, '') as name,
  coalesce(profile_picture_url, '') as profile_picture_url,
  cast(coalesce(followers_count, 0) as int) as followers_count,
  cast(coalesce(media_count, 0) as int) as media_count,
  _collected_at
from {{source "lake" "brand"}}

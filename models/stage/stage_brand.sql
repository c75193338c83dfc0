select
  user_id,
  user_name,
  name,
  profile_picture_url,
  cast(followers_count as int) as followers_count,
  cast(media_count as int) as media_count,
  _collected_at
from {{source "lake" "brand"}}

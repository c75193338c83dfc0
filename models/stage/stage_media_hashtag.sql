select
  user_id,
  media_id,
  {{instagram_time '"timestamp"'}} as ts,
  coalesce(caption, '') as caption,
  coalesce(media_type, '') as media_type,
  cast(coalesce(like_count, 0) as int) as like_count,
  cast(coalesce(comments_count, 0) as int) as comments_count,
  _collected_at
from {{source "lake" "media_hashtag"}}

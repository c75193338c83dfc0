select
  user_id,
  media_id,
  {{instagram_time '"timestamp"'}} as ts,
  coalesce(caption, '') as caption,
  coalesce(media_type, '') as media_type,
  coalesce(media_product_type, '') as media_product_type,
  coalesce(media_url, '') as media_url,
  coalesce(permalink, '') as permalink,
  cast(coalesce(like_count, 0) as int) as like_count,
  cast(coalesce(comments_count, 0) as int) as comments_count,
  _collected_at
from {{source "lake" "media"}}

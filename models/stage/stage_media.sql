select
  user_id,
  media_id,
  {{instagram_time '"timestamp"'}} as ts,
  caption,
  media_type,
  media_product_type,
  media_url,
  permalink,
  cast(like_count as int) as like_count,
  cast(comments_count as int) as comments_count,
  _collected_at
from {{source "lake" "media"}}

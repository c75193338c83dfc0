select
  tag_name,
  count(*) as brand_media_cnt,
  count(engagement_rate) as rated_media_cnt,
  count(*) - count(engagement_rate) as unrated_media_cnt
from {{ref "brand_information"}}
group by tag_name

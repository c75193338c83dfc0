select
  tag_name,
  round(avg(engagement_rate), 4) as avg_engagement_rate,
  count(distinct media_id) as brand_media_cnt
from {{ref "brand_information"}}
group by tag_name

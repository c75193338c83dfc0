select
  tag_name,
  {{! Of decimals, whose sum is exact: an average of doubles depends on the order of the rows. }}
  cast(round(avg(cast(engagement_rate as decimal(18, 6))), 4) as double precision) as avg_engagement_rate,
  count(distinct media_id) as brand_media_cnt
from {{ref "brand_information"}}
group by tag_name

{{! Reckoned in floating point, another way than the model does; the margin is half of the last decimal. }}
select media_id, engagement, followers_count, engagement_rate
from {{ref "brand_information"}}
where followers_count > 0
  and abs(engagement_rate - cast(engagement as double precision) / followers_count * 100) > 0.005001

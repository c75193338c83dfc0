select calculation.tag_name, calculation.sum_rank
from {{ref "popularity_calculation"}} as calculation
left join {{ref "popularity_factor"}} as factor on factor.tag_name = calculation.tag_name
where factor.tag_name is null
  or calculation.sum_rank
    <> factor.rank_avg_engagement_rate + factor.rank_hashtaged_media_cnt + factor.rank_followers_count

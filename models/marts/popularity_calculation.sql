with sums as (
  select
    tag_name,
    rank_avg_engagement_rate + rank_hashtaged_media_cnt + rank_followers_count as sum_rank
  from {{ref "popularity_factor"}}
)

select tag_name, sum_rank, rank() over (order by sum_rank) as popularity_rank
from sums

{{! The last hour of the history is how it is now. }}
with last_hour as (
  select tag_name, popularity_rank, rank_avg_engagement_rate, rank_hashtaged_media_cnt, rank_followers_count
  from {{ref "popularity_history"}}
  where logical_hour = (select max(logical_hour) from {{ref "popularity_history"}})
)

select now.tag_name, now.popularity_rank, last_hour.popularity_rank as last_popularity_rank
from {{ref "popularity_calculation"}} as now
join {{ref "popularity_factor"}} as factors on factors.tag_name = now.tag_name
left join last_hour on last_hour.tag_name = now.tag_name
where coalesce(last_hour.popularity_rank, 0) <> now.popularity_rank
  or coalesce(last_hour.rank_avg_engagement_rate, 0) <> factors.rank_avg_engagement_rate
  or coalesce(last_hour.rank_hashtaged_media_cnt, 0) <> factors.rank_hashtaged_media_cnt
  or coalesce(last_hour.rank_followers_count, 0) <> factors.rank_followers_count

{{! Every brand with posts is ranked: one that nobody tagged counts 0 tagged media and comes last there. }}
with factors as (
  select
    posts.tag_name,
    posts.avg_engagement_rate,
    coalesce(tagged.hashtaged_media_cnt, 0) as hashtaged_media_cnt,
    brand.followers_count
  from {{ref "aggregated_brand_information"}} as posts
  join {{ref "brand_basic_info"}} as brand on brand.tag_name = posts.tag_name
  left join {{ref "aggregated_hashtag_search"}} as tagged on tagged.tag_name = posts.tag_name
)

select
  tag_name,
  avg_engagement_rate,
  hashtaged_media_cnt,
  followers_count,
  {{rank_of "avg_engagement_rate"}} as rank_avg_engagement_rate,
  {{rank_of "hashtaged_media_cnt"}} as rank_hashtaged_media_cnt,
  {{rank_of "followers_count"}} as rank_followers_count
from factors

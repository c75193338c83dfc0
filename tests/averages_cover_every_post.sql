{{! The posts behind the brands' averages are together all posts of brand_information. }}
with averaged as (
  select sum(brand_media_cnt) as posts
  from {{ref "aggregated_brand_information"}}
),

listed as (
  select count(*) as posts
  from {{ref "brand_information"}}
)

select averaged.posts as averaged_posts, listed.posts as listed_posts
from averaged
cross join listed
where coalesce(averaged.posts, 0) <> listed.posts

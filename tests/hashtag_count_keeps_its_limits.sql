{{! No more rows than asked for, and no hashtag on more posts than there are. }}
with posts as (
  select count(distinct media_id) as total
  from {{ref "media_hashtag"}}
),

hashtags as (
  select count(*) as listed, max(hashtag_frequency) as highest
  from {{ref "hashtag_count"}}
)

select hashtags.listed, hashtags.highest, posts.total
from hashtags
cross join posts
where hashtags.listed > {{var "top_hashtags"}} or hashtags.highest > posts.total

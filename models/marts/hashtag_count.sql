with written as (
  {{hashtags (ref "media_hashtag")}}
)

select related_hashtag, count(distinct media_id) as hashtag_frequency
from written
group by related_hashtag
order by hashtag_frequency desc, related_hashtag
limit {{var "top_hashtags"}}

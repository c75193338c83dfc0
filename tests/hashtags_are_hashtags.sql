{{! # and then something without another # or a blank. }}
select related_hashtag
from {{ref "hashtag_count"}}
where left(related_hashtag, 1) <> '#'
  or len(related_hashtag) < 2
  or strpos(translate(substring(related_hashtag, 2), ' ' || chr(9) || chr(10) || chr(13), '####'), '#') > 0

select brand.tag_name, count(distinct tagged.media_id) as hashtaged_media_cnt
from {{ref "media_hashtag"}} as tagged
join {{ref "brand"}} as brand on brand.user_id = tagged.user_id
group by brand.tag_name

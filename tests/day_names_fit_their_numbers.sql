select media_id, ts, day_of_week, post_day_of_week
from {{ref "brand_information"}}
where post_day_of_week <> split_part('Sunday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday', ',', day_of_week)

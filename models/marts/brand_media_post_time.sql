select ts, tag_name, post_time, day_of_week, post_day_of_week
from {{ref "brand_information"}}
where ts is not null

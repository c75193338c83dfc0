select tag_name, profile_picture_url, followers_count, user_id
from {{ref "brand"}}
